"""When the next outcome review is due."""

from collections.abc import Iterable
from datetime import date, timedelta

START_WITHIN_DAYS = 14
"""The start record belongs to the first two weeks of treatment (code list outcome_stage)."""

EVERY_DAYS = 90
"""Days between reviews: the point at which Latin-American services mark a follow-up as late. NDTMS asks for one
every six months at least."""


def review_due_on(started_on: date, reviewed_on: Iterable[date], *, every_days: int = EVERY_DAYS) -> date:
    """The last day for the next review of treatment that began on `started_on`, given the days of its reviews.

    Without any, the start record is due; reviews before the start do not count.
    """
    latest = max((day for day in reviewed_on if day >= started_on), default=None)
    if latest is None:
        return started_on + timedelta(days=START_WITHIN_DAYS)
    return latest + timedelta(days=every_days)
