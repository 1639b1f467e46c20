"""What a search box understands."""

from datetime import date

import pytest

from registry.people.blocking import Kind
from registry.people.names import PersonName
from registry.people.references import ALPHABET, new_reference, read_reference
from registry.people.search_words import read_words


def test_surnames_first_and_given_names_first_are_both_understood():
    names = read_words("garcia lopez maria 1984").names
    assert PersonName("maria", "garcia", "lopez") in names
    assert PersonName("garcia", "lopez", "maria") in names
    assert read_words("garcia lopez maria 1984").birth_year == 1984


def test_a_comma_says_where_the_surnames_end():
    assert read_words("García López, María José").names == (PersonName("María José", "García", "López"),)


def test_particles_are_not_names():
    assert PersonName("maria", "cruz") in read_words("maria de la cruz").names


@pytest.mark.parametrize("typed", ["12/03/1984", "12-3-1984", "12.03.1984", "1984-03-12"])
def test_a_date_is_understood_however_it_is_written(typed):
    assert read_words(f"maria {typed}").date_of_birth == date(1984, 3, 12)


def test_a_date_that_does_not_exist_is_left_out():
    assert read_words("maria 31/02/1984").date_of_birth is None


def test_a_date_alone_looks_up_everybody_born_that_day():
    kinds = {kind for kind, _value in read_words("12/03/1984").terms()}
    assert kinds == {Kind.BIRTH_DATE_AND_GIVEN_INITIAL, Kind.BIRTH_DATE_AND_FAMILY_INITIAL}


def test_a_telephone_number_is_known_with_its_spaces_and_country_code():
    assert read_words("+34 600 123 456").phones == read_words("600123456").phones == frozenset({"00123456"})


@pytest.mark.parametrize("typed", ["12345678Z", "12345678-z", "EJEMPLO-01234567", "GALM840312"])
def test_an_identity_number_with_letters_stays_whole(typed):
    expected = "".join(c for c in typed.upper() if c.isalnum())
    assert expected in read_words(typed).national_ids
    assert read_words(typed).names == ()


def test_four_digits_inside_a_telephone_number_are_no_year():
    assert read_words("+52 55 1984 2011").birth_year is None


@pytest.mark.parametrize("typed", ["", "garcia", "1984", "?!", "x" * 500])
def test_too_little_to_search_by_gives_no_terms(typed):
    assert read_words(typed).terms() == []


def test_a_record_number_is_read_as_dictated():
    reference = new_reference()
    assert read_words(f" {reference.lower().replace('-', ' ')} ").reference == reference
    assert read_words(f"maria {reference}").reference == reference


def test_one_wrong_character_in_a_record_number_is_noticed():
    reference = new_reference()
    for place, right in enumerate(reference):
        for wrong in ALPHABET if right != "-" else "":
            changed = reference[:place] + wrong + reference[place + 1 :]
            assert (read_reference(changed) is None) == (wrong != right)


def test_two_exchanged_characters_in_a_record_number_are_noticed():
    reference = "".join(new_reference().split("-"))
    for first in range(8):
        for second in range(first):
            letters = list(reference)
            letters[first], letters[second] = letters[second], letters[first]
            assert (read_reference("".join(letters)) is None) == (letters != list(reference))


def test_record_numbers_spell_no_words():
    assert not set("AEIOU01") & set(ALPHABET)
