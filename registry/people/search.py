"""Search: one box for names, birth, numbers; answers with people, the likeliest first, and says why."""

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
from registry.people.names import PersonName
from registry.people.reasons import SAME_REFERENCE, words_for
from registry.people.search_words import SearchWords, read_words
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
    shown = [_shown(candidate, asked) for candidate in found]
    likely = [patient for patient in shown if patient.score >= FOUND]
    return sorted(likely, key=lambda patient: (-patient.score, patient.reference))[: min(limit, CEILING)]


def found_patient(candidate: Candidate, value: float, reasons: tuple[LazyString, ...]) -> FoundPatient:
    """The line for a candidate."""
    patient, name = candidate.patient, candidate.facts.name
    return FoundPatient(
        id=patient.id,
        friendly_name=name.friendly,
        initials=name.initials,
        age=patient.age_on(clock.today()),
        reference=patient.reference,
        key_worker=candidate.key_worker,
        score=value,
        reasons=reasons,
    )


def _shown(candidate: Candidate, asked: SearchWords) -> FoundPatient:
    if asked.reference is not None and candidate.patient.reference == asked.reference:
        return found_patient(candidate, 1.0, (SAME_REFERENCE,))
    best = _best_match(candidate, asked)
    return found_patient(candidate, best.score, words_for(best.reasons_for))


def _best_match(candidate: Candidate, asked: SearchWords) -> Match:
    """The reading of the words under which the candidate fits best."""
    readings = asked.names or (PersonName("", ""),)
    matches = (
        score(
            IdentityFacts(
                name=name,
                date_of_birth=asked.date_of_birth,
                birth_year=asked.birth_year,
                national_ids=asked.national_ids,
                phones=asked.phones,
            ),
            candidate.facts,
        )
        for name in readings
    )
    return max(matches, key=lambda match: match.score)
