"""The clock: the one place that asks what time it is, so that tests and drills can turn it."""

from datetime import UTC, date, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC) + _offset


def today() -> date:
    """The calendar day in UTC; dates of treatment are dates, not moments."""
    return now().date()


def shift(offset: timedelta) -> None:
    """Move the clock by `offset` from real time; for tests and drills only."""
    global _offset
    _offset = offset
