"""Dates of which perhaps only the month or the year is known: YYYY, YYYY-MM or YYYY-MM-DD."""

import re
from datetime import date
from enum import StrEnum

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_TYPED = re.compile(r"(?:(?:(\d{1,2})[/.])?(\d{1,2})[/.])?(\d{4})")


class Precision(StrEnum):
    """How much of a date is known."""

    YEAR = "YEAR"
    MONTH = "MONTH"
    DAY = "DAY"


_BY_LENGTH = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


def read_partial(text: str) -> str:
    """The ISO form of what was typed (2019, 3/2019, 17/3/2019 or ISO). ValueError when it is no date."""
    iso, typed = _ISO.fullmatch(text), _TYPED.fullmatch(text)
    if iso:
        year, month, day = iso.groups()
    elif typed:
        day, month, year = typed.groups()
    else:
        raise ValueError(text)
    first = date(int(year), int(month or 1), int(day or 1))
    return first.isoformat()[: 10 if day else 7 if month else 4]


def precision_of(partial: str) -> Precision:
    """How much of an ISO partial date is known."""
    return _BY_LENGTH[len(partial)]


def first_day(partial: str) -> date:
    """The first day that an ISO partial date may mean."""
    return date.fromisoformat((partial + "-01-01")[:10])


def partial_of(day: date, precision: str) -> str:
    """The ISO partial date of a day that is known to this precision; the opposite of `first_day`."""
    length = next(size for size, name in _BY_LENGTH.items() if name == precision)
    return day.isoformat()[:length]


def is_before(one: str, other: str) -> bool:
    """Certainly earlier: as far as both are known. 2019 is not before 2019-03."""
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]
