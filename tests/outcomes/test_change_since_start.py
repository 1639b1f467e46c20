"""Change between two records, and when the next one is due: rules without a database."""

from datetime import date

import pytest

from outcomes.reviews.change import ItemChange, UseChange, change
from outcomes.reviews.due import review_due_on
from outcomes.reviews.items import ITEMS
from registry.answers import Missing

START = {"window_days": 28, "days_alcohol": 20, "quality_of_life": 6, "offence_theft": "YES", "days_paid_work": 0}


def _change_of(item, start, latest):
    return next(found for found in change(start, latest) if found.item == item)


@pytest.mark.parametrize(("start", "latest"), [(None, START), (START, None), (None, None)])
def test_change_is_not_defined_without_both_records(start, latest):
    assert change(start, latest) == ()


@pytest.mark.parametrize(
    ("days", "use_change"),
    [(0, UseChange.ABSTINENT), (19, UseChange.DECREASED), (20, UseChange.SAME), (21, UseChange.WORSE)],
)
def test_use_is_classed_among_those_who_used_at_the_start(days, use_change):
    found = _change_of("days_alcohol", START, {**START, "days_alcohol": days})
    assert found == ItemChange("days_alcohol", 20, days, days - 20, use_change)


def test_who_did_not_use_at_the_start_has_a_difference_but_no_class():
    found = _change_of("days_crack", {**START, "days_crack": 0}, {**START, "days_crack": 5})
    assert found == ItemChange("days_crack", 0, 5, 5, None)


@pytest.mark.parametrize("missing", [None, Missing.DECLINED, Missing.NOT_ASKED])
def test_missing_answer_gives_no_difference(missing):
    found = _change_of("days_alcohol", START, {**START, "days_alcohol": missing})
    assert found == ItemChange("days_alcohol", 20, missing)


def test_days_over_windows_of_different_length_are_not_compared_but_ratings_are():
    latest = {**START, "window_days": 30, "days_alcohol": 3, "quality_of_life": 12}
    assert _change_of("days_alcohol", START, latest) == ItemChange("days_alcohol", 20, 3)
    assert _change_of("quality_of_life", START, latest).difference == 6


def test_more_work_is_a_difference_and_no_change_of_use():
    assert _change_of("days_paid_work", START, {**START, "days_paid_work": 12}) == ItemChange(
        "days_paid_work", 0, 12, 12
    )


def test_yes_or_no_is_shown_as_it_was_and_is():
    found = _change_of("offence_theft", START, {**START, "offence_theft": "NO"})
    assert found == ItemChange("offence_theft", "YES", "NO")


def test_every_item_is_reported_once():
    assert [found.item for found in change(START, START)] == list(ITEMS)
    assert len(set(ITEMS)) == len(ITEMS)


def test_start_record_is_due_within_two_weeks():
    assert review_due_on(date(2026, 1, 1), []) == date(2026, 1, 15)


def test_review_is_due_ninety_days_after_the_one_before():
    assert review_due_on(date(2026, 1, 1), [date(2026, 1, 10), date(2026, 1, 5)]) == date(2026, 4, 10)


def test_interval_between_reviews_can_be_set():
    assert review_due_on(date(2026, 1, 1), [date(2026, 1, 10)], every_days=182) == date(2026, 7, 11)


def test_review_of_an_earlier_treatment_does_not_count():
    assert review_due_on(date(2026, 1, 1), [date(2025, 12, 1)]) == date(2026, 1, 15)
