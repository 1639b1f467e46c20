"""The timeline says everything once in a shape and once in words, and stays small however much there is."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta

import pytest

from registry.web.charts import (
    BarLane,
    Chart,
    Lane,
    Mark,
    MarkLane,
    Span,
    SpanLane,
    Step,
    StepLane,
    WeekValue,
    timeline,
)

START, END = date(2025, 12, 1), date(2026, 11, 24)
HEADINGS = ("When", "What", "Facts")


def drawn(*lanes: Lane, start: date = START, end: date = END, locale: str = "en") -> Chart:
    return timeline(lanes, start=start, end=end, title="A year", headings=HEADINGS, locale=locale, today=end)


def lane_of_tests(*marks: Mark) -> MarkLane:
    return MarkLane("Tests", marks, {"positive": "positive", "negative": "negative"})


def test_timeline_is_well_formed_and_has_a_name() -> None:
    tree = ElementTree.fromstring(drawn(SpanLane("Stay", [Span(START, None, "Ward <3> & home")])).svg)
    assert tree.get("role") == "img"
    assert tree.findtext("title") == "A year"


def test_timeline_writes_no_inline_style() -> None:
    chart = drawn(lane_of_tests(Mark(START, "positive")), BarLane("Use", [WeekValue(START, 3)]))
    assert "style" not in chart.svg


def test_texts_cannot_break_out_of_the_drawing() -> None:
    chart = drawn(SpanLane("Stay", [Span(START, None, "<script>alert(1)</script>")]))
    assert "<script" not in chart.svg
    assert "&lt;script&gt;" in chart.svg


def test_a_thousand_facts_of_five_kinds_stay_below_seven_kilobytes() -> None:
    days = [START + timedelta(days=number % 358) for number in range(330)]
    chart = drawn(
        SpanLane("Stay", [Span(START, None, "Outpatient")]),
        StepLane("Dose", [Step(START, 20), Step(days[40], 60), Step(days[200], None)], "mg"),
        lane_of_tests(*(Mark(day, "positive" if day.day % 3 else "negative") for day in days)),
        BarLane("Use", [WeekValue(day, day.day % 8) for day in days]),
        MarkLane("Visits", [Mark(day, "attended") for day in days], {"attended": "attended"}),
    )
    assert len(chart.svg) < 7000


def test_a_week_shows_its_most_telling_result_and_the_table_all_of_them() -> None:
    monday = date(2026, 3, 2)
    chart = drawn(lane_of_tests(Mark(monday, "negative"), Mark(monday + timedelta(days=2), "positive")))
    assert "marks positive" in chart.svg
    assert "marks negative" not in chart.svg
    assert chart.rows == (("2 Mar 2026", "Tests", "negative 1, positive 1"),)


def test_results_differ_by_sign_and_not_only_by_colour() -> None:
    chart = drawn(lane_of_tests(Mark(date(2026, 3, 2), "positive"), Mark(date(2026, 4, 2), "negative")))
    signs = set(re.findall(r'<text x="[^"]*" y="[^"]*">([^<]*)</text>', chart.svg))
    assert {"+", "−"} <= signs


def test_an_unknown_kind_of_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="no such kind of mark: maybe"):
        drawn(MarkLane("Tests", [Mark(START, "maybe")]))


def test_a_timeline_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end before"):
        drawn(start=END, end=START)


def test_overlapping_interventions_lie_one_above_another() -> None:
    spans = [Span(START, None, "A"), Span(START + timedelta(days=9), None, "B")]
    one, two = drawn(SpanLane("Stay", spans[:1])), drawn(SpanLane("Stay", spans))
    height = [int(ElementTree.fromstring(chart.svg).get("height", "0")) for chart in (one, two)]
    assert height[1] > height[0]


def test_facts_outside_the_days_are_not_drawn() -> None:
    chart = drawn(lane_of_tests(Mark(END + timedelta(days=30), "positive")))
    assert "marks" not in chart.svg
    assert chart.rows == ()


def test_a_week_of_unknown_use_has_no_bar_and_a_week_of_none_has_a_stub() -> None:
    unknown = drawn(BarLane("Use", [WeekValue(date(2026, 3, 2), None)], unit="days"))
    nought = drawn(BarLane("Use", [WeekValue(date(2026, 3, 2), 0)], unit="days"))
    assert "week-bars" not in unknown.svg
    assert "week-bars" in nought.svg
    assert (unknown.rows[0][2], nought.rows[0][2]) == ("–", "0 days")


@pytest.mark.parametrize(
    ("locale", "february", "august"),
    [("en", "Feb", "Aug"), ("es", "feb", "ago"), ("fr", "févr", "août"), ("pt", "fev", "ago")],
)
def test_months_are_written_in_the_readers_language(locale: str, february: str, august: str) -> None:
    chart = drawn(locale=locale)
    assert f">{february}" in chart.svg
    assert f">{august}" in chart.svg


def test_the_year_stands_at_the_first_month_and_at_each_january() -> None:
    years = re.findall(r'class="year">(\d+)<', drawn().svg)
    assert years == ["2025", "2026"]


def test_a_stopped_dose_leaves_the_line_and_is_told_as_nought() -> None:
    chart = drawn(StepLane("Dose", [Step(START, 40), Step(START + timedelta(days=30), None)], "mg"))
    line = re.search(r'<path d="([^"]*)" class="step"', chart.svg)
    assert line is not None
    assert line[1].count("H") == 1
    assert [row[2] for row in chart.rows] == ["40 mg", "0 mg"]
