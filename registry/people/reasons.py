"""The words for why two records look alike, or do not."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from registry.people.matching import Reason

SAME_REFERENCE = _l("Same record number")

_WORDS: dict[Reason, LazyString] = {
    Reason.SAME_NATIONAL_ID: _l("Same official number"),
    Reason.SIMILAR_NATIONAL_ID: _l("Official number differs in one place"),
    Reason.SAME_PHONE: _l("Same telephone number"),
    Reason.SAME_BIRTH_DATE: _l("Same date of birth"),
    Reason.BIRTH_DATE_DAY_MONTH_SWAPPED: _l("Day and month of birth exchanged"),
    Reason.CLOSE_BIRTH_DATE: _l("Date of birth nearly the same"),
    Reason.SAME_BIRTH_YEAR: _l("Same year of birth"),
    Reason.SAME_NAMES: _l("Same names"),
    Reason.SIMILAR_NAMES: _l("Similar names"),
    Reason.SURNAMES_SWAPPED: _l("Surnames the other way round"),
    Reason.SAME_FIRST_SURNAME: _l("Same first surname"),
    Reason.NICKNAME: _l("Given name is a familiar form"),
    Reason.DIFFERENT_NATIONAL_ID: _l("Another official number"),
    Reason.DIFFERENT_SEX: _l("Another sex recorded"),
    Reason.DIFFERENT_BIRTH_YEAR: _l("Another year of birth"),
    Reason.DIFFERENT_GIVEN_NAMES: _l("Other given names"),
    Reason.DIFFERENT_SURNAMES: _l("Other surnames"),
}


def words_for(reasons: Iterable[Reason]) -> tuple[LazyString, ...]:
    """Each reason as a person reads it."""
    return tuple(_WORDS[reason] for reason in reasons)
