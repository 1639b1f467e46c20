"""What lies on a timeline: the facts of one kind, gathered week by week before they are drawn.

A person may have a thousand facts; a screen has room for some fifty places. What is drawn for a week is the
most telling fact of it, and the table says them all.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

BinOf = Callable[[date], date]
"""Gives the first day of the week or month that a day is drawn in."""

MARKS: Mapping[str, str] = {"positive": "+", "missed": "×", "invalid": "o", "negative": "−", "attended": "●"}
"""Kinds of mark and the sign of each, the most telling first: it is the one shown when a week has several."""


@dataclass(frozen=True)
class Span:
    """Something that lasts; without an end it still does. `kind` may be "" or "quiet"."""

    start: date
    end: date | None
    text: str
    kind: str = ""


@dataclass(frozen=True)
class SpanLane:
    """Interventions, stays, orders: bars from day to day, one above another where they overlap."""

    label: str
    spans: Sequence[Span]


@dataclass(frozen=True)
class Step:
    """From this day the value is so; None means that it stopped."""

    when: date
    value: float | None


@dataclass(frozen=True)
class StepLane:
    """A dose, or whatever keeps its value until it is changed."""

    label: str
    steps: Sequence[Step]
    unit: str = ""


@dataclass(frozen=True)
class Mark:
    """Something that happened on a day; `kind` is a key of MARKS."""

    when: date
    kind: str


@dataclass(frozen=True)
class MarkLane:
    """Tests or visits. `names` gives the word for each kind that may occur; it is the legend too."""

    label: str
    marks: Sequence[Mark]
    names: Mapping[str, str] = field(default_factory=dict)

    def sign(self, kind: str) -> str:
        return MARKS[kind]


@dataclass(frozen=True)
class WeekValue:
    """A value for the week of a day; None was asked for and not given."""

    when: date
    value: float | None


@dataclass(frozen=True)
class BarLane:
    """A value a week, such as days of use out of seven. No value, no bar; nought has a stub."""

    label: str
    values: Sequence[WeekValue]
    highest: float = 7
    unit: str = ""


Lane = SpanLane | StepLane | MarkLane | BarLane


def marks_by_bin(marks: Sequence[Mark], bin_of: BinOf) -> dict[date, Counter[str]]:
    """How many of each kind fell in each bin, in order of time."""
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for mark in marks:
        if mark.kind not in MARKS:
            raise ValueError(f"no such kind of mark: {mark.kind}")
        found[bin_of(mark.when)][mark.kind] += 1
    return dict(sorted(found.items()))


def most_telling(kinds: Counter[str]) -> str:
    """The kind to show for a bin."""
    return next(kind for kind in MARKS if kinds[kind])


def values_by_bin(values: Sequence[WeekValue], bin_of: BinOf) -> dict[date, float | None]:
    """The mean of the known values of each bin; None where a bin has only unknown ones."""
    found: dict[date, list[float]] = defaultdict(list)
    for one in values:
        known = found[bin_of(one.when)]
        if one.value is not None:
            known.append(one.value)
    return {when: sum(known) / len(known) if known else None for when, known in sorted(found.items())}


def rows_of_spans(spans: Sequence[Span], last: date) -> list[list[Span]]:
    """Spans in as few rows as keep them from overlapping, earliest first."""
    rows: list[list[Span]] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end or last)):
        free = next((row for row in rows if (row[-1].end or last) < span.start), None)
        if free is None:
            rows.append([span])
        else:
            free.append(span)
    return rows
