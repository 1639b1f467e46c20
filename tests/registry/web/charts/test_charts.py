"""Sparklines, lines and bars: honest about what is missing, uncertain or withheld."""

import xml.etree.ElementTree as ElementTree
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.web.charts import Band, Bar, Point, Series, bar_chart, line_chart, sparkline
from registry.web.charts.scales import Days, round_ticks

HEADINGS = ("Substance", "%", "Interval")
MARCH, MAY, JULY = date(2026, 3, 3), date(2026, 5, 3), date(2026, 7, 3)


def test_a_gap_in_a_sparkline_is_a_dot_and_not_a_bar() -> None:
    assert sparkline([3, None, 1], title="Use").count("spark-gap") == 1
    assert "spark-gap" not in sparkline([3, 0, 1], title="Use")


def test_nought_in_a_sparkline_still_has_a_bar() -> None:
    assert "spark-bars" in sparkline([0, 0], title="Use")


def test_a_sparkline_without_values_is_still_named() -> None:
    assert "<title>Not asked yet</title>" in sparkline([], title="Not asked yet")


def test_a_fixed_scale_makes_two_sparklines_comparable() -> None:
    low = sparkline([2], title="Use", high=7)
    assert low != sparkline([2], title="Use", high=2)
    assert sparkline([9], title="Use", high=7) == sparkline([7], title="Use", high=7)


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=40), st.booleans())
def test_any_sparkline_is_well_formed(values: list[float | None], line: bool) -> None:
    ElementTree.fromstring(sparkline(values, title="Use & <more>", line=line))


def test_a_missing_value_breaks_the_line_and_is_marked() -> None:
    whole = Series("PHQ-9", [Point(MARCH, 19), Point(MAY, 16), Point(JULY, 12)])
    broken = Series("PHQ-9", [Point(MARCH, 19), Point(MAY, None), Point(JULY, 12)])
    drawn = [line_chart([one], title="Mood", day_heading="Day", locale="en") for one in (whole, broken)]
    assert [chart.svg.count("absent") for chart in drawn] == [0, 1]
    assert drawn[1].rows[1] == ("3 May 2026", "–")


def test_an_interval_is_drawn_and_told() -> None:
    points = [Point(MARCH, 40.5, 35, 46), Point(MAY, 44, 40, 48)]
    chart = line_chart([Series("Retained", points)], title="Retained", day_heading="Quarter", locale="es")
    assert 'class="interval"' in chart.svg
    assert chart.rows[0][1] == "40,5 (35 – 46)"


def test_series_are_told_apart_by_shape_and_listed_in_a_legend() -> None:
    two = [Series("PHQ-9", [Point(MARCH, 9)]), Series("GAD-7", [Point(MARCH, 7)])]
    chart = line_chart(two, title="Mood", day_heading="Day", locale="en")
    assert "<circle" in chart.svg
    assert 'height="7"' in chart.svg
    assert chart.legend == (("s0", "PHQ-9"), ("s1", "GAD-7"))
    assert [column["text"] for column in chart.columns] == ["Day", "PHQ-9", "GAD-7"]


def test_a_band_says_what_a_value_means() -> None:
    scores = Series("PHQ-9", [Point(MARCH, 9)])
    chart = line_chart([scores], [Band("severe", 20, 27)], title="Mood", day_heading="Day", locale="en")
    assert ">severe</text>" in chart.svg


def test_a_line_chart_of_nothing_needs_its_days() -> None:
    with pytest.raises(ValueError, match="needs its days"):
        line_chart([], title="Mood", day_heading="Day", locale="en")
    empty = line_chart([], title="Mood", day_heading="Day", locale="en", days=Days(MARCH, JULY))
    assert empty.rows == ()


def test_a_withheld_bar_says_why_and_has_no_length() -> None:
    withheld = Bar("Opioids", None, note="withheld: fewer than 10 people")
    chart = bar_chart([withheld], title="Completed", headings=HEADINGS, locale="en")
    assert "bar-withheld" in chart.svg
    assert 'class="bar"' not in chart.svg
    assert chart.rows == (("Opioids", "", "withheld: fewer than 10 people"),)


def test_bars_are_measured_from_nought_on_one_scale() -> None:
    bars = [Bar("A", 50, 40, 60), Bar("B", 25)]
    chart = bar_chart(bars, title="Completed", headings=HEADINGS, locale="fr", highest=100)
    assert 'width="50%"' in chart.svg
    assert 'width="25%"' in chart.svg
    assert chart.rows[0] == ("A", "50", "40 – 60")


def test_charts_stay_below_four_kilobytes() -> None:
    bars = [Bar(f"Substance {number}", number * 7.1, number * 6.0, number * 8.0) for number in range(1, 11)]
    assert len(bar_chart(bars, title="Completed", headings=HEADINGS, locale="en").svg) < 4500
    points = [Point(date(2026, month, 1), month * 3.0) for month in range(1, 13)]
    assert len(line_chart([Series("A", points)], title="A", day_heading="Day", locale="en").svg) < 4000


@given(st.floats(-1e4, 1e4), st.floats(0.01, 1e4))
def test_round_ticks_enclose_the_values_and_are_few(low: float, width: float) -> None:
    ticks = round_ticks(low, low + width)
    assert ticks[0] <= low + 1e-6
    assert ticks[-1] >= low + width - 1e-6
    assert 2 <= len(ticks) <= 7
