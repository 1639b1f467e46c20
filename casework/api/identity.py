"""Who a patient is, as the API answers it: official numbers stay sealed unless they are revealed."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from casework.api.answers import version_of
from casework.api.masking import Revealed, dump_without
from registry.access.actor import Actor
from registry.people.belongings import entry_of, rows_of
from registry.people.models import NextOfKin, PatientContact, PatientIdentifier
from registry.people.queries import IdentityRecord, get_identity
from registry.people.reveals import Group
from registry.people.schemas import IdentifierEntry, PatientSchema
from registry.people.scopes import get_patient

MASKED = "identifiers.value"


def identity_content(session: Session, *, by: Actor, patient_id: UUID, revealed: Revealed) -> dict[str, Any]:
    """The identity of a visible patient. Without the reveal, kind and country of a number and nothing else."""
    hidden = [] if Group.IDENTIFIERS in revealed else [MASKED]
    read = _masked_identity if hidden else get_identity
    record = read(session, by=by, patient_id=patient_id)
    own = dump_without(PatientSchema, record, hidden)
    more = {"reference": record.patient.reference, "key_worker_id": _text(record.patient.key_worker_id)}
    return {**own, **more, **version_of(record.patient), "masked": hidden}


def _masked_identity(session: Session, *, by: Actor, patient_id: UUID) -> IdentityRecord:
    patient = get_patient(session, by=by, patient_id=patient_id)

    def entries(model: Any) -> tuple[Any, ...]:
        return tuple(entry_of(row) for row in rows_of(session, by=by, patient_id=patient.id, model=model))

    numbers = rows_of(session, by=by, patient_id=patient.id, model=PatientIdentifier)
    unopened = tuple(IdentifierEntry(row.kind, "", row.country) for row in numbers)
    return IdentityRecord(patient, unopened, entries(PatientContact), entries(NextOfKin))


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)
