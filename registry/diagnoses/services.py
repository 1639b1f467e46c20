"""What clinicians do with diagnoses."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.diagnoses.models import Diagnosis
from registry.diagnoses.schemas import DiagnosisCommand
from registry.records.facts import add_fact, change_fact


def record_diagnosis(session: Session, *, by: Actor, patient_id: UUID, command: DiagnosisCommand) -> Diagnosis:
    """Record a diagnosis. A new principal diagnosis takes the place of the one before."""
    by.require(Permission.DIAGNOSIS_WRITE)
    values = {**_values(command), "recorded_by": by.user_id}
    diagnosis = add_fact(session, by=by, model=Diagnosis, patient_id=patient_id, values=values)
    _make_only_principal(session, diagnosis)
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
    diagnosis = change_fact(
        session,
        by=by,
        model=Diagnosis,
        patient_id=patient_id,
        record_id=record_id,
        values=_values(command),
        row_version=row_version,
    )
    _make_only_principal(session, diagnosis)
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


def _make_only_principal(session: Session, diagnosis: Diagnosis) -> None:
    if diagnosis.is_principal:
        others = update(Diagnosis).where(
            Diagnosis.org_id == diagnosis.org_id,
            Diagnosis.patient_id == diagnosis.patient_id,
            Diagnosis.id != diagnosis.id,
            Diagnosis.is_principal,
        )
        session.execute(others.values(is_principal=False, row_version=Diagnosis.row_version + 1))
