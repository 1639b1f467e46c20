"""Blind index tokens of a person: the rows that file them, and the tokens by which they are looked up.

Pure, so that the import and the benchmark make the same rows as the services do. Lengths are those measured for
trust C4: 15 bits for numbers that are nearly unique, 24 for composites, 18 for the composites that would otherwise
be nearly unique themselves.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from registry.people.blocking import Kind, Term, identifier_term, index_terms, phone_term
from registry.people.names import PersonName
from registry.security.blind import COMPOSITE_BITS, IDENTIFIER_BITS, token

RARE_COMPOSITE_BITS = 18
_RARE = frozenset({Kind.PREFIXES_AND_YEAR, Kind.BIRTH_DATE_AND_GIVEN_INITIAL, Kind.BIRTH_DATE_AND_FAMILY_INITIAL})
_OWN_RECORD_NUMBER = "RECORD_NUMBER"

Token = tuple[int, int]
"""Kind and truncated digest, as the index stores them."""
IndexRow = tuple[UUID, int, int, UUID]
"""org_id, kind, tok, subject_id: the columns of `blind_index` in order."""


def bits_of(kind: Kind) -> int:
    """How many bits a token of this kind keeps."""
    if kind.is_identifier:
        return IDENTIFIER_BITS
    return RARE_COMPOSITE_BITS if kind in _RARE else COMPOSITE_BITS


def tokens_of(index_key: bytes, terms: Iterable[Term]) -> list[Token]:
    """The tokens of these terms, each once, in a stable order."""
    return sorted({(int(kind), token(index_key, kind, value, bits_of(kind))) for kind, value in terms})


def number_term(kind: str, value: str) -> Term | None:
    """The term of an official number, by its kind in the code list identifier_kind."""
    return identifier_term(Kind.CASE_NUMBER if kind == _OWN_RECORD_NUMBER else Kind.NATIONAL_ID, value)


def index_rows(
    index_key: bytes,
    org_id: UUID,
    subject_id: UUID,
    *,
    name: PersonName,
    date_of_birth: date | None = None,
    birth_year: int | None = None,
    identifiers: Iterable[tuple[str, str]] = (),
    phones: Iterable[str] = (),
) -> list[IndexRow]:
    """The rows of `blind_index` for one person. `identifiers` are (kind, number), numbers and phones as typed."""
    numbers = [number_term(kind, value) for kind, value in identifiers]
    numbers += [phone_term(phone) for phone in phones]
    terms = [*index_terms(name, date_of_birth, birth_year), *filter(None, numbers)]
    return [(org_id, kind, tok, subject_id) for kind, tok in tokens_of(index_key, terms)]
