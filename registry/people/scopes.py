"""Which patients an actor may see, as SQL filters. Everything that reads a patient or a fact starts here."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.db.base import PatientFact
from registry.errors import NotFound
from registry.people.models import Patient

F = TypeVar("F", bound=PatientFact)


def visible_patients(by: Actor) -> Select[Patient]:
    """Patients of the actor's own organisation, if the role reads patients at all."""
    query = select(Patient)
    return query.where(Patient.org_id == by.org_id) if by.may(Permission.PATIENT_VIEW) else query.where(false())


def get_patient(session: Session, *, by: Actor, patient_id: UUID, lock: bool = False) -> Patient:
    """The patient, or NotFound: unknown and not allowed look alike. `lock` keeps others from changing it meanwhile."""
    query = visible_patients(by).where(Patient.id == patient_id)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFound
    return found


def visible_facts(by: Actor, model: type[F], patient_id: UUID) -> Select[F]:
    """Facts of one kind about one visible patient."""
    patients = visible_patients(by).with_only_columns(Patient.id)
    return select(model).where(
        model.org_id == by.org_id, model.patient_id == patient_id, model.patient_id.in_(patients)
    )


def get_fact(session: Session, *, by: Actor, model: type[F], patient_id: UUID, record_id: Any) -> F:
    """One fact of a visible patient, or NotFound."""
    id_column = model.id
    found = session.scalars(visible_facts(by, model, patient_id).where(id_column == record_id)).one_or_none()
    if found is None:
        raise NotFound
    return found
