"""Names in the Spanish and Portuguese manner, and how they are folded for comparison."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.people.names import PersonName, name_words, normalise, phonetic

MARIA = PersonName("María José", "García", "López")
CRUZ = PersonName("Ana", "de la Cruz", None, chosen_name="Anita")
NAMELESS = PersonName("", "")

SPANISH_LETTERS = "abcdefghijklmnñopqrstuvwxyzáéíóúüABCÑÁÉ -'"


@pytest.mark.parametrize(
    ("name", "formal", "full", "friendly", "initials"),
    [
        (MARIA, "García López, María José", "María José García López", "María G.", "MGL"),
        (CRUZ, "de la Cruz, Ana", "Ana de la Cruz", "Anita C.", "AC"),
        (PersonName("João", "dos Santos", "Araújo"), "dos Santos Araújo, João", None, "João S.", "JSA"),
        (PersonName("Marta", "", "Lobo"), "Lobo, Marta", "Marta Lobo", "Marta L.", "ML"),
        (PersonName("Zico", ""), "Zico", "Zico", "Zico", "Z"),
        (NAMELESS, "", "", "", ""),
    ],
)
def test_a_name_is_shown_formally_in_full_and_in_a_friendly_way(name, formal, full, friendly, initials):
    assert name.formal == formal
    assert full is None or name.full == full
    assert name.friendly == friendly
    assert name.initials == initials


def test_a_name_written_with_stray_spaces_is_shown_without_them():
    assert PersonName("  María   José ", " García", "López ").formal == "García López, María José"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("MUÑOZ", "munoz"),
        ("de la Cruz", "cruz"),
        ("Ortega y Gasset", "ortega gasset"),
        ("dos Santos e Silva", "santos silva"),
        ("O'Connor", "oconnor"),
        ("D’Ávila", "avila"),
        ("Pérez-Reverte", "perez reverte"),
        ("Gonçalves", "goncalves"),
        ("Straße Øster", "strasse oster"),
        ("de la", "de la"),
        ("", ""),
    ],
)
def test_accents_particles_and_punctuation_are_folded(written, folded):
    assert normalise(written) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("San Martín", "Sanmartín"),
        ("Santa Cruz", "Santacruz"),
        ("Mc Donald", "McDonald"),
        ("Le Roux", "Leroux"),
    ],
)
def test_a_surname_with_a_glued_prefix_is_one_word(one, other):
    assert name_words(one) == name_words(other)


@pytest.mark.parametrize(
    "spellings",
    [
        "Vázquez Vásquez Básquez",
        "Jiménez Giménez Ximénez",
        "Castillo Castilho Castiyo Castilo",
        "Muñoz Munhoz Munoz Munyoz",
        "Núñez Nunes",
        "Gonçalves Gonzalves Gonsálvez",
        "Sousa Souza Sosa",
        "Teixeira Texeira",
        "Chaves Xaves Chávez",
        "Quispe Kispe",
        "Huamán Guamán Wamán",
        "Helena Elena",
        "Henrique Enrique Enrrique",
        "Sofía Sophia Zofía",
        "Walter Valter",
        "Campos Canpos",
        "Yolanda Llolanda",
        "Philips Phillips",
        "Delacruz Cruz",
        "Martha Marta",
        "Leroux Lerou Leros",
    ],
)
def test_spellings_that_sound_the_same_share_a_key(spellings):
    assert len({phonetic(spelling) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("García", "Gracia"),
        ("Luis", "Luisa"),
        ("Rosa", "Rusa"),
        ("Smith", "Jones"),
        ("Dupont", "Durand"),
        ("Guerra", "Cerra"),
        ("Pérez", "Peralta"),
    ],
)
def test_names_that_sound_different_keep_different_keys(one, other):
    assert phonetic(one) != phonetic(other)


@settings(deadline=None)
@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


@settings(deadline=None)
@given(st.text(alphabet=SPANISH_LETTERS))
def test_the_phonetic_key_ignores_accents_and_case(text):
    plain = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    assert phonetic(text) == phonetic(plain) == phonetic(text.upper()) == phonetic(text.lower())


@settings(deadline=None)
@given(st.text())
def test_every_word_keeps_a_phonetic_key(text):
    assert len(phonetic(text).split()) == len(name_words(text))
