"""What clinicians do with diagnoses."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from audit.events import Act
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.trail import record_change
from registry.diagnoses.models import Diagnosis
from registry.diagnoses.schemas import DiagnosisCommand
from registry.people.scopes import get_patient, visible_facts
from registry.records.facts import add_fact, change_fact


def record_diagnosis(session: Session, *, by: Actor, patient_id: UUID, command: DiagnosisCommand) -> Diagnosis:
    """Record a diagnosis. A new principal diagnosis takes the place of the one before."""
    by.require(Permission.DIAGNOSIS_WRITE)
    _one_at_a_time(session, by, patient_id, command)
    values = {**_values(command), "recorded_by": by.user_id}
    diagnosis = add_fact(session, by=by, model=Diagnosis, patient_id=patient_id, values=values)
    _make_only_principal(session, by, diagnosis)
    return diagnosis


def amend_diagnosis(
    session: Session,
    *,
    by: Actor,
    patient_id: UUID,
    record_id: UUID,
    command: DiagnosisCommand,
    row_version: int,
) -> Diagnosis:
    """Change a diagnosis that was read at `row_version`."""
    by.require(Permission.DIAGNOSIS_WRITE)
    _one_at_a_time(session, by, patient_id, command)
    diagnosis = change_fact(
        session,
        by=by,
        model=Diagnosis,
        patient_id=patient_id,
        record_id=record_id,
        values=_values(command),
        row_version=row_version,
    )
    _make_only_principal(session, by, diagnosis)
    return diagnosis


def _values(command: DiagnosisCommand) -> dict[str, Any]:
    system, _colon, code = command.diagnosis.partition(":")
    names = (
        "title",
        "diagnosed_on",
        "status",
        "certainty",
        "is_principal",
        "diagnosed_by",
        "ended_on",
        "note",
    )
    return {"code_system": system, "code": code, **{name: getattr(command, name) for name in names}}


def _one_at_a_time(session: Session, by: Actor, patient_id: UUID, command: DiagnosisCommand) -> None:
    """Two principal diagnoses at the same moment come one after the other. Before any row of either is written."""
    if command.is_principal:
        get_patient(session, by=by, patient_id=patient_id, lock=True)


def _make_only_principal(session: Session, by: Actor, diagnosis: Diagnosis) -> None:
    """The principal diagnosis before is one no longer: a change like any other, with its event."""
    if diagnosis.is_principal:
        others = visible_facts(by, Diagnosis, diagnosis.patient_id).where(
            Diagnosis.id != diagnosis.id, Diagnosis.is_principal
        )
        for other in session.scalars(others).all():
            other.is_principal = False
            record_change(session, by=by, act=Act.RECORD_UPDATE, instance=other)
