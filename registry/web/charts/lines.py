"""Values over time, with their uncertainty, over bands that say what a value means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from registry.web.charts.drawing import (
    Chart,
    group,
    image,
    join_path,
    number,
    percent,
    stretched,
    table_columns,
    tag,
)
from registry.web.charts.scales import Days, day_text, month_ticks, round_ticks, value_text

UNITS = 1000.0
TOP = 14.0
LEFT, RIGHT = 0.05, 0.985


@dataclass(frozen=True)
class Point:
    """A value on a day; None is a day that was due and has no value. `low` and `high` bound its interval."""

    when: date
    value: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""


@dataclass(frozen=True)
class Series:
    """Points in order of time."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Band:
    """A range of values with a meaning, such as "severe"."""

    name: str
    low: float
    high: float


@dataclass(frozen=True)
class _Frame:
    """Where a day and a value lie. x runs from 0 to 1, y in pixels downwards."""

    days: Days
    low: float
    high: float
    height: float

    def x(self, day: date) -> float:
        """Inset, so that the scale's numbers stand clear of the first point and the last is not cut."""
        return LEFT + (RIGHT - LEFT) * self.days.place(day)

    def y(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return TOP + (1 - share) * self.height


def line_chart(
    series: Sequence[Series],
    bands: Sequence[Band] = (),
    *,
    title: str,
    day_heading: str,
    locale: str,
    description: str = "",
    days: Days | None = None,
    low: float | None = None,
    high: float | None = None,
    height: float = 180.0,
) -> Chart:
    """Lines with points; a missing value breaks the line and leaves a cross on the base.

    The scale starts at nought unless `low` says otherwise. `day_heading` names the table's first column.
    """
    points = [point for one in series for point in one.points]
    frame = _frame(points, bands, days, low, high, height)
    marks = [mark for mark in round_ticks(frame.low, frame.high) if frame.low <= mark <= frame.high]
    drawn = [_series(one, index, frame) for index, one in enumerate(series)]
    svg = image(
        group(*(_band(band, frame) for band in bands), class_="bands"),
        group(
            *(_level(mark, frame, locale) for mark in marks),
            class_="levels",
        ),
        _months(frame, locale),
        *drawn,
        title=title,
        description=description,
        class_="lines",
        width="100%",
        height=TOP + height + 36,
    )
    legend = tuple((f"s{index}", one.name) for index, one in enumerate(series))
    heads = [(one.name, True) for one in series]
    return Chart(svg, title, table_columns((day_heading, False), *heads), _table(series, locale), legend)


def _frame(
    points: Sequence[Point],
    bands: Sequence[Band],
    days: Days | None,
    low: float | None,
    high: float | None,
    height: float,
) -> _Frame:
    whens = [point.when for point in points]
    if days is None:
        if not whens:
            raise ValueError("a line chart without points needs its days")
        days = Days(min(whens), max(whens))
    tops = [value for point in points for value in (point.value, point.high) if value is not None]
    tops += [band.high for band in bands]
    floor = 0.0 if low is None else low
    ceiling = round_ticks(floor, max(tops, default=floor + 1))[-1] if high is None else high
    return _Frame(days, floor, ceiling, height)


def _band(band: Band, frame: _Frame) -> Markup:
    top, bottom = frame.y(band.high), frame.y(band.low)
    return group(
        tag("rect", y=top, width="100%", height=bottom - top),
        tag("text", band.name, x="100%", dx=-6.0, y=top + 13),
    )


def _level(value: float, frame: _Frame, locale: str) -> Markup:
    y = frame.y(value)
    return group(tag("line", x2="100%", y1=y, y2=y), tag("text", value_text(value, locale), y=y - 3))


def _months(frame: _Frame, locale: str) -> Markup:
    base = TOP + frame.height
    parts = []
    for tick in month_ticks(frame.days, locale):
        x = percent(LEFT + (RIGHT - LEFT) * tick.place)
        year = tag("tspan", tick.year, x=x, dy=14.0) if tick.year else ""
        words = tag("text", tick.text, year, x=x, y=base + 16, class_=tick.css_class)
        parts.append(group(tag("line", x1=x, x2=x, y1=base, y2=base + 5), words))
    return group(*parts, class_="months")


def _series(series: Series, index: int, frame: _Frame) -> Markup:
    total = TOP + frame.height
    line = stretched(_path(series.points, frame), width=UNITS, height=total, y=0, class_="line")
    area = stretched(_area(series.points, frame), width=UNITS, height=total, y=0, class_="interval")
    dots = [_dot(point, index, frame) for point in series.points]
    return group(area, line, *dots, class_=f"series s{index}")


def _x(point: Point, frame: _Frame) -> str:
    return number(frame.x(point.when) * UNITS)


def _path(points: Sequence[Point], frame: _Frame) -> str:
    parts, joined = [], False
    for point in points:
        if point.value is not None:
            parts.append(f"{'L' if joined else 'M'}{_x(point, frame)} {number(frame.y(point.value))}")
        joined = point.value is not None
    return join_path(parts)


def _area(points: Sequence[Point], frame: _Frame) -> str:
    """The interval as one closed shape for each unbroken run of points that have one."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.low is None or point.high is None:
            runs.append([])
        else:
            runs[-1].append(point)
    shapes = []
    for run in (run for run in runs if len(run) > 1):
        upper = [f"{_x(point, frame)} {number(frame.y(point.high or 0))}" for point in run]
        lower = [f"{_x(point, frame)} {number(frame.y(point.low or 0))}" for point in reversed(run)]
        shapes.append(f"M{'L'.join(upper + lower)}z")
    return join_path(shapes)


def _dot(point: Point, index: int, frame: _Frame) -> Markup:
    """Round, square or hollow by series, so that colour is never the only difference."""
    x = percent(frame.x(point.when))
    if point.value is None:
        return tag("text", "×", x=x, y=TOP + frame.height - 3, class_="absent")
    y = frame.y(point.value)
    if index % 3 == 1:
        return tag("svg", tag("rect", x=-3.5, y=-3.5, width=7.0, height=7.0), x=x, y=y, overflow="visible")
    return tag("circle", cx=x, cy=y, r=4.0, class_="hollow" if index % 3 == 2 else None)


def _table(series: Sequence[Series], locale: str) -> tuple[tuple[str, ...], ...]:
    days = sorted({point.when for one in series for point in one.points})
    found = [{point.when: point for point in one.points} for one in series]
    return tuple((day_text(day, locale), *(_cell(one.get(day), locale) for one in found)) for day in days)


def _cell(point: Point | None, locale: str) -> str:
    if point is None or point.value is None:
        return point.text or "–" if point else "–"
    written = point.text or value_text(point.value, locale)
    if point.low is None or point.high is None:
        return written
    return f"{written} ({value_text(point.low, locale)} – {value_text(point.high, locale)})"
