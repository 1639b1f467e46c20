"""Writing one fact about a patient: the same few steps for every kind of fact."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from audit.events import Act
from registry.access.actor import Actor
from registry.access.trail import record_change
from registry.db.base import PatientFact
from registry.errors import Stale
from registry.people.scopes import get_fact, get_patient

F = TypeVar("F", bound=PatientFact)


def add_fact(
    session: Session,
    *,
    by: Actor,
    model: type[F],
    patient_id: UUID,
    values: Mapping[str, Any],
    record_id: UUID | None = None,
) -> F:
    """Write a new fact about a visible patient, with its event. `values` are attributes of the model."""
    patient = get_patient(session, by=by, patient_id=patient_id)
    own_id = {} if record_id is None else {"id": record_id}
    ids: dict[str, Any] = {**own_id, "org_id": patient.org_id, "patient_id": patient.id}
    fact = model(**ids, **values)
    session.add(fact)
    record_change(session, by=by, act=Act.RECORD_CREATE, instance=fact)
    return fact


def change_fact(
    session: Session,
    *,
    by: Actor,
    model: type[F],
    patient_id: UUID,
    record_id: UUID,
    values: Mapping[str, Any],
    row_version: int,
) -> F:
    """Change a fact that was read at `row_version`; Stale when somebody else has changed it since."""
    fact = get_fact(session, by=by, model=model, patient_id=patient_id, record_id=record_id)
    if fact.row_version != row_version:
        raise Stale
    for name, value in values.items():
        if getattr(fact, name) != value:
            setattr(fact, name, value)
    try:
        record_change(session, by=by, act=Act.RECORD_UPDATE, instance=fact)
    except StaleDataError as error:
        raise Stale from error
    return fact
