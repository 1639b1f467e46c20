"""The pure rules of an episode's life."""

from datetime import date

import pytest

from registry.codes.lists import code_list
from registry.episodes.lifecycle import (
    STEPS,
    EpisodeState,
    EpisodeStep,
    administrative_end_due,
    modality_exit_of,
    months_after,
    refusal_of,
    state_of,
    waiting_days,
)
from registry.web.messages import known_codes

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("dates", "state"),
    [
        ((None, None, None), EpisodeState.REFERRED),
        ((DAY, None, None), EpisodeState.WAITING),
        ((DAY, DAY, None), EpisodeState.OPEN),
        ((None, DAY, None), EpisodeState.OPEN),
        ((None, DAY, DAY), EpisodeState.CLOSED),
        ((None, None, DAY), EpisodeState.CLOSED),
    ],
)
def test_state_is_read_from_the_dates(dates, state):
    offered, started, ended = dates
    assert state_of(first_appointment_offered_on=offered, started_on=started, ended_on=ended) is state


def test_every_step_is_decided_for_every_state_with_words_for_each_refusal():
    for step, allowed in STEPS.items():
        assert allowed.states | set(allowed.refusals) == set(EpisodeState), step
        assert not allowed.states & set(allowed.refusals), step
        assert set(allowed.refusals.values()) <= known_codes()


def test_closed_episode_takes_no_further_contact_and_cannot_be_closed_again():
    assert refusal_of(EpisodeState.CLOSED, EpisodeStep.RECORD_CONTACT) == "already_closed"
    assert refusal_of(EpisodeState.CLOSED, EpisodeStep.CLOSE) == "already_closed"


def test_waiting_person_cannot_start_an_intervention_before_treatment():
    assert refusal_of(EpisodeState.WAITING, EpisodeStep.START_INTERVENTION) == "not_open"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 1, 1), 24, date(2027, 1, 1)),
    ],
)
def test_months_are_counted_in_the_calendar(day, months, expected):
    assert months_after(day, months) == expected


def _due(**change):
    given = {"centre_type": "1", "started_on": date(2025, 1, 10), "last_contact_on": None, "ended_on": None}
    return administrative_end_due(**{**given, **change})


def test_outpatient_episode_ends_six_months_after_the_last_contact():
    assert _due(last_contact_on=date(2025, 4, 2)) == date(2025, 10, 2)


def test_months_without_contact_can_be_set():
    assert _due(last_contact_on=date(2025, 4, 2), months=3) == date(2025, 7, 2)


def test_months_count_from_the_start_when_there_was_no_contact_since():
    assert _due() == _due(last_contact_on=date(2024, 12, 1)) == date(2025, 7, 10)


@pytest.mark.parametrize(
    "change",
    [{"centre_type": "2"}, {"centre_type": "3"}, {"centre_type": None}, {"started_on": None}, {"ended_on": DAY}],
)
def test_rule_of_no_contact_is_silent_for_inpatients_unknown_centres_and_what_is_not_open(change):
    assert _due(**change) is None


def test_waiting_leaves_out_the_delay_that_the_person_caused():
    assert waiting_days(referred_on=date(2026, 1, 1), started_on=date(2026, 1, 31), client_delay_days=10) == 20


def test_waiting_is_never_negative_and_unknown_without_both_dates():
    assert waiting_days(referred_on=DAY, started_on=DAY, client_delay_days=5) == 0
    assert waiting_days(referred_on=None, started_on=DAY) is None
    assert waiting_days(referred_on=DAY, started_on=None) is None


def test_exit_of_an_intervention_that_ends_with_its_episode_is_a_code_of_the_list():
    implied = {code.code: modality_exit_of(code.code) for code in code_list("exit_reason")}
    assert {found for found in implied.values() if found} == {code.code for code in code_list("modality_exit")}
    assert implied["DROPPED_OUT"] == "B"
    assert implied["DIED"] is None
