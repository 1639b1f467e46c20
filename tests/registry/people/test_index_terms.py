"""The terms under which people are filed and looked up."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.people.blocking import (
    Kind,
    day_and_month_exchanged,
    identifier_term,
    index_terms,
    phone_term,
    search_terms,
)
from registry.people.names import PersonName

BORN = date(1985, 3, 4)
MARIA = PersonName("María José", "García", "López")
WORDS = st.text(alphabet="abcdefghijlmnñopqrstuvxyzáéç", min_size=1, max_size=12)
NAMES = st.builds(PersonName, WORDS, WORDS, st.none() | WORDS, st.none() | WORDS)


def shared_kinds(one, other, birth=BORN):
    ours, theirs = (set(index_terms(name, birth, None)) for name in (one, other))
    return {kind for kind, _ in ours & theirs}


def test_the_numbers_of_the_kinds_are_those_stored():
    assert {kind.name: int(kind) for kind in Kind} == {
        "NATIONAL_ID": 1,
        "PHONE": 2,
        "CASE_NUMBER": 3,
        "GIVEN_AND_FAMILY": 11,
        "FAMILY_AND_YEAR": 12,
        "GIVEN_AND_YEAR": 13,
        "PREFIXES_AND_YEAR": 14,
        "INITIAL_GIVEN_AND_DECADE": 15,
        "BIRTH_DATE_AND_GIVEN_INITIAL": 16,
        "BIRTH_DATE_AND_FAMILY_INITIAL": 17,
    }


def test_a_full_identity_is_filed_under_every_composite_kind():
    assert {kind for kind, _ in index_terms(MARIA, BORN, None)} == {kind for kind in Kind if not kind.is_identifier}


@settings(deadline=None)
@given(NAMES, st.integers(1900, 2030))
def test_a_name_with_a_year_is_always_filed(name, year):
    assert index_terms(name, None, year)


@settings(deadline=None)
@given(NAMES, st.none() | st.integers(1900, 2030), st.none() | st.dates())
def test_no_term_is_a_bare_name(name, year, birth):
    for kind, value in index_terms(name, birth, year):
        assert not kind.is_identifier
        assert len([part for part in value.split("|") if part]) >= 2


@pytest.mark.parametrize("name", [PersonName("María", ""), PersonName("", "García"), PersonName("", "")])
def test_a_single_name_without_a_year_is_not_filed(name):
    assert index_terms(name, None, None) == []


@pytest.mark.parametrize(
    "written",
    [
        PersonName("María José", "López", "García"),
        PersonName("María", "García"),
        PersonName("María", "López"),
        PersonName("José", "García"),
        PersonName("María José", "García López"),
        PersonName("maria jose", "garzia", "lopes"),
    ],
)
def test_swapped_missing_and_joined_names_meet_the_record(written):
    assert Kind.GIVEN_AND_FAMILY in shared_kinds(MARIA, written)
    assert len(shared_kinds(MARIA, written)) >= 6


def test_a_chosen_name_is_filed_like_a_given_name():
    record = PersonName("Mario", "Ruiz", "Peña", chosen_name="Luna")
    assert Kind.GIVEN_AND_FAMILY in shared_kinds(record, PersonName("Luna", "Ruiz"))


@pytest.mark.parametrize(
    ("familiar", "formal"), [("Pepe", "José"), ("Paco", "Francisco"), ("Zé", "José"), ("Lupita", "Guadalupe")]
)
def test_a_familiar_form_meets_the_formal_name(familiar, formal):
    assert Kind.GIVEN_AND_FAMILY in shared_kinds(PersonName(familiar, "Rey"), PersonName(formal, "Rey"))


@pytest.mark.parametrize("typed", ["Goncalves", "Gonzalves"])
def test_a_cedilla_is_found_by_its_sound_and_by_its_letter(typed):
    assert Kind.FAMILY_AND_YEAR in shared_kinds(PersonName("Rui", "Gonçalves"), PersonName("Rui", typed))


def test_a_birth_year_stands_in_for_an_unknown_date():
    assert set(index_terms(MARIA, None, 1985)) < set(index_terms(MARIA, BORN, None))


def test_a_search_also_tries_day_and_month_exchanged():
    filed = set(index_terms(MARIA, date(1985, 4, 3), None))
    assert Kind.BIRTH_DATE_AND_GIVEN_INITIAL in {kind for kind, _ in filed & set(search_terms(MARIA, BORN, None))}


@pytest.mark.parametrize(
    ("day", "exchanged"),
    [(BORN, date(1985, 4, 3)), (date(1985, 3, 13), None), (date(1985, 5, 5), None)],
)
def test_day_and_month_are_exchanged_only_where_that_is_another_date(day, exchanged):
    assert day_and_month_exchanged(day) == exchanged


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("12.345.678-z", "12345678Z"), (" 123 456 789-09 ", "12345678909"), ("--", None), ("", None)],
)
def test_an_identifier_keeps_only_letters_and_digits(written, canonical):
    assert identifier_term(Kind.NATIONAL_ID, written) == (canonical and (Kind.NATIONAL_ID, canonical))


@pytest.mark.parametrize(
    "written",
    [
        ("+34 612 345 678", "612345678", "0034-612-34-56-78", "612 345 678 ext. 12"),
        ("+55 (11) 98765-4321", "011 8765-4321", "98765 4321"),
        ("+54 9 11 4567 8901", "011 15 4567-8901", "4567 8901"),
        ("+54 9 381 456 7890", "0381 15 456-7890"),
        ("+507 234 5678", "234-5678"),
        ("+1 868 622 1234", "868-622-1234"),
    ],
)
def test_a_telephone_is_the_same_however_it_was_written(written):
    assert len({phone_term(number) for number in written}) == 1
    assert phone_term(written[0]) is not None


@pytest.mark.parametrize("written", ["", "112", "none", "+34"])
def test_a_short_code_is_nobodys_telephone(written):
    assert phone_term(written) is None
