"""Everything that happened to a person in treatment, on one line of time: look first, then read."""

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from registry.web.charts.drawing import Chart, group, image, percent, table_columns, tag
from registry.web.charts.lanes import BarLane, Lane, MarkLane, SpanLane
from registry.web.charts.lanes_drawn import HEAD, Ground, draw_lane
from registry.web.charts.lanes_told import tell_lane
from registry.web.charts.scales import Days, month_ticks

AXIS = 42.0
GAP = 12.0


def timeline(
    lanes: Sequence[Lane],
    *,
    start: date,
    end: date,
    title: str,
    headings: tuple[str, str, str],
    locale: str,
    description: str = "",
    today: date | None = None,
) -> Chart:
    """The lanes one under another over the same months.

    Facts are gathered by week, beyond two years by month; what lies outside start to end is left out.
    `headings` name the table's columns: when, which lane, and what.
    """
    days = Days(start, end)
    ground = Ground(days, locale)
    length = _length(days)
    drawn, y = _stacked(lanes, ground, length)
    svg = image(
        _months(days, locale, y),
        *drawn,
        _today(days, today, y),
        title=title,
        description=description,
        class_=f"timeline timeline--{length}",
        width="100%",
        height=y,
    )
    told = sorted((fact for lane in lanes for fact in tell_lane(lane, ground)), key=lambda fact: fact[0])
    columns = table_columns(*((heading, False) for heading in headings))
    return Chart(svg, title, columns, tuple(fact[1:] for fact in told))


def _stacked(lanes: Sequence[Lane], ground: Ground, length: str) -> tuple[list[Markup], float]:
    """The lanes drawn one under another, and where the last one ends."""
    drawn: list[Markup] = []
    y: float = AXIS
    for lane in lanes:
        words = tag("text", tag("tspan", lane.label, class_="lane-label"), *_legend(lane), y=y + 13)
        # a long drawing scrolls sideways on a phone, from its end: there the label is seen a second time
        again = tag("text", lane.label, x="67%", y=y + 13, class_="again") if length == "long" else ""
        body, height = draw_lane(lane, ground, y + HEAD)
        drawn.append(group(words, again, body, class_="lane"))
        y += HEAD + height + GAP
    return drawn, y


def _length(days: Days) -> str:
    """How much width the drawing asks for before it scrolls sideways."""
    return "short" if days.count <= 200 else "year" if days.count <= 400 else "long"


def _legend(lane: Lane) -> list[Markup]:
    if isinstance(lane, MarkLane):
        from_signs = [(lane.sign(kind), name) for kind, name in lane.names.items()]
        return [tag("tspan", f"{sign} {name}", dx=9.0, class_="lane-note") for sign, name in from_signs]
    if isinstance(lane, SpanLane) or not lane.unit:
        return []
    highest = f"0–{lane.highest:g} " if isinstance(lane, BarLane) else ""
    return [tag("tspan", f"{highest}{lane.unit}", dx=9.0, class_="lane-note")]


def _months(days: Days, locale: str, bottom: float) -> Markup:
    parts = []
    for tick in month_ticks(days, locale):
        x = percent(tick.place)
        year = tag("tspan", tick.year, x=x, dx=tick.shift, dy=-13.0, class_="year") if tick.year else ""
        words = tag("text", tick.text, year, x=x, dx=tick.shift, y=27.0, class_=tick.css_class)
        parts.append(group(tag("line", x1=x, x2=x, y1=16.0, y2=bottom), words))
    return group(*parts, class_="months")


def _today(days: Days, today: date | None, bottom: float) -> Markup:
    if today is None or not days.holds(today):
        return Markup("")
    x = percent(days.place(today + timedelta(days=1)))
    return tag("line", x1=x, x2=x, y1=16.0, y2=bottom, class_="today")
