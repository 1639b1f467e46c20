"""Search: one box for names, birth, numbers; answers with people, the likeliest first, and says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from audit.events import Act
from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.trail import record_look
from registry.db.work import Database, ring_of
from registry.errors import Invalid
from registry.people.candidates import Candidate, find_candidates
from registry.people.matching import IdentityFacts, Match, score
from registry.people.reasons import SAME_REFERENCE, words_for
from registry.people.search_words import read_words
from registry.people.tokens import tokens_of

CEILING = 50
"""Most people ever shown for one search: whoever needs more must say more."""
FOUND = 0.55
"""From here a candidate is shown. Below lie those who share a token by chance, or one name and nothing else."""


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """One line of the results: enough to know the right person by, masked as on every screen."""

    id: UUID
    friendly_name: str
    initials: str
    age: int | None
    reference: str
    key_worker: str | None
    score: float
    reasons: tuple[LazyString, ...] = ()


def search_patients(database: Database, *, by: Actor, words: str, limit: int = CEILING) -> list[FoundPatient]:
    """Find, and write down who was listed before anything is shown."""
    with database.read(by) as session:
        found = find_patients(session, by=by, words=words, limit=limit)
    record_look(database, by=by, act=Act.RECORD_LIST, obj="patient", listed=[patient.id for patient in found])
    return found


def find_patients(session: Session, *, by: Actor, words: str, limit: int = CEILING) -> list[FoundPatient]:
    """Visible patients who fit what was typed, the likeliest first.

    Invalid (`search_more`) below the floor: two names, a name with a year, a date, or a number.
    """
    by.require(Permission.PATIENT_SEARCH)
    asked = read_words(words)
    terms = asked.terms()
    if not terms and asked.reference is None:
        raise Invalid({"words": ["search_more"]})
    numbered = bool(asked.national_ids or asked.phones)
    tokens = tokens_of(ring_of(session).index_key(), terms)
    found = find_candidates(session, by=by, tokens=tokens, reference=asked.reference, with_numbers=numbered)
    readings = asked.readings()
    matches = [(candidate, _best_match(candidate, readings, asked.reference)) for candidate in found]
    likely = [(candidate, match) for candidate, match in matches if match.score >= FOUND]
    likely.sort(key=lambda pair: (-pair[1].score, pair[0].patient.reference))
    return [found_patient(*pair, asked.reference) for pair in likely[: min(limit, CEILING)]]


def found_patient(candidate: Candidate, match: Match, reference: str | None = None) -> FoundPatient:
    """The line for a candidate; `reference` is the record number asked for."""
    patient, name = candidate.patient, candidate.facts.name
    return FoundPatient(
        id=patient.id,
        friendly_name=name.friendly,
        initials=name.initials,
        age=patient.age_on(clock.today()),
        reference=patient.reference,
        key_worker=candidate.key_worker,
        score=match.score,
        reasons=(SAME_REFERENCE,) if patient.reference == reference else words_for(match.reasons_for),
    )


def _best_match(candidate: Candidate, readings: Sequence[IdentityFacts], reference: str | None) -> Match:
    """The reading of the words under which the candidate fits best; the record number settles it."""
    if candidate.patient.reference == reference:
        return Match(1.0, ())
    return max((score(facts, candidate.facts) for facts in readings), key=lambda match: match.score)
