"""Possible duplicates: shown with their reasons before a new patient is made. A person decides, never the program."""

from dataclasses import dataclass

from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.answers import Missing
from registry.db.work import ring_of
from registry.people.blocking import Term, phone_term, search_terms
from registry.people.candidates import Candidate, find_candidates
from registry.people.masking import mask
from registry.people.matching import IdentityFacts, Match, score
from registry.people.reasons import words_for
from registry.people.schemas import SPOKEN_KINDS, PatientCommand
from registry.people.search import FoundPatient, found_patient
from registry.people.tokens import number_term, tokens_of

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A patient who may be the one being registered; `numbers` are masked."""

    patient: FoundPatient
    score: float
    is_likely: bool
    reasons_for: tuple[LazyString, ...]
    reasons_against: tuple[LazyString, ...]
    numbers: tuple[str, ...]


def possible_duplicates(session: Session, *, by: Actor, command: PatientCommand) -> list[Duplicate]:
    """Patients of the actor's organisation who look like the one about to be registered, the likeliest first."""
    by.require(Permission.PATIENT_REGISTER)
    asked, terms = _looked_for(command)
    if not terms:
        return []
    tokens = tokens_of(ring_of(session).index_key(), terms)
    found = find_candidates(session, by=by, tokens=tokens, with_numbers=True)
    compared = ((candidate, score(asked, candidate.facts)) for candidate in found)
    possible = [_duplicate(candidate, match) for candidate, match in compared if match.is_possible]
    return sorted(possible, key=lambda one: (-one.score, one.patient.reference))[:SHOWN]


def _looked_for(command: PatientCommand) -> tuple[IdentityFacts, list[Term]]:
    numbers = [number_term(entry.kind, entry.value) for entry in command.identifiers]
    phones = [phone_term(contact.value) for contact in command.contacts if contact.kind in SPOKEN_KINDS]
    sex = command.sex
    facts = IdentityFacts(
        name=command.name,
        date_of_birth=command.date_of_birth,
        birth_year=command.birth_year,
        sex=None if sex is None or isinstance(sex, Missing) else sex,
        national_ids=frozenset(term[1] for term in numbers if term),
        phones=frozenset(term[1] for term in phones if term),
    )
    terms = search_terms(command.name, command.date_of_birth, command.birth_year)
    return facts, [*terms, *filter(None, [*numbers, *phones])]


def _duplicate(candidate: Candidate, match: Match) -> Duplicate:
    return Duplicate(
        patient=found_patient(candidate, match),
        score=match.score,
        is_likely=match.is_likely,
        reasons_for=words_for(match.reasons_for),
        reasons_against=words_for(match.reasons_against),
        numbers=tuple(mask(number) for number in sorted(candidate.facts.national_ids)),
    )
