"""Candidates: the patients who share the most index terms with what is looked for, opened for comparison.

One query finds them by token alone, on the primary key of the index; one loads their keys, one their rows. Nothing
is compared in the database, which cannot read a name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Select, SmallInteger, cast, column, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, load_only

from registry.access.actor import Actor
from registry.accounts.models import UserAccount
from registry.answers import Missing
from registry.db.work import ring_of
from registry.people.blocking import Kind, phone_term
from registry.people.matching import SHORTLIST, IdentityFacts
from registry.people.models import BlindIndex, Patient, PatientContact, PatientIdentifier
from registry.people.schemas import SPOKEN_KINDS
from registry.people.scopes import visible_patients
from registry.people.tokens import Token, number_term

_FEWEST_SHARED = 0.25
"""Of what the best candidate shares; whoever shares less is not worth opening."""
_IDENTIFIER_WEIGHT = 4
"""A shared number outweighs shared name terms: six strangers share a token of 15 bits, not hundreds."""
_WANTED = (column("kind", SmallInteger), column("tok", BigInteger), column("weight", SmallInteger))
_COMPARED = (
    "reference",
    "key_worker_id",
    "given_names_sealed",
    "family_name_1_sealed",
    "family_name_2_sealed",
    "chosen_name_sealed",
    "date_of_birth_sealed",
    "birth_year_sealed",
    "sex_sealed",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient to compare with, and who looks after them."""

    patient: Patient
    key_worker: str | None
    facts: IdentityFacts


def shortlist_query(org_id: UUID, tokens: Sequence[Token], limit: int = SHORTLIST) -> Select[UUID, int]:
    """Ids of those who share the most tokens, the best first, and the weight of what they share."""
    kinds = [kind for kind, _tok in tokens]
    weights = [_IDENTIFIER_WEIGHT if Kind(kind).is_identifier else 1 for kind in kinds]
    wanted = (
        func.unnest(
            cast(kinds, ARRAY(SmallInteger)),
            cast([tok for _kind, tok in tokens], ARRAY(BigInteger)),
            cast(weights, ARRAY(SmallInteger)),
        )
        .table_valued(*_WANTED)
        .render_derived(name="wanted")
    )
    # OFFSET keeps the planner from joining the other way round while it has no statistics, as after an import.
    filed = (
        select(BlindIndex.subject_id)
        .where(BlindIndex.org_id == org_id, BlindIndex.kind == wanted.c.kind, BlindIndex.tok == wanted.c.tok)
        .offset(0)
        .lateral("filed")
    )
    shared = func.sum(wanted.c.weight)
    return (
        select(filed.c.subject_id, shared)
        .select_from(wanted.join(filed, true()))
        .group_by(filed.c.subject_id)
        .order_by(shared.desc(), filed.c.subject_id)
        .limit(limit)
    )


def find_candidates(
    session: Session, *, by: Actor, tokens: Sequence[Token], reference: str | None = None, with_numbers: bool = False
) -> list[Candidate]:
    """Candidates by token or record number. `with_numbers` also opens their official numbers and telephones."""
    ids = _shortlist(session, by, tokens) if tokens else []
    if reference is not None:
        named = visible_patients(by).with_only_columns(Patient.id).where(Patient.reference == reference)
        ids += [found for found in session.scalars(named) if found not in ids]
    return _opened(session, by, ids, with_numbers) if ids else []


def _shortlist(session: Session, by: Actor, tokens: Sequence[Token]) -> list[UUID]:
    rows = session.execute(shortlist_query(by.org_id, tokens)).all()
    enough = _FEWEST_SHARED * max((shared for _id, shared in rows), default=0)
    return [found for found, shared in rows if shared >= enough]


def facts_of(patient: Patient, national_ids: frozenset[str], phones: frozenset[str]) -> IdentityFacts:
    """What of a patient is compared, opened."""
    sex = patient.sex
    return IdentityFacts(
        name=patient.name,
        date_of_birth=patient.date_of_birth,
        birth_year=patient.birth_year,
        sex=None if sex is None or isinstance(sex, Missing) else sex,
        national_ids=national_ids,
        phones=phones,
    )


def _opened(session: Session, by: Actor, ids: list[UUID], with_numbers: bool) -> list[Candidate]:
    ring_of(session).prefetch(ids)
    numbers = _national_ids(session, by, ids) if with_numbers else {}
    phones = _phones(session, by, ids) if with_numbers else {}
    compared = load_only(*(getattr(Patient, name) for name in _COMPARED))
    query = visible_patients(by).where(Patient.id.in_(ids)).options(compared)
    rows = session.execute(
        query.outerjoin(UserAccount, UserAccount.id == Patient.key_worker_id).add_columns(UserAccount.display_name)
    )
    none: frozenset[str] = frozenset()
    return [
        Candidate(patient, worker, facts_of(patient, numbers.get(patient.id, none), phones.get(patient.id, none)))
        for patient, worker in rows
    ]


def _national_ids(session: Session, by: Actor, ids: list[UUID]) -> dict[UUID, frozenset[str]]:
    rows = session.scalars(_about(PatientIdentifier, by, ids))
    return _gathered((row.patient_id, number_term(row.kind, row.value)) for row in rows)


def _phones(session: Session, by: Actor, ids: list[UUID]) -> dict[UUID, frozenset[str]]:
    rows = session.scalars(_about(PatientContact, by, ids).where(PatientContact.kind.in_(SPOKEN_KINDS)))
    return _gathered((row.patient_id, phone_term(row.value)) for row in rows)


def _about(model: Any, by: Actor, ids: list[UUID]) -> Select[Any]:
    return select(model).where(model.org_id == by.org_id, model.patient_id.in_(ids))


def _gathered(pairs: Iterable[tuple[UUID, tuple[Kind, str] | None]]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = {}
    for patient_id, term in pairs:
        if term is not None:
            found.setdefault(patient_id, set()).add(term[1])
    return {patient_id: frozenset(values) for patient_id, values in found.items()}
