"""Reading episodes and interventions."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.episodes.lifecycle import NO_CONTACT_MONTHS, OUTPATIENT_CENTRES, administrative_end_due
from registry.episodes.models import Episode, Intervention
from registry.people.models import Patient
from registry.people.scopes import get_fact, visible_facts, visible_patients


def episodes_of(session: Session, *, by: Actor, patient_id: UUID) -> Sequence[Episode]:
    """A patient's episodes with their interventions, the newest first."""
    query = visible_facts(by, Episode, patient_id).options(selectinload(Episode.interventions))
    begun = Episode.started_on.desc().nulls_first(), Episode.referred_on.desc(), Episode.id.desc()
    return session.scalars(query.order_by(*begun)).all()


def get_episode(session: Session, *, by: Actor, patient_id: UUID, record_id: UUID) -> Episode:
    """One episode, or NotFound."""
    return get_fact(session, by=by, model=Episode, patient_id=patient_id, record_id=record_id)


def open_episode_of(session: Session, *, by: Actor, patient_id: UUID) -> Episode | None:
    """The one episode that has not ended, waiting or begun; the database allows no second."""
    query = visible_facts(by, Episode, patient_id).where(Episode.ended_on.is_(None))
    return session.scalars(query).one_or_none()


def interventions_of(
    session: Session, *, by: Actor, patient_id: UUID, episode_id: UUID | None = None
) -> Sequence[Intervention]:
    """A patient's interventions, of one episode if named, the newest first."""
    query = visible_facts(by, Intervention, patient_id)
    if episode_id is not None:
        query = query.where(Intervention.episode_id == episode_id)
    return session.scalars(query.order_by(Intervention.started_on.desc(), Intervention.id.desc())).all()


def get_intervention(session: Session, *, by: Actor, patient_id: UUID, record_id: UUID) -> Intervention:
    """One intervention, or NotFound."""
    return get_fact(session, by=by, model=Intervention, patient_id=patient_id, record_id=record_id)


def visible_episodes(by: Actor) -> Select[Episode]:
    """Episodes of the patients whom the actor may see."""
    patients = visible_patients(by).with_only_columns(Patient.id)
    return select(Episode).where(Episode.org_id == by.org_id, Episode.patient_id.in_(patients))


def caseload_patient_ids(session: Session, *, by: Actor, key_worker_id: UUID) -> Sequence[UUID]:
    """The patients of one key worker: those with an episode of theirs that has not ended."""
    by.require(Permission.CASELOAD_VIEW)
    query = visible_episodes(by).where(Episode.key_worker_id == key_worker_id, Episode.ended_on.is_(None))
    return session.scalars(query.with_only_columns(Episode.patient_id).order_by(Episode.patient_id)).all()


def open_episodes(session: Session, *, by: Actor, patient_ids: Sequence[UUID]) -> dict[UUID, Episode]:
    """The episode that has not ended of each of these patients, for a worklist, in one query."""
    query = visible_episodes(by).where(Episode.ended_on.is_(None), Episode.patient_id.in_(patient_ids))
    return {episode.patient_id: episode for episode in session.scalars(query)}


def without_contact(
    session: Session, *, by: Actor, on: date, months: int = NO_CONTACT_MONTHS
) -> Sequence[tuple[Episode, date]]:
    """Outpatient episodes whose administrative end is due on that day, with the day it was due (standards R6)."""
    query = visible_episodes(by).where(
        Episode.ended_on.is_(None), Episode.started_on.is_not(None), Episode.centre_type.in_(OUTPATIENT_CENTRES)
    )
    found = ((episode, _due(episode, months)) for episode in session.scalars(query))
    return sorted(((e, due) for e, due in found if due is not None and due <= on), key=lambda pair: pair[1])


def _due(episode: Episode, months: int) -> date | None:
    return administrative_end_due(
        centre_type=episode.centre_type,
        started_on=episode.started_on,
        last_contact_on=episode.last_contact_on,
        ended_on=episode.ended_on,
        months=months,
    )
