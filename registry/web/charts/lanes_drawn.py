"""Each kind of lane as SVG. A drawing answers with its height, so that the next lane knows where to begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from registry.web.charts.drawing import column, group, join_path, number, percent, stretched, tag
from registry.web.charts.lanes import (
    BarLane,
    Lane,
    MarkLane,
    Span,
    SpanLane,
    StepLane,
    marks_by_bin,
    most_telling,
    rows_of_spans,
    values_by_bin,
)
from registry.web.charts.scales import WEEK, Days, day_text, week_start

HEAD = 20.0
SPAN_HEIGHT = 20.0
SPAN_STEP = 23.0
STEP_HEIGHT = 32.0
MARK_HEIGHT = 18.0
BAR_HEIGHT = 30.0
DISCS = frozenset({"positive", "invalid", "negative"})


@dataclass(frozen=True)
class Ground:
    """The days a lane is drawn over, and how it gathers them."""

    days: Days
    locale: str

    @property
    def by_week(self) -> bool:
        return self.days.count <= 750

    def bin_of(self, day: date) -> date:
        return week_start(day) if self.by_week else day.replace(day=1)

    def bin_middle(self, start: date) -> float:
        return self.days.place(start + (WEEK / 2 if self.by_week else timedelta(days=15)))

    def bin_edges(self, start: date) -> tuple[float, float]:
        """Left and right of a bin's bar, with a gap to its neighbours, cut at the edges of the drawing."""
        length = 7 if self.by_week else 30
        first = (start - self.days.start).days
        left, right = first + 0.1 * length, first + 0.9 * length
        return max(0.0, left / self.days.count), min(1.0, max(0.0, right / self.days.count))


def draw_lane(lane: Lane, ground: Ground, y: float) -> tuple[Markup, float]:
    """The lane's body at `y`, and its height."""
    if isinstance(lane, SpanLane):
        return _spans(lane, ground, y)
    if isinstance(lane, StepLane):
        return _steps(lane, ground, y), STEP_HEIGHT
    if isinstance(lane, MarkLane):
        return _marks(lane, ground, y), MARK_HEIGHT
    return _bars(lane, ground, y), BAR_HEIGHT


def _spans(lane: SpanLane, ground: Ground, y: float) -> tuple[Markup, float]:
    days = ground.days
    seen = [span for span in lane.spans if span.start <= days.end and (span.end or days.end) >= days.start]
    rows = rows_of_spans(seen, days.end)
    drawn = [_span(span, ground, y + index * SPAN_STEP) for index, row in enumerate(rows) for span in row]
    return group(*drawn, class_="spans"), max(len(rows), 1) * SPAN_STEP


def _span(span: Span, ground: Ground, y: float) -> Markup:
    last = span.end or ground.days.end
    left, right = ground.days.place(span.start), ground.days.place(last + timedelta(days=1))
    until = day_text(span.end, ground.locale) if span.end else ""
    return tag(
        "svg",
        tag("title", f"{span.text}: {day_text(span.start, ground.locale)} – {until}".rstrip()),
        tag("rect", width="100%", height=SPAN_HEIGHT, rx=4.0),
        tag("text", span.text, x=7.0, y=14.0),
        x=percent(left),
        y=y,
        width=percent(max(right - left, 0.004)),
        height=SPAN_HEIGHT,
        class_=f"span span--{span.kind}" if span.kind else "span",
    )


def _steps(lane: StepLane, ground: Ground, y: float) -> Markup:
    days = ground.days
    highest = max((step.value for step in lane.steps if step.value is not None), default=0) or 1
    line, area, level = [], [], None
    steps = sorted(lane.steps, key=lambda step: step.when)
    ends = [step.when for step in steps[1:]] + [days.end + timedelta(days=1)]
    for step, end in zip(steps, ends, strict=True):
        left, right = (days.place(day) * 1000 for day in (step.when, end))
        if step.value is None or right <= left:
            level = None if step.value is None else level
            continue
        top = 2 + (1 - step.value / highest) * (STEP_HEIGHT - 4)
        line.append(f"{'V' if level is not None else f'M{number(left)} '}{number(top)}H{number(right)}")
        area.append(column(left, right, STEP_HEIGHT, STEP_HEIGHT - top))
        level = top
    place = {"width": 1000.0, "height": STEP_HEIGHT, "y": y}
    return group(
        stretched(join_path(area), class_="step-area", **place),
        stretched(join_path(line), class_="step", **place),
        class_="steps-lane",
    )


def _marks(lane: MarkLane, ground: Ground, y: float) -> Markup:
    shown: dict[str, list[float]] = {}
    inside = [mark for mark in lane.marks if ground.days.holds(mark.when)]
    for start, kinds in marks_by_bin(inside, ground.bin_of).items():
        shown.setdefault(most_telling(kinds), []).append(ground.bin_middle(start))
    return group(*(_signs(lane.sign(kind), kind, places, y) for kind, places in shown.items()))


def _signs(sign: str, kind: str, places: Sequence[float], y: float) -> Markup:
    """One text for all marks of a kind; a disc is a stroke of no length whose round end is not stretched."""
    middle = MARK_HEIGHT / 2
    dots = [f"M{place * 1000:.0f} {number(middle)}h0" for place in places] if kind in DISCS else []
    return group(
        stretched(join_path(dots), width=1000, height=MARK_HEIGHT, y=y, class_="disc"),
        tag("text", sign * len(places), x=" ".join(percent(place) for place in places), y=y + middle + 4.5),
        class_=f"marks {kind}",
    )


def _bars(lane: BarLane, ground: Ground, y: float) -> Markup:
    inside = [one for one in lane.values if ground.days.holds(one.when)]
    parts = []
    for start, value in values_by_bin(inside, ground.bin_of).items():
        if value is not None:
            left, right = ground.bin_edges(start)
            height = 1.5 + min(value / lane.highest, 1) * (BAR_HEIGHT - 1.5)
            parts.append(column(left * 1000, right * 1000, BAR_HEIGHT, height))
    base = tag("line", x2="100%", y1=y + BAR_HEIGHT, y2=y + BAR_HEIGHT, class_="base")
    body = stretched(join_path(parts), width=1000.0, height=BAR_HEIGHT, y=y, class_="week-bars")
    return group(base, body)
