"""Bands of numbers as the code books write them: "45-49", "12-14 Years Old", "31 Or More", "11 Years And Under"."""

import re
from dataclasses import dataclass

_BETWEEN = re.compile(r"(\d+)\s*(?:-|–|to)\s*(\d+)", re.IGNORECASE)
_FROM = re.compile(r"(\d+)(?:\s+years)?\s+(?:or|and)\s+(?:more|older|over)", re.IGNORECASE)
_UP_TO = re.compile(r"(\d+)(?:\s+years)?\s+(?:or|and)\s+(?:under|younger|less)", re.IGNORECASE)
_ONE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` to `high`; an open end is None."""

    low: int | None
    high: int | None

    @property
    def middle(self) -> int | None:
        """The middle of a closed band."""
        return None if self.low is None or self.high is None else (self.low + self.high) // 2

    @property
    def is_one_number(self) -> bool:
        """The band is exact."""
        return self.low is not None and self.low == self.high


def read_band(text: str) -> Band | None:
    """The band that a label of a code book means, or None where it names no number."""
    if found := _BETWEEN.search(text):
        return Band(int(found[1]), int(found[2]))
    if found := _FROM.search(text):
        return Band(int(found[1]), None)
    if found := _UP_TO.search(text):
        return Band(None, int(found[1]))
    if re.search(r"more than a year", text, re.IGNORECASE):
        return Band(366, None)
    one = _ONE.search(text)
    return Band(int(one[0]), int(one[0])) if one else None
