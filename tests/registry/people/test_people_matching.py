"""Scores and reasons: why two records may be one person."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.people.matching import LIKELY, POSSIBLE, IdentityFacts, Reason, score
from registry.people.names import PersonName

MARIA = IdentityFacts(
    PersonName("María José", "García", "López"),
    date_of_birth=date(1985, 3, 4),
    sex="female",
    national_ids=frozenset({"12345678Z"}),
    phones=frozenset({"12345678"}),
)
BARE = replace(MARIA, national_ids=frozenset(), phones=frozenset())
STRANGER = IdentityFacts(PersonName("Wilson", "Quispe", "Huamán"), date(1961, 11, 29), sex="male")

WORDS = st.text(alphabet="abcdeghijlmnñorstuvzáç ", max_size=10)
NAMES = st.builds(PersonName, WORDS, WORDS, st.none() | WORDS, st.none() | WORDS)
NUMBERS = st.frozensets(st.text(alphabet="0123456789", min_size=6, max_size=8), max_size=2)
FACTS = st.builds(
    IdentityFacts,
    NAMES,
    date_of_birth=st.none() | st.dates(date(1980, 1, 1), date(1984, 12, 31)),
    birth_year=st.none() | st.integers(1980, 1985),
    sex=st.sampled_from([None, "female", "male"]),
    national_ids=NUMBERS,
    phones=NUMBERS,
)


def named(*parts):
    return replace(BARE, name=PersonName(*parts))


def test_a_person_is_the_same_as_themselves():
    match = score(MARIA, MARIA)
    assert match.score == 1.0
    assert match.is_likely
    assert match.reasons == (
        Reason.SAME_NATIONAL_ID,
        Reason.SAME_PHONE,
        Reason.SAME_NAMES,
        Reason.SAME_BIRTH_DATE,
    )


def test_a_stranger_is_neither_likely_nor_possible():
    match = score(MARIA, STRANGER)
    assert match.score < 0.2
    assert not match.is_possible
    assert match.reasons_for == ()
    assert Reason.DIFFERENT_SEX in match.reasons_against
    assert Reason.DIFFERENT_BIRTH_YEAR in match.reasons_against
    assert Reason.DIFFERENT_SURNAMES in match.reasons_against


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (named("María José", "López", "García"), Reason.SURNAMES_SWAPPED),
        (named("María José", "García"), Reason.SAME_FIRST_SURNAME),
        (named("Maria José", "Garzía", "Lopes"), Reason.SIMILAR_NAMES),
        (named("María", "Garcia", "Lópze"), Reason.SAME_FIRST_SURNAME),
        (named("Pepe María", "García", "López"), Reason.NICKNAME),
        (replace(BARE, date_of_birth=date(1985, 4, 3)), Reason.BIRTH_DATE_DAY_MONTH_SWAPPED),
        (replace(BARE, date_of_birth=date(1985, 3, 5)), Reason.CLOSE_BIRTH_DATE),
        (replace(BARE, date_of_birth=date(1986, 3, 4)), Reason.DIFFERENT_BIRTH_YEAR),
        (replace(BARE, date_of_birth=None, birth_year=1985), Reason.SAME_BIRTH_YEAR),
        (replace(BARE, sex="male"), Reason.DIFFERENT_SEX),
        (replace(BARE, national_ids=frozenset({"12345687Z"})), Reason.SIMILAR_NATIONAL_ID),
        (replace(BARE, national_ids=frozenset({"99999999X"})), Reason.DIFFERENT_NATIONAL_ID),
    ],
)
def test_one_difference_is_named_and_leaves_a_likely_duplicate(other, reason):
    match = score(MARIA, other)
    assert reason in match.reasons
    assert LIKELY <= match.score < 1.0


def test_the_same_identifier_makes_even_another_name_possible():
    match = score(MARIA, replace(STRANGER, national_ids=MARIA.national_ids))
    assert match.is_possible
    assert not match.is_likely
    assert match.reasons_for == (Reason.SAME_NATIONAL_ID,)


def test_a_shared_telephone_alone_makes_nobody_a_duplicate():
    match = score(MARIA, replace(STRANGER, phones=MARIA.phones))
    assert Reason.SAME_PHONE in match.reasons_for
    assert match.score < POSSIBLE


def test_the_same_name_without_a_birth_date_is_possible_but_not_likely():
    match = score(BARE, replace(BARE, date_of_birth=None))
    assert match.is_possible
    assert not match.is_likely


def test_the_same_common_name_born_years_apart_is_not_a_possible_duplicate():
    assert score(BARE, replace(BARE, date_of_birth=date(1962, 10, 19))).score < POSSIBLE


def test_brothers_born_on_one_day_are_not_likely_to_be_one_person():
    twin = replace(BARE, name=PersonName("Rigoberto", "García", "López"), sex="male")
    match = score(BARE, twin)
    assert not match.is_likely
    assert Reason.DIFFERENT_GIVEN_NAMES in match.reasons_against


def test_every_reason_is_either_for_or_against():
    assert {reason for reason in Reason if reason.is_against} == {
        Reason.DIFFERENT_NATIONAL_ID,
        Reason.DIFFERENT_SEX,
        Reason.DIFFERENT_BIRTH_YEAR,
        Reason.DIFFERENT_GIVEN_NAMES,
        Reason.DIFFERENT_SURNAMES,
    }


@settings(deadline=None)
@given(FACTS, FACTS)
def test_the_score_is_between_nought_and_one_and_the_same_both_ways(one, other):
    match = score(one, other)
    assert 0.0 <= match.score <= 1.0
    assert match.score == pytest.approx(score(other, one).score, abs=0.001)


@settings(deadline=None)
@given(FACTS)
def test_nobody_is_more_alike_to_a_stranger_than_to_themselves(person):
    assert score(person, person).score >= score(person, STRANGER).score
