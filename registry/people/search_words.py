"""What was typed into the search box, understood: names in every reading, birth, record number, identifiers.

Pure. Nobody is asked for fields: "garcia lopez maria 1984", "María García 12/03/1984", a record number, an identity
number and a telephone number all go into one box.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from string import ascii_lowercase

from registry.people.blocking import Kind, Term, day_and_month_exchanged, identifier_term, phone_term, search_terms
from registry.people.matching import IdentityFacts
from registry.people.names import PARTICLES, PersonName
from registry.people.references import read_reference

LONGEST_QUERY = 120
_MOST_WORDS = 6
_DATE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)")
_ISO_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})(?!\d)")
# Four digits beside other digits are part of a telephone number.
_YEAR = re.compile(r"(?<!\S)(?<!\d\s)((?:19|20)\d\d)(?!\S)(?!\s+\d)")
_NUMBER = re.compile(r"(?<!\S)\+?\(?\d[\d\s().-]{4,}\d(?!\S)")
_MIXED = re.compile(r"\S*\d\S*")


@dataclass(frozen=True, slots=True)
class SearchWords:
    """The reading of a query. `names` holds every way to tell given names from surnames, likeliest first."""

    names: tuple[PersonName, ...] = ()
    date_of_birth: date | None = None
    birth_year: int | None = None
    national_ids: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    reference: str | None = None

    def terms(self) -> list[Term]:
        """The index terms to look up; empty when too little was typed to search by."""
        found: dict[Term, None] = {}
        for name in self.names:
            found.update(dict.fromkeys(search_terms(name, self.date_of_birth, self.birth_year)))
        if self.date_of_birth and not self.names:
            found.update(dict.fromkeys(_anybody_born_on(self.date_of_birth)))
        for value in sorted(self.national_ids):
            found.update({(Kind.NATIONAL_ID, value): None, (Kind.CASE_NUMBER, value): None})
        found.update({(Kind.PHONE, value): None for value in sorted(self.phones)})
        return list(found)

    def readings(self) -> tuple[IdentityFacts, ...]:
        """What to compare candidates with, one for each reading of the names."""
        return tuple(
            IdentityFacts(
                name=name,
                date_of_birth=self.date_of_birth,
                birth_year=self.birth_year,
                national_ids=self.national_ids,
                phones=self.phones,
            )
            for name in self.names or (PersonName("", ""),)
        )


def read_words(typed: str) -> SearchWords:
    """Understand a query. Never fails: what makes no sense is left out."""
    rest = " ".join(typed[:LONGEST_QUERY].split())
    reference, rest = _take_reference(rest)
    born, rest = _take_date(rest)
    year, rest = _take_year(rest)
    numbers, rest = _take_numbers(rest)
    identifiers = (identifier_term(Kind.NATIONAL_ID, number) for number in numbers)
    phones = (phone_term(number) for number in numbers)
    return SearchWords(
        names=tuple(_readings(rest, with_birth=born is not None or year is not None)),
        date_of_birth=born,
        birth_year=year,
        national_ids=frozenset(term[1] for term in identifiers if term),
        phones=frozenset(term[1] for term in phones if term),
        reference=reference,
    )


def _take_reference(text: str) -> tuple[str | None, str]:
    whole = read_reference(text)
    if whole:
        return whole, text if text.isdecimal() else ""
    for word in text.split():
        found = read_reference(word)
        if found:
            return found, text.replace(word, " ", 1)
    return None, text


def _take_date(text: str) -> tuple[date | None, str]:
    for pattern, order in ((_DATE, (3, 2, 1)), (_ISO_DATE, (1, 2, 3))):
        found = pattern.search(text)
        if found:
            try:
                day = date(*(int(found[group]) for group in order))
            except ValueError:
                continue
            return day, text.replace(found[0], " ", 1)
    return None, text


def _take_year(text: str) -> tuple[int | None, str]:
    found = _YEAR.search(text)
    return (int(found[1]), text.replace(found[0], " ", 1)) if found else (None, text)


def _take_numbers(text: str) -> tuple[list[str], str]:
    numbers = _NUMBER.findall(text)
    rest = _NUMBER.sub(" ", text)
    numbers += [word for word in _MIXED.findall(rest) if sum(c.isdigit() for c in word) >= 4]
    return numbers, _MIXED.sub(" ", rest)


def _readings(text: str, *, with_birth: bool) -> Iterator[PersonName]:
    """Each way to share the words out: a comma decides; else one or two surnames stand at the beginning or the end."""
    family, comma, given = text.partition(",")
    if comma and family.strip() and given.strip():
        yield _name(given.split(), _telling(family))
        return
    words = _telling(text.replace(",", " "))[:_MOST_WORDS]
    count = len(words)
    if count == 1:
        yield _name(words, [])
        yield _name([], words)
        return
    for surnames in (2, 1):
        if count > surnames:
            yield _name(words[:-surnames], words[-surnames:])
            yield _name(words[surnames:], words[:surnames])
    if count == 2 and with_birth:
        yield _name([], words)


def _telling(text: str) -> list[str]:
    """The words that are not particles: "de la Cruz" is one surname, Cruz."""
    words = [word for word in text.split() if any(letter.isalpha() for letter in word)]
    return [word for word in words if word.casefold() not in PARTICLES] or words


def _name(given: list[str], family: list[str]) -> PersonName:
    return PersonName(" ".join(given), family[0] if family else "", " ".join(family[1:]) or None)


def _anybody_born_on(day: date) -> Iterator[Term]:
    """A date alone is telling enough: the terms of every initial, for the day and for day and month exchanged."""
    for each in filter(None, (day, day_and_month_exchanged(day))):
        for kind in (Kind.BIRTH_DATE_AND_GIVEN_INITIAL, Kind.BIRTH_DATE_AND_FAMILY_INITIAL):
            yield from ((kind, f"{each.isoformat()}|{initial}") for initial in ascii_lowercase)
