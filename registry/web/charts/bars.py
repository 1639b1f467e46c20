"""Bars that lie on their side, so that a long name has a line of its own on any screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from registry.web.charts.drawing import Chart, group, image, percent, table_columns, tag
from registry.web.charts.scales import round_ticks, value_text

ROW = 44.0
THICK = 14.0


@dataclass(frozen=True)
class Bar:
    """One bar; `low` and `high` bound its interval.

    Where `value` is None, `note` says in words why it is withheld or missing. `text` is how to write the
    value, if not as the locale writes the number.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""
    text: str = ""


def bar_chart(
    bars: Sequence[Bar],
    *,
    title: str,
    headings: tuple[str, str, str],
    locale: str,
    description: str = "",
    highest: float | None = None,
) -> Chart:
    """Bars from nought with their intervals. `headings`: what, how much, and the note."""
    known = [bar.high if bar.high is not None else bar.value for bar in bars]
    top = highest or round_ticks(0, max([value for value in known if value is not None], default=1))[-1]
    rows = [_row(bar, index * ROW, top, locale) for index, bar in enumerate(bars)]
    svg = image(
        *rows,
        title=title,
        description=description,
        class_="bars",
        width="100%",
        height=max(len(bars), 1) * ROW,
    )
    return Chart(
        svg,
        title,
        table_columns((headings[0], False), (headings[1], True), (headings[2], False)),
        tuple((bar.label, _written(bar, locale), _interval(bar, locale) or bar.note) for bar in bars),
    )


def _row(bar: Bar, y: float, top: float, locale: str) -> Markup:
    written = _written(bar, locale)
    words = tag(
        "text",
        tag("tspan", bar.label, class_="bar-label"),
        tag("tspan", written, dx=8.0, class_="bar-value") if written else "",
        y=y + 14,
    )
    note = tag("text", bar.note, x=8.0, y=y + 34, class_="bar-note")
    if bar.value is None:
        return group(words, tag("rect", y=y + 20, width="100%", height=THICK + 6, class_="bar-withheld"), note)
    return group(
        words,
        tag("rect", y=y + 20, width="100%", height=THICK, rx=3.0, class_="bar-ground"),
        tag("rect", y=y + 20, width=percent(bar.value / top), height=THICK, rx=3.0, class_="bar"),
        _whisker(bar, y + 20 + THICK / 2, top),
    )


def _whisker(bar: Bar, y: float, top: float) -> str:
    if bar.low is None or bar.high is None:
        return ""
    low, high = percent(bar.low / top), percent(min(1.0, bar.high / top))
    ends = (tag("line", x1=x, x2=x, y1=y - 4, y2=y + 4) for x in (low, high))
    return group(tag("line", x1=low, x2=high, y1=y, y2=y), *ends, class_="whisker")


def _written(bar: Bar, locale: str) -> str:
    if bar.value is None:
        return ""
    return bar.text or value_text(bar.value, locale)


def _interval(bar: Bar, locale: str) -> str:
    if bar.low is None or bar.high is None:
        return ""
    return f"{value_text(bar.low, locale)} – {value_text(bar.high, locale)}"
