"""What belongs to a patient's identity in rows of its own: official numbers, contacts, next of kin."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from audit.events import Act
from registry.access.actor import Actor
from registry.access.trail import record_change, record_event
from registry.people.models import NextOfKin, Patient, PatientContact, PatientIdentifier
from registry.people.schemas import ContactEntry, IdentifierEntry, KinEntry, PatientCommand
from registry.people.scopes import visible_facts

Row = PatientIdentifier | PatientContact | NextOfKin
Entry = IdentifierEntry | ContactEntry | KinEntry
_MODELS: dict[type[Entry], type[Row]] = {
    IdentifierEntry: PatientIdentifier,
    ContactEntry: PatientContact,
    KinEntry: NextOfKin,
}


def rows_of(session: Session, *, by: Actor, patient_id: UUID, model: type[Row]) -> Sequence[Any]:
    """A visible patient's rows of one kind, in the order they were entered."""
    query = visible_facts(by, model, patient_id)
    return session.scalars(query.order_by(model.created_at, model.id)).all()


def entry_of(row: Row) -> Entry:
    """What was entered, opened."""
    if isinstance(row, PatientIdentifier):
        return IdentifierEntry(row.kind, row.value, row.country)
    if isinstance(row, PatientContact):
        return ContactEntry(row.kind, row.value, row.is_shared)
    return KinEntry(row.name, row.relationship_code, row.phone, row.knows_of_treatment)


def write_belongings(session: Session, *, by: Actor, patient: Patient, command: PatientCommand) -> None:
    """Write the rows of a patient who has none yet."""
    for entry in _entries(command):
        _add(session, by, patient, entry)


def replace_belongings(session: Session, *, by: Actor, patient: Patient, command: PatientCommand) -> None:
    """Make the rows those of the command: what is new is added, what is gone is removed, the rest stays untouched."""
    wanted = dict.fromkeys(_entries(command))
    for model in _MODELS.values():
        for row in rows_of(session, by=by, patient_id=patient.id, model=model):
            entry = entry_of(row)
            if entry in wanted:
                del wanted[entry]
            else:
                _remove(session, by, row)
    for entry in wanted:
        _add(session, by, patient, entry)


def _entries(command: PatientCommand) -> tuple[Entry, ...]:
    return (*command.identifiers, *command.contacts, *command.next_of_kin)


def _add(session: Session, by: Actor, patient: Patient, entry: Entry) -> None:
    row = _MODELS[type(entry)](org_id=patient.org_id, patient_id=patient.id, **asdict(entry))
    session.add(row)
    record_change(session, by=by, act=Act.RECORD_CREATE, instance=row)


def _remove(session: Session, by: Actor, row: Row) -> None:
    obj = f"{row.__tablename__}:{row.id}"
    record_event(session, by=by, act=Act.RECORD_VOID, obj=obj, subject=row.patient_id)
    session.delete(row)
