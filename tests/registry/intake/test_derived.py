"""Figures that follow from an intake (standards 1.3)."""

from datetime import date

import pytest

from registry.answers import Missing
from registry.codes.lists import code_list
from registry.intake.derived import (
    age_at_entry,
    completed_years,
    frequency_of,
    injection_band,
    lag_to_treatment,
    ost_band,
    years_since_first_injection,
    years_since_first_ost,
)

START = date(2026, 1, 2)


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(1990, 1, 2), START, 36),
        (date(1990, 1, 3), START, 35),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
    ],
)
def test_years_are_complete_on_the_birthday(born, day, years):
    assert completed_years(born, day) == years


def test_age_at_entry_takes_the_date_before_the_year_and_says_nothing_without_either():
    assert age_at_entry(date_of_birth=date(1990, 5, 1), birth_year=1980, started_on=START) == 35
    assert age_at_entry(date_of_birth=None, birth_year=1990, started_on=START) == 36
    assert age_at_entry(date_of_birth=None, birth_year=None, started_on=START) is None


def test_lag_runs_from_first_use_to_treatment():
    assert lag_to_treatment(age_at_entry=35, age_first_use=17) == 18


@pytest.mark.parametrize(("age", "first"), [(None, 17), (35, None), (35, Missing.DECLINED), (16, 17)])
def test_missing_or_contradicting_ages_give_no_years(age, first):
    assert lag_to_treatment(age_at_entry=age, age_first_use=first) is None
    assert years_since_first_injection(age_at_entry=age, age_first_injection=first) is None


@pytest.mark.parametrize(
    ("years", "band"), [(0, "1"), (1, "1"), (2, "2"), (4, "2"), (5, "3"), (9, "3"), (10, "4"), (40, "4"), (None, None)]
)
def test_years_since_the_first_injection_fall_into_the_bands_of_the_list(years, band):
    assert injection_band(years) == band
    assert band is None or band in code_list("years_since_first_injection_tdi")


@pytest.mark.parametrize(
    ("first", "band"), [(2026, "0"), (2025, "1"), (2016, "10"), (2015, "11"), (2011, "11"), (2010, "12")]
)
def test_years_since_the_first_agonist_treatment_fall_into_the_bands_of_the_list(first, band):
    assert ost_band(years_since_first_ost(started_on=START, ost_first_year=first)) == band
    assert band in code_list("years_since_first_ost_tdi")


def test_unknown_year_of_agonist_treatment_has_no_band():
    assert ost_band(years_since_first_ost(started_on=START, ost_first_year=Missing.NOT_KNOWN)) is None


def _in_bands(top, bands):
    """The band of every count of days, from 'days28=26-28(P)' in the list itself."""
    found = {}
    for code, text in bands.items():
        low, _dash, high = text.partition("-")
        found.update(dict.fromkeys(range(int(low), int(high or low) + 1), code))
    assert set(found) == set(range(top + 1))
    return found


@pytest.mark.parametrize("window", [28, 30])
def test_every_count_of_days_falls_into_the_band_that_the_list_gives_it(window):
    bands = {
        code.code: code.maps_to[f"days{window}"][0]
        for code in code_list("frequency")
        if f"days{window}" in code.maps_to
    }
    for days, code in _in_bands(window, bands).items():
        assert frequency_of(days_used=days, window_days=window) == code, days


def test_missing_count_has_no_frequency():
    assert frequency_of(days_used=Missing.DECLINED, window_days=30) is None
    assert frequency_of(days_used=None, window_days=30) is None
