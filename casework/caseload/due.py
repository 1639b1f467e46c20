"""What is due for a patient, and how urgent: pure rules over dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from outcomes.reviews.due import review_due_on

QUIET_AFTER_DAYS = 30


class Need(StrEnum):
    """Why a person stands where they stand on the list; the first is the most pressing."""

    CLOSE_ADMINISTRATIVELY = "CLOSE_ADMINISTRATIVELY"
    REVIEW_DUE = "REVIEW_DUE"
    NO_CONTACT = "NO_CONTACT"
    INTAKE_MISSING = "INTAKE_MISSING"
    WAITING = "WAITING"


@dataclass(frozen=True, slots=True)
class Due:
    """One need and the day since when it has been so."""

    need: Need
    since: date


@dataclass(frozen=True, slots=True)
class CaseDates:
    """The plain dates of an open episode that the rules look at."""

    referred_on: date | None
    started_on: date | None
    last_contact_on: date | None
    administrative_end: date | None
    reviewed_on: Sequence[date]
    has_intake: bool


def what_is_due(case: CaseDates, today: date) -> list[Due]:
    """Everything due or missing today, the most pressing first."""
    if case.started_on is None:
        return [Due(Need.WAITING, case.referred_on or today)]
    found = []
    if case.administrative_end is not None and case.administrative_end <= today:
        found.append(Due(Need.CLOSE_ADMINISTRATIVELY, case.administrative_end))
    review = review_due_on(case.started_on, case.reviewed_on)
    if review < today:
        found.append(Due(Need.REVIEW_DUE, review))
    contact = case.last_contact_on or case.started_on
    if (today - contact).days >= QUIET_AFTER_DAYS:
        found.append(Due(Need.NO_CONTACT, contact))
    if not case.has_intake:
        found.append(Due(Need.INTAKE_MISSING, case.started_on))
    return found
