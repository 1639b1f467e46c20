"""Amounts, dates known in part, and lists of days, as people type them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from registry import clock
from registry.history.drug_test.results import read_results, results_of, write_results
from registry.history.fields import Amount, DaysOfMonth, PartialDate
from registry.history.partial_dates import Precision, first_day, is_before, partial_of, precision_of, read_partial


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2019", "2019"),
        ("3/2019", "2019-03"),
        ("2019-03", "2019-03"),
        ("17/3/2019", "2019-03-17"),
        ("17.03.2019", "2019-03-17"),
        ("2019-3-7", "2019-03-07"),
    ],
)
def test_partial_date_is_read_as_people_type_it(typed, meant):
    assert PartialDate().deserialize(typed) == meant


@pytest.mark.parametrize("typed", ["19", "13/2019", "31/2/2019", "2019-00", "spring", "2019-03-"])
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(ValidationError, match="not_a_partial_date"):
        PartialDate().deserialize(typed)


def test_partial_date_in_the_future_is_refused_but_this_year_is_not():
    today = clock.today()
    assert PartialDate().deserialize(str(today.year)) == str(today.year)
    with pytest.raises(ValidationError, match="date_in_future"):
        PartialDate().deserialize((today + timedelta(days=1)).isoformat())


def test_month_is_asked_for_where_a_month_is_needed():
    with pytest.raises(ValidationError, match="not_a_month"):
        PartialDate(only=Precision.MONTH).deserialize("2019")


@given(st.dates(min_value=date(1900, 1, 1)), st.sampled_from(list(Precision)))
def test_partial_date_survives_being_kept_as_day_and_precision(day, precision):
    partial = partial_of(day, precision)
    assert precision_of(partial) is precision
    assert partial_of(first_day(partial), precision) == partial
    assert read_partial(partial) == partial


def test_year_is_not_before_a_month_of_its_own():
    assert not is_before("2019", "2019-03")
    assert not is_before("2019-03", "2019")
    assert is_before("2018-12", "2019")


@pytest.mark.parametrize(
    ("typed", "meant"), [("12,5", Decimal("12.5")), ("16", Decimal(16)), (0.1, Decimal("0.1")), (80, Decimal(80))]
)
def test_amount_takes_comma_point_and_json_numbers(typed, meant):
    assert Amount().deserialize(typed) == meant


@pytest.mark.parametrize("typed", ["much", "NaN", "Infinity", "1,000.5"])
def test_amount_that_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError, match="not_an_amount"):
        Amount().deserialize(typed)


def test_amount_beyond_its_limits_is_refused():
    with pytest.raises(ValidationError, match="out_of_range:0:2000"):
        Amount(high=Decimal(2000)).deserialize("2000.1")


def test_days_of_a_month_are_read_with_spans_once_each():
    assert DaysOfMonth().deserialize("9, 1,2, 5-7, 6") == (1, 2, 5, 6, 7, 9)
    assert DaysOfMonth().serialize("days", {"days": (1, 2)}) == "1,2"


@pytest.mark.parametrize("typed", ["0", "32", "9-5", "monday", "1-2-3"])
def test_days_that_no_month_has_are_refused(typed):
    with pytest.raises(ValidationError, match="not_days"):
        DaysOfMonth().deserialize(typed)


def test_drug_test_results_survive_their_cell():
    results = results_of(("OPI", "COC", "BUP"), ("OPI",), ("BUP",))
    assert results == {"OPI": "POSITIVE", "COC": "NEGATIVE", "BUP": "INVALID"}
    assert write_results(results) == b"BUP=INVALID;COC=NEGATIVE;OPI=POSITIVE"
    assert read_results(write_results(results)) == results
    assert read_results(write_results({})) == {}
