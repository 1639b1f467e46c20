"""How alike two people are on paper, from 0 to 1, with the reasons a clerk is shown.

A score proposes; a person decides. Nothing here joins two records. Weights were set by hand and checked on
synthetic people with one or two typing errors, so the thresholds order candidates and are no probabilities.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from registry.people.blocking import day_and_month_exchanged
from registry.people.names import PersonName, name_words, phonetic
from registry.people.nicknames import formal_names, is_familiar_form_of

POSSIBLE = 0.70
"""From here a record is shown as a possible duplicate before a new one is made.

Among 200,000 synthetic people it holds every person mistyped once or twice, and one stranger in two searches.
"""
LIKELY = 0.85
"""From here it is shown first and marked: 97 of 100 so mistyped, and one stranger in a hundred searches."""
SHORTLIST = 100
"""Candidates worth opening and scoring: those sharing the most index terms with the query."""

_SIMILAR = 0.80
_SAME = 0.999
_SOUNDS_THE_SAME = 0.95
_FAMILIAR_FORM = 0.92
_NAME_WEIGHT = 0.62
_GIVEN_SHARE = 0.42
_WITHOUT_BIRTH = 0.84
_IDENTIFIER_FLOOR = 0.70
_SIMILAR_IDENTIFIER_PULL = 0.30
_SIMILAR_IDENTIFIER_CEILING = 0.95
_PHONE_PULL = 0.25


class Reason(StrEnum):
    """Why two records look alike, or do not. Values are keys for the words shown, which live elsewhere."""

    SAME_NATIONAL_ID = "same_national_id"
    SIMILAR_NATIONAL_ID = "similar_national_id"
    SAME_PHONE = "same_phone"
    SAME_BIRTH_DATE = "same_birth_date"
    BIRTH_DATE_DAY_MONTH_SWAPPED = "birth_date_day_month_swapped"
    CLOSE_BIRTH_DATE = "close_birth_date"
    SAME_BIRTH_YEAR = "same_birth_year"
    SAME_NAMES = "same_names"
    SIMILAR_NAMES = "similar_names"
    SURNAMES_SWAPPED = "surnames_swapped"
    SAME_FIRST_SURNAME = "same_first_surname"
    NICKNAME = "nickname"
    DIFFERENT_NATIONAL_ID = "different_national_id"
    DIFFERENT_SEX = "different_sex"
    DIFFERENT_BIRTH_YEAR = "different_birth_year"
    DIFFERENT_GIVEN_NAMES = "different_given_names"
    DIFFERENT_SURNAMES = "different_surnames"

    @property
    def is_against(self) -> bool:
        """Whether it speaks against the two being one person."""
        return self.value.startswith("different_")


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """What is compared. Identifiers and phones are canonical values, as the index terms hold them.

    Give `sex` as any code, the same system on both sides; a missing fact counts neither way.
    """

    name: PersonName
    date_of_birth: date | None = None
    birth_year: int | None = None
    sex: str | None = None
    national_ids: frozenset[str] = field(default_factory=frozenset)
    phones: frozenset[str] = field(default_factory=frozenset)
    given_words: tuple[str, ...] = field(init=False, repr=False, compare=False)
    family_words: tuple[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Fold the names once: one query is compared with a hundred candidates, each under several readings."""
        object.__setattr__(self, "given_words", _given_words(self.name))
        object.__setattr__(self, "family_words", _family_words(self.name))

    @property
    def year(self) -> int | None:
        """Year of birth, from the date where there is one."""
        return self.date_of_birth.year if self.date_of_birth else self.birth_year


@dataclass(frozen=True, slots=True)
class Match:
    """The verdict on one candidate: `score` from 0 to 1 and every reason, for and against."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def is_possible(self) -> bool:
        return self.score >= POSSIBLE

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY

    @property
    def reasons_for(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if not reason.is_against)

    @property
    def reasons_against(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.is_against)


_Part = tuple[float, list[Reason]]


def score(query: IdentityFacts, candidate: IdentityFacts) -> Match:
    """Compare two people. Symmetric: the order of the two never changes the score."""
    names, reasons = _compare_names(query, candidate)
    birth = _compare_births(query, candidate)
    if birth is None:
        total = names * _WITHOUT_BIRTH
    else:
        total = _NAME_WEIGHT * names + (1 - _NAME_WEIGHT) * birth[0]
        reasons = reasons + birth[1]
    if query.sex and candidate.sex and query.sex != candidate.sex:
        total *= 0.93
        reasons = [*reasons, Reason.DIFFERENT_SEX]
    total, contact_reasons = _with_identifiers(total, query, candidate)
    return Match(round(min(max(total, 0.0), 1.0), 4), tuple(dict.fromkeys(contact_reasons + reasons)))


def _with_identifiers(total: float, query: IdentityFacts, candidate: IdentityFacts) -> _Part:
    reasons: list[Reason] = []
    if query.national_ids & candidate.national_ids:
        total = _IDENTIFIER_FLOOR + (1 - _IDENTIFIER_FLOOR) * total
        reasons.append(Reason.SAME_NATIONAL_ID)
    elif _one_slip_apart(query.national_ids, candidate.national_ids):
        total += _SIMILAR_IDENTIFIER_PULL * (_SIMILAR_IDENTIFIER_CEILING - total)
        reasons.append(Reason.SIMILAR_NATIONAL_ID)
    elif query.national_ids and candidate.national_ids:
        # People hold several numbers (passport, tax, health), so a different one says little.
        total *= 0.97
        reasons.append(Reason.DIFFERENT_NATIONAL_ID)
    if query.phones & candidate.phones:
        # Families and shelters share telephones: a pull, never proof.
        total += _PHONE_PULL * (1 - total)
        reasons.append(Reason.SAME_PHONE)
    return total, reasons


def _one_slip_apart(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return any(
        len(one) >= 6 and DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1
        for one in ours
        for other in theirs
    )


def _compare_births(query: IdentityFacts, candidate: IdentityFacts) -> _Part | None:
    if query.date_of_birth and candidate.date_of_birth:
        return _compare_dates(query.date_of_birth, candidate.date_of_birth)
    if query.year is None or candidate.year is None:
        return None
    # A year worked out from an age is often one off.
    apart = abs(query.year - candidate.year)
    if apart > 2:
        return 0.0, [Reason.DIFFERENT_BIRTH_YEAR]
    return (0.75, 0.6, 0.35)[apart], [Reason.SAME_BIRTH_YEAR] if apart == 0 else []


def _compare_dates(one: date, other: date) -> _Part:
    if one == other:
        return 1.0, [Reason.SAME_BIRTH_DATE]
    if day_and_month_exchanged(one) == other:
        return 0.85, [Reason.BIRTH_DATE_DAY_MONTH_SWAPPED]
    different_digits = sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True))
    against = [] if one.year == other.year else [Reason.DIFFERENT_BIRTH_YEAR]
    if different_digits == 1 or abs((one - other).days) <= 3:
        return 0.8, [Reason.CLOSE_BIRTH_DATE, *against]
    if one.year == other.year:
        return 0.45 if different_digits == 2 else 0.3, [Reason.SAME_BIRTH_YEAR]
    if different_digits == 2:
        return 0.4, against
    return 0.0, against


def _compare_names(one: IdentityFacts, other: IdentityFacts) -> _Part:
    families, family_reasons = _compare_families(one.family_words, other.family_words)
    given, given_reasons = _compare_given(one.given_words, other.given_words)
    total = _GIVEN_SHARE * given + (1 - _GIVEN_SHARE) * families
    if given >= _SAME and families >= _SAME:
        return total, [Reason.SAME_NAMES]
    similar = [Reason.SIMILAR_NAMES] if min(given, families) >= _SIMILAR else []
    return total, similar + family_reasons + given_reasons


def _given_words(name: PersonName) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*name_words(name.given_names), *name_words(name.chosen_name or ""))))


def _family_words(name: PersonName) -> tuple[str, str]:
    """The two surnames, each a word; two words in one field and none in the other are shared out."""
    first, second = name_words(name.family_name_1), name_words(name.family_name_2 or "")
    if not second and len(first) > 1:
        return first[0], "".join(first[1:])
    return "".join(first), "".join(second)


def _compare_given(ours: Sequence[str], theirs: Sequence[str]) -> _Part:
    if not ours or not theirs:
        return 0.5, []
    few, many = sorted((ours, theirs), key=lambda words: (len(words), words))
    best = [max((_compare_given_words(word, other), other) for other in many) for word in few]
    # One good word of two is worth more than two halves: second given names come and go.
    average = sum(likeness for likeness, _ in best) / len(best)
    total = 0.6 * max(likeness for likeness, _ in best) + 0.4 * average
    if len(few) != len(many):
        total *= 0.97
    if any(_is_nickname(word, other) for word, (_, other) in zip(few, best, strict=True)):
        return total, [Reason.NICKNAME]
    return total, [Reason.DIFFERENT_GIVEN_NAMES] if total < 0.4 else []


@lru_cache(maxsize=16_384)
def _compare_given_words(one: str, other: str) -> float:
    likeness = _word_likeness(one, other)
    if likeness < _FAMILIAR_FORM and _is_nickname(one, other):
        return _FAMILIAR_FORM
    if likeness < _SIMILAR and min(len(one), len(other)) == 1 and one[0] == other[0]:
        return _SIMILAR
    return likeness


@lru_cache(maxsize=16_384)
def _is_nickname(one: str, other: str) -> bool:
    if is_familiar_form_of(one, other) or is_familiar_form_of(other, one):
        return True
    return one != other and bool(set(formal_names(one)) & set(formal_names(other)))


def _compare_families(ours: tuple[str, str], theirs: tuple[str, str]) -> _Part:
    if not any(ours) or not any(theirs):
        return 0.5, []
    same_first = [Reason.SAME_FIRST_SURNAME] if ours[0] == theirs[0] else []
    if all(ours) and all(theirs):
        return _compare_both(ours, theirs, same_first)
    # One side has a single surname: it may be either of the other's two.
    best = max(_word_likeness(one, other) for one in ours if one for other in theirs if other)
    discount = 1.0 if len(list(filter(None, ours))) == len(list(filter(None, theirs))) else 0.94
    return best * discount, same_first or ([Reason.DIFFERENT_SURNAMES] if best < 0.4 else [])


def _compare_both(ours: tuple[str, str], theirs: tuple[str, str], same_first: list[Reason]) -> _Part:
    straight = 0.6 * _word_likeness(ours[0], theirs[0]) + 0.4 * _word_likeness(ours[1], theirs[1])
    crossed = 0.5 * _word_likeness(ours[0], theirs[1]) + 0.5 * _word_likeness(ours[1], theirs[0])
    if crossed * 0.95 > straight:
        return crossed * 0.95, [Reason.SURNAMES_SWAPPED] if crossed >= _SIMILAR else []
    return straight, same_first or ([Reason.DIFFERENT_SURNAMES] if straight < 0.4 else [])


@lru_cache(maxsize=16_384)
def _word_likeness(one: str, other: str) -> float:
    """0 for words that share no more than chance, 1 for equal ones."""
    if one == other:
        return 1.0
    winkler = max((JaroWinkler.similarity(one, other) - 0.6) / 0.4, 0.0)
    edits = max(DamerauLevenshtein.normalized_similarity(one, other) * 1.25 - 0.25, 0.0)
    likeness = max(0.9 * winkler, edits)
    return max(likeness, _SOUNDS_THE_SAME) if phonetic(one) == phonetic(other) else likeness
