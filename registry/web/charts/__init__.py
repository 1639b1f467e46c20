"""Charts drawn on the server as SVG: no script, no inline style, readable by a screen reader and as a table.

Geometry is given in per cent of the width, so one drawing serves a desk and a phone and its letters keep
their size. All texts arrive translated; dates and numbers are written by Babel in the reader's locale.
"""

from registry.web.charts.bars import Bar, bar_chart
from registry.web.charts.drawing import Chart
from registry.web.charts.lanes import BarLane, Lane, Mark, MarkLane, Span, SpanLane, Step, StepLane, WeekValue
from registry.web.charts.lines import Band, Point, Series, line_chart
from registry.web.charts.sparkline import sparkline
from registry.web.charts.timeline import timeline

__all__ = [
    "Band",
    "Bar",
    "BarLane",
    "Chart",
    "Lane",
    "Mark",
    "MarkLane",
    "Point",
    "Series",
    "Span",
    "SpanLane",
    "Step",
    "StepLane",
    "WeekValue",
    "bar_chart",
    "line_chart",
    "sparkline",
    "timeline",
]
