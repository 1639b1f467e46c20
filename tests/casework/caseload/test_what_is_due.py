"""What is due for a person, and since when: rules over dates."""

from datetime import date, timedelta

import pytest

from casework.caseload.due import CaseDates, Need, what_is_due

TODAY = date(2026, 6, 30)


def ago(days):
    return TODAY - timedelta(days=days)


def case(**known):
    usual = {
        "referred_on": ago(100),
        "started_on": ago(90),
        "last_contact_on": ago(2),
        "administrative_end": None,
        "reviewed_on": [ago(85), ago(5)],
        "has_intake": True,
    }
    return CaseDates(**{**usual, **known})


def needs(**known):
    return [(due.need, (TODAY - due.since).days) for due in what_is_due(case(**known), TODAY)]


def test_nothing_is_due_for_somebody_seen_reviewed_and_interviewed():
    assert needs() == []


@pytest.mark.parametrize(("reviewed", "late"), [(90, None), (91, 1), (120, 30)])
def test_a_review_is_due_ninety_days_after_the_last(reviewed, late):
    expected = [] if late is None else [(Need.REVIEW_DUE, late)]
    assert needs(started_on=ago(150), reviewed_on=[ago(reviewed)]) == expected


def test_without_any_review_the_start_record_is_due_after_two_weeks():
    assert needs(started_on=ago(14), reviewed_on=[]) == []
    assert needs(started_on=ago(15), reviewed_on=[]) == [(Need.REVIEW_DUE, 1)]


@pytest.mark.parametrize(("days", "quiet"), [(29, False), (30, True)])
def test_somebody_not_seen_for_thirty_days_has_gone_quiet(days, quiet):
    assert ((Need.NO_CONTACT, days) in needs(last_contact_on=ago(days))) is quiet


def test_somebody_never_noted_as_seen_is_quiet_since_the_start():
    assert (Need.NO_CONTACT, 90) in needs(last_contact_on=None)


def test_the_most_pressing_comes_first():
    found = needs(last_contact_on=ago(200), administrative_end=ago(18), reviewed_on=[], has_intake=False)
    assert [need for need, _days in found] == [
        Need.CLOSE_ADMINISTRATIVELY,
        Need.REVIEW_DUE,
        Need.NO_CONTACT,
        Need.INTAKE_MISSING,
    ]


def test_an_administrative_end_still_ahead_is_not_due():
    assert needs(administrative_end=TODAY + timedelta(days=1)) == []
    assert needs(administrative_end=TODAY) == [(Need.CLOSE_ADMINISTRATIVELY, 0)]


def test_somebody_referred_and_not_begun_waits_and_nothing_else():
    assert needs(started_on=None, reviewed_on=[], has_intake=False) == [(Need.WAITING, 100)]
