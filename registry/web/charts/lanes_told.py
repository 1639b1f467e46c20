"""Each lane in words: the table that stands beside the timeline and says what the drawing had to gather."""

from collections.abc import Iterator
from datetime import date

from registry.web.charts.lanes import BarLane, Lane, MarkLane, SpanLane, StepLane, marks_by_bin, values_by_bin
from registry.web.charts.lanes_drawn import Ground
from registry.web.charts.scales import day_text, value_text

Fact = tuple[date, str, str, str]
"""The day to sort by, when, which lane, and what."""


def tell_lane(lane: Lane, ground: Ground) -> Iterator[Fact]:
    """The lane's facts; marks and weekly values are told by the week or month they are drawn in."""
    for day, when, what in _told(lane, ground):
        yield day, when or day_text(day, ground.locale), lane.label, what


def _told(lane: Lane, ground: Ground) -> Iterator[tuple[date, str, str]]:
    if isinstance(lane, SpanLane):
        for span in lane.spans:
            until = day_text(span.end, ground.locale) if span.end else ""
            yield span.start, f"{day_text(span.start, ground.locale)} – {until}".rstrip(), span.text
    elif isinstance(lane, StepLane):
        for step in lane.steps:
            value = "0" if step.value is None else value_text(step.value, ground.locale)
            yield step.when, "", f"{value} {lane.unit}".strip()
    elif isinstance(lane, MarkLane):
        inside = [mark for mark in lane.marks if ground.days.holds(mark.when)]
        for day, kinds in marks_by_bin(inside, ground.bin_of).items():
            yield day, "", ", ".join(f"{lane.names.get(kind, kind)} {kinds[kind]}" for kind in kinds)
    else:
        yield from _told_values(lane, ground)


def _told_values(lane: BarLane, ground: Ground) -> Iterator[tuple[date, str, str]]:
    inside = [one for one in lane.values if ground.days.holds(one.when)]
    for day, value in values_by_bin(inside, ground.bin_of).items():
        yield day, "", "–" if value is None else f"{value_text(value, ground.locale)} {lane.unit}".strip()
