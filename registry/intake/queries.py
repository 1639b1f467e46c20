"""Reading intakes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session, selectinload

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.errors import NotFound
from registry.intake.models import Intake
from registry.people.scopes import visible_facts


def intakes_of(session: Session, *, by: Actor, patient_id: UUID) -> Sequence[Intake]:
    """A patient's intakes with their substances, the newest first."""
    return session.scalars(_newest_first(by, patient_id)).all()


def latest_intake(session: Session, *, by: Actor, patient_id: UUID) -> Intake | None:
    """The newest intake, or None."""
    return session.scalars(_newest_first(by, patient_id).limit(1)).one_or_none()


def intake_of_episode(session: Session, *, by: Actor, patient_id: UUID, episode_id: UUID) -> Intake | None:
    """The one intake of an episode, or None."""
    return session.scalars(_newest_first(by, patient_id).where(Intake.episode_id == episode_id)).one_or_none()


def get_intake(session: Session, *, by: Actor, patient_id: UUID, record_id: UUID) -> Intake:
    """One intake, or NotFound."""
    found = session.scalars(_newest_first(by, patient_id).where(Intake.id == record_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def reveal_intake(session: Session, *, by: Actor, patient_id: UUID, record_id: UUID) -> Intake:
    """One intake to be changed: its form shows the infections and offences that other screens mask."""
    by.require(Permission.INFECTIONS_REVEAL)
    by.require(Permission.OFFENCES_REVEAL)
    return get_intake(session, by=by, patient_id=patient_id, record_id=record_id)


def _newest_first(by: Actor, patient_id: UUID) -> Select[Intake]:
    query = visible_facts(by, Intake, patient_id).options(selectinload(Intake.substances))
    return query.order_by(Intake.assessed_on.desc(), Intake.id.desc())
