"""Reading diagnoses."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.diagnoses.models import Diagnosis
from registry.people.scopes import get_fact, visible_facts


def diagnoses_of(session: Session, *, by: Actor, patient_id: UUID) -> Sequence[Diagnosis]:
    """A patient's diagnoses: the principal one first, then the newest."""
    query = visible_facts(by, Diagnosis, patient_id)
    return session.scalars(query.order_by(Diagnosis.is_principal.desc(), Diagnosis.diagnosed_on.desc())).all()


def get_diagnosis(session: Session, *, by: Actor, patient_id: UUID, record_id: UUID) -> Diagnosis:
    """One diagnosis, or NotFound."""
    return get_fact(session, by=by, model=Diagnosis, patient_id=patient_id, record_id=record_id)
