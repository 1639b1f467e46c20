"""Typing errors as clerks make them, for measuring whether a person is found in spite of them."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

from registry.people.blocking import day_and_month_exchanged
from registry.people.fictitious import FictitiousPerson
from registry.people.names import PersonName

_SOUND_ALIKES = (
    *(("b", "v"), ("v", "b"), ("c", "s"), ("s", "z"), ("z", "s"), ("ll", "y"), ("y", "ll"), ("lh", "ll")),
    *(("g", "j"), ("j", "g"), ("x", "j"), ("ñ", "n"), ("nh", "ñ"), ("ç", "s"), ("qu", "k"), ("c", "k")),
    *(("h", ""), ("ph", "f"), ("f", "ph"), ("ss", "s"), ("rr", "r"), ("i", "y"), ("y", "i"), ("m", "n")),
    *(("n", "m"), ("ei", "e"), ("ou", "o"), ("e", "i"), ("o", "u"), ("th", "t"), ("w", "v")),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

_Change = Callable[[Random, FictitiousPerson], FictitiousPerson | None]


def mistype(rng: Random, person: FictitiousPerson, errors: int) -> FictitiousPerson:
    """The person with `errors` typing errors, each of which alters something; one spot may be hit twice."""
    made = 0
    while made < errors:
        changed = rng.choice(_CHANGES)(rng, person)
        if changed is not None and changed != person:
            person, made = changed, made + 1
    return person


def _in_a_name(alter: Callable[[Random, str], str]) -> _Change:
    def change(rng: Random, person: FictitiousPerson) -> FictitiousPerson | None:
        part = rng.choice(("given_names", "family_name_1", "family_name_1", "family_name_2"))
        text: str | None = getattr(person.name, part)
        if not text or len(text) < 3:
            return None
        altered = alter(rng, text)
        return replace(person, name=replace(person.name, **{part: altered.title()}))

    return change


def _sound_alike(rng: Random, text: str) -> str:
    written = text.casefold()
    possible = [pair for pair in _SOUND_ALIKES if pair[0] in written]
    return written.replace(*rng.choice(possible), 1) if possible else text


def _transposed(rng: Random, text: str) -> str:
    at = rng.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _deleted(rng: Random, text: str) -> str:
    at = rng.randrange(len(text))
    return text[:at] + text[at + 1 :]


def _inserted(rng: Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(_LETTERS) + text[at:]


def _wrong_letter(rng: Random, text: str) -> str:
    at = rng.randrange(len(text))
    return text[:at] + rng.choice(_LETTERS) + text[at + 1 :]


def _without_accents(_rng: Random, text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _second_surname_missing(_rng: Random, person: FictitiousPerson) -> FictitiousPerson | None:
    return replace(person, name=replace(person.name, family_name_2=None))


def _surnames_swapped(_rng: Random, person: FictitiousPerson) -> FictitiousPerson | None:
    name = person.name
    if not name.family_name_2:
        return None
    swapped = PersonName(name.given_names, name.family_name_2, name.family_name_1, name.chosen_name)
    return replace(person, name=swapped)


def _one_given_name_missing(rng: Random, person: FictitiousPerson) -> FictitiousPerson | None:
    words = person.name.given_names.split()
    if len(words) < 2:
        return None
    words.pop(rng.randrange(len(words)))
    return replace(person, name=replace(person.name, given_names=" ".join(words)))


def _day_for_month(_rng: Random, person: FictitiousPerson) -> FictitiousPerson | None:
    exchanged = day_and_month_exchanged(person.date_of_birth)
    return replace(person, date_of_birth=exchanged) if exchanged else None


def _wrong_digit(rng: Random, person: FictitiousPerson) -> FictitiousPerson | None:
    digits = list(person.date_of_birth.isoformat())
    # The last digit of the year, or any of month and day: nobody types a wrong century.
    digits[rng.choice((3, 3, 5, 6, 8, 9))] = str(rng.randrange(10))
    try:
        return replace(person, date_of_birth=date.fromisoformat("".join(digits)))
    except ValueError:
        return None


# Repeated by how often clerks make them.
_CHANGES: tuple[_Change, ...] = (
    *([_in_a_name(_sound_alike)] * 4),
    *([_in_a_name(_transposed)] * 3),
    *([_in_a_name(_deleted)] * 3),
    *([_in_a_name(_wrong_letter)] * 2),
    *([_in_a_name(_inserted)] * 2),
    _in_a_name(_without_accents),
    *([_wrong_digit] * 3),
    _day_for_month,
    *([_second_surname_missing] * 2),
    _surnames_swapped,
    _one_given_name_missing,
)
