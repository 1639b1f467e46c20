"""From values and days to places: scales, round ticks, months in the reader's language."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

WEEK = timedelta(days=7)
LAST_PLACE = 0.94
"""From here on a month's name stands before its line, not after it."""
CROWDED = 9
"""More months than this leave no room for two names side by side at the edge."""


def babel_locale(locale: str) -> str:
    """Plain "en" would give American dates; the English of this program is European."""
    return "en_GB" if locale == "en" else locale.replace("-", "_")


@dataclass(frozen=True)
class Days:
    """A stretch of days; `start` is the left edge and the day after `end` the right."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a chart cannot end before it starts")

    @property
    def count(self) -> int:
        return (self.end - self.start).days + 1

    def place(self, day: date) -> float:
        """0 to 1; a day outside is drawn at the edge."""
        return min(1.0, max(0.0, (day - self.start).days / self.count))

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class MonthTick:
    """The first of a month; only `major` ones are kept where there is little room; `year` if it changes."""

    place: float
    text: str
    year: str
    major: bool

    @property
    def _last(self) -> bool:
        return self.place > LAST_PLACE

    @property
    def shift(self) -> float:
        """Pixels by which the words stand beside the line, away from the edge."""
        return -3.0 if self._last else 3.0

    @property
    def css_class(self) -> str | None:
        names = ["" if self.major else "minor", "last" if self._last else ""]
        return " ".join(filter(None, names)) or None


def month_ticks(days: Days, locale: str) -> list[MonthTick]:
    """A tick a month, beyond two years a quarter, beyond five a year; each January says the year."""
    months = days.count / 30.4
    step = 1 if months <= 24 else 3 if months <= 60 else 12
    ticks: list[MonthTick] = []
    year, month = days.start.year, days.start.month
    if days.start.day > 1:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    while (day := date(year, month, 1)) <= days.end:
        if (month - 1) % step == 0:
            named = not ticks or month == 1
            text = format_date(day, "LLL", locale=babel_locale(locale)).rstrip(".")
            if months > CROWDED and days.place(day) > LAST_PLACE and not named:
                text = ""  # there is no room between the month before and the edge
            major = named or (month - 1) % (3 * step) == 0
            ticks.append(MonthTick(days.place(day), text, str(year) if named else "", major))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return ticks


@lru_cache(maxsize=8192)
def day_text(day: date, locale: str) -> str:
    """A date as the reader writes it, with its year."""
    return format_date(day, "medium", locale=babel_locale(locale))


@lru_cache(maxsize=2048)
def value_text(value: float, locale: str) -> str:
    """A number as the reader writes it, with at most one decimal."""
    return format_decimal(round(value, 1), locale=babel_locale(locale))


def round_ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """About `wanted` round numbers (1, 2 or 5 times a power of ten apart) that enclose low to high."""
    if high <= low:
        high = low + 1
    rough = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def week_start(day: date) -> date:
    """The Monday of the week, as ISO 8601 counts it."""
    return day - timedelta(days=day.weekday())
