"""The demo's interviews: what patients told the clinician of themselves. Everything in them is invented."""

from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.intake.queries import latest_intake
from registry.intake.schemas import IntakeSchema
from registry.intake.services import amend_intake
from registry.people.belongings import entry_of, rows_of
from registry.people.fictitious import demo_person
from registry.people.models import PatientIdentifier
from registry.people.schemas import OWN_FIELDS, ContactEntry, IdentifierEntry, KinEntry, PatientCommand
from registry.people.scopes import get_patient
from registry.people.services import amend_patient
from registry.schemas.base import parse

_REASONS = (
    "Lost the job in spring and wants to stop before the children notice.",
    "The family asked; tired of being ill every morning.",
    "Was in hospital after an overdose and is afraid of the next one.",
    "Wants to go on with the programme begun in another town.",
)
_CHOICES: dict[str, tuple[Any, ...]] = {
    "polydrug": ("1", "2"),
    "hiv_testing": ("1", "2.1", "2.2", "DECLINED"),
    "hcv_testing": ("1", "2.1", "2.2", "DECLINED"),
    "hbv_testing": ("1", "2.1", "NOT_KNOWN"),
    "previous_treatment": ("NEVER", "PREV_OTHER", "PREV_SAME"),
    "ost_status": ("1", "2"),
    "living_with": ("1", "2", "3", "4"),
    "living_where": ("1", "1", "2"),
    "living_children": ("1", "2"),
    "number_of_children": (0, 1, 2),
    "family_situation": ("SUPPORTIVE", "CONFLICT", "NO_CONTACT"),
    "labour_status": ("UNEMPLOYED", "EMP_OCCASIONAL", "EMP_REGULAR_FT", "STUDENT"),
    "education": ("1", "2", "3", "4"),
    "legal_status": ("NONE", "NONE", "PROBATION", "AWAITING", "DECLINED"),
    "mental_disorder": ("YES", "NO", "NOT_KNOWN"),
    "chronic_illness": ("NO", "NO", "YES"),
    "tobacco": ("YES",),
}
_UNSAID = frozenset({None, "", "NOT_COLLECTED"})


def amend_identity(session: Session, *, by: Actor, patient_id: UUID, rng: Random) -> None:
    """Give the patient a telephone number that no network has, and somebody close."""
    patient = get_patient(session, by=by, patient_id=patient_id)
    kin = demo_person(rng, rng.choice(("female", "male")))
    numbers = [entry_of(row) for row in rows_of(session, by=by, patient_id=patient_id, model=PatientIdentifier)]
    command = PatientCommand(
        **{name: getattr(patient, name) for name in OWN_FIELDS} | {"municipality": "Ciudad Ribera"},
        identifiers=tuple(entry for entry in numbers if isinstance(entry, IdentifierEntry)),
        contacts=(ContactEntry("MOBILE", demo_person(rng, "female").phone, rng.choice(("YES", "NO"))),),
        next_of_kin=(KinEntry(kin.name.full, rng.choice(("MOTHER", "SIBLING", "PARTNER")), kin.phone, "YES"),),
    )
    amend_patient(session, by=by, patient_id=patient_id, command=command, row_version=patient.row_version)


def answer_intake(session: Session, *, by: Actor, patient_id: UUID, rng: Random) -> None:
    """Answer what the import left open; what it brought stays as it is."""
    intake = latest_intake(session, by=by, patient_id=patient_id)
    if intake is None:
        return
    payload = {name: value for name, value in IntakeSchema().dump(intake).items() if value is not None}
    for name, choices in _CHOICES.items():
        if payload.get(name) in _UNSAID:
            payload[name] = rng.choice(choices)
    payload["reason_for_seeking_help"] = rng.choice(_REASONS)
    payload["substances"] = [_substance(rng, item) for item in payload["substances"]]
    command = parse(IntakeSchema(), payload)
    amend_intake(
        session,
        by=by,
        patient_id=patient_id,
        record_id=intake.id,
        command=command,
        row_version=intake.row_version,
    )


def _substance(rng: Random, item: dict[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in item.items() if value not in _UNSAID}
    found.setdefault("substance", "OPI_NOS")
    found.setdefault("route", rng.choice(("INJECT", "SMOKE", "SNIFF", "ORAL")))
    found.setdefault("age_first_use", rng.randint(13, 17))
    found.setdefault("days_used", rng.randint(5, 28))
    return found
