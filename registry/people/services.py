"""What staff do with a patient's identity: register, amend, name a key worker."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from audit.events import Act
from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.trail import record_change
from registry.accounts.scopes import CLINICAL_ROLES
from registry.db.work import ring_of
from registry.errors import Invalid, Stale
from registry.ids import new_id
from registry.people.belongings import replace_belongings, write_belongings
from registry.people.indexing import index_patient, reindex_patient
from registry.people.models import Patient
from registry.people.queries import possible_key_workers
from registry.people.references import new_reference
from registry.people.schemas import OWN_FIELDS, PatientCommand
from registry.people.scopes import get_patient

_REMEMBER = text("""
    INSERT INTO patient_opened (org_id, user_id, patient_id, opened_at)
    VALUES (:org_id, :user_id, :patient_id, :opened_at)
    ON CONFLICT (org_id, user_id, patient_id) DO UPDATE SET opened_at = excluded.opened_at
""")
_TAKEN = text("SELECT 1 FROM patient WHERE org_id = :org_id AND reference = :reference")


def register_patient(
    session: Session, *, by: Actor, command: PatientCommand, patient_id: UUID | None = None
) -> Patient:
    """Register somebody under a key of their own. Who registers is the key worker until another is named.

    `patient_id` is what every kind's `create` is given; a new patient has none yet, so it is not looked at.
    """
    by.require(Permission.PATIENT_REGISTER)
    patient = Patient(
        id=new_id(),
        org_id=by.org_id,
        reference=_free_reference(session, by),
        key_worker_id=by.user_id if by.role in CLINICAL_ROLES else None,
        **_own_values(command),
    )
    ring_of(session).create(patient.id)
    session.add(patient)
    record_change(session, by=by, act=Act.RECORD_CREATE, instance=patient)
    write_belongings(session, by=by, patient=patient, command=command)
    index_patient(session, org_id=patient.org_id, patient_id=patient.id, command=command)
    remember_opened(session, by=by, patient_id=patient.id)
    return patient


def amend_patient(
    session: Session,
    *,
    by: Actor,
    patient_id: UUID,
    command: PatientCommand,
    row_version: int,
    record_id: UUID | None = None,
) -> Patient:
    """Change an identity that was read at `row_version`, and file it anew.

    Stale when somebody else has changed it since. `record_id` is the patient's own id, as forms pass it.
    """
    by.require(Permission.PATIENT_UPDATE)
    by.require(Permission.IDENTIFIERS_REVEAL)
    patient = get_patient(session, by=by, patient_id=patient_id, lock=True)
    if patient.row_version != row_version:
        raise Stale
    for name, value in _own_values(command).items():
        if getattr(patient, name) != value:
            setattr(patient, name, value)
    patient.updated_at = clock.now()  # a changed telephone number, too, makes a new version of the identity
    record_change(session, by=by, act=Act.RECORD_UPDATE, instance=patient)
    replace_belongings(session, by=by, patient=patient, command=command)
    reindex_patient(session, org_id=patient.org_id, patient_id=patient.id, command=command)
    return patient


def assign_key_worker(session: Session, *, by: Actor, patient_id: UUID, user_id: UUID) -> Patient:
    """Say who looks after the patient: a member of the clinical staff of the same organisation."""
    by.require(Permission.PATIENT_UPDATE)
    if user_id not in {worker.id for worker in possible_key_workers(session, by=by)}:
        raise Invalid({"key_worker": ["unknown_code"]})
    patient = get_patient(session, by=by, patient_id=patient_id, lock=True)
    patient.key_worker_id = user_id
    record_change(session, by=by, act=Act.RECORD_UPDATE, instance=patient)
    return patient


def remember_opened(session: Session, *, by: Actor, patient_id: UUID) -> None:
    """Note that the actor has this patient's record before them: the search page offers it next time."""
    values = {"org_id": by.org_id, "user_id": by.user_id, "patient_id": patient_id, "opened_at": clock.now()}
    session.connection().execute(_REMEMBER, values)


def _own_values(command: PatientCommand) -> dict[str, Any]:
    return {name: getattr(command, name) for name in OWN_FIELDS}


def _free_reference(session: Session, by: Actor) -> str:
    """A record number nobody has. The unique key settles the race of two alike, one in 17 thousand million."""
    while True:
        reference = new_reference()
        if session.connection().execute(_TAKEN, {"org_id": by.org_id, "reference": reference}).first() is None:
            return reference
