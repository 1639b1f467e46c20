"""What people do with episodes: open, offer, start, keep in touch, close, transfer, correct."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.events import Act
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.trail import record_change
from registry.accounts.models import Membership
from registry.episodes.interventions import end_with_episode, require_inside
from registry.episodes.lifecycle import EpisodeStep
from registry.episodes.locking import locked_episode, require_step
from registry.episodes.models import EPISODE_CONSTRAINTS, Episode
from registry.episodes.queries import open_episode_of
from registry.episodes.schemas import EpisodeCommand, ExitCommand
from registry.errors import Invalid, NotFound
from registry.organisations.models import Organisation
from registry.people.scopes import get_patient
from registry.records.constraints import Constraints, constraint_errors
from registry.records.facts import add_fact, change_fact

_ON_EXIT = {**EPISODE_CONSTRAINTS, "ck_episode_contact_before_end": ("ended_on", "date_before_contact")}
_NOT_COLUMNS = frozenset({"is_mine", "transfer_to"})


def open_episode(session: Session, *, by: Actor, patient_id: UUID, command: EpisodeCommand) -> Episode:
    """Record a referral, or a start of treatment without one. Refused while another episode here overlaps."""
    by.require(Permission.EPISODE_WRITE)
    values = _values(session, by, command)
    values["centre_type"] = command.centre_type or _centre_type(session, by.org_id)
    with constraint_errors(session, EPISODE_CONSTRAINTS):
        episode = add_fact(session, by=by, model=Episode, patient_id=patient_id, values=values)
    _link_previous(session, by, episode)
    return episode


def offer_appointment(
    session: Session, *, by: Actor, patient_id: UUID, record_id: UUID, offered_on: date, row_version: int
) -> Episode:
    """Note the day of the first appointment offered; later offers do not change it (standards R12)."""
    by.require(Permission.EPISODE_WRITE)
    episode = locked_episode(session, by=by, patient_id=patient_id, record_id=record_id, row_version=row_version)
    require_step(episode, EpisodeStep.OFFER_APPOINTMENT, "first_appointment_offered_on")
    return _changed(session, by, episode, {"first_appointment_offered_on": offered_on})


def start_treatment(
    session: Session, *, by: Actor, patient_id: UUID, record_id: UUID, started_on: date, row_version: int
) -> Episode:
    """Note the first formal contact for treatment, which is also the latest contact."""
    by.require(Permission.EPISODE_WRITE)
    episode = locked_episode(session, by=by, patient_id=patient_id, record_id=record_id, row_version=row_version)
    require_step(episode, EpisodeStep.START_TREATMENT, "started_on")
    contact = max(started_on, episode.last_contact_on or started_on)
    return _changed(session, by, episode, {"started_on": started_on, "last_contact_on": contact})


def record_contact(session: Session, *, by: Actor, patient_id: UUID, record_id: UUID, contact_on: date) -> Episode:
    """Note a contact; an earlier one than the latest changes nothing, so no version is asked for (standards R6)."""
    by.require(Permission.EPISODE_WRITE)
    episode = locked_episode(session, by=by, patient_id=patient_id, record_id=record_id)
    require_step(episode, EpisodeStep.RECORD_CONTACT, "last_contact_on")
    if episode.last_contact_on is not None and contact_on <= episode.last_contact_on:
        return episode
    return _changed(session, by, episode, {"last_contact_on": contact_on})


def close_episode(
    session: Session,
    *,
    by: Actor,
    patient_id: UUID,
    record_id: UUID,
    command: ExitCommand,
    row_version: int,
) -> Episode:
    """End an episode. Refused while interventions are open, unless they are to end on the same day."""
    by.require(Permission.EPISODE_WRITE)
    episode = locked_episode(session, by=by, patient_id=patient_id, record_id=record_id, row_version=row_version)
    require_step(episode, EpisodeStep.CLOSE, "ended_on")
    values = {
        "ended_on": command.ended_on,
        "exit_reason": command.exit_reason,
        "exit_note": command.exit_note,
        "transfer_to_org_id": _organisation_id(session, command.transfer_to),
    }
    end_with_episode(session, by=by, episode=episode, command=command)
    return _changed(session, by, episode, values, _ON_EXIT)


def close_open_episode(session: Session, *, by: Actor, patient_id: UUID, command: ExitCommand) -> Episode:
    """End the one episode of the patient that is open."""
    by.require(Permission.EPISODE_WRITE)
    patient = get_patient(session, by=by, patient_id=patient_id)
    episode = open_episode_of(session, by=by, patient_id=patient.id)
    if episode is None:
        raise Invalid({"form": ["not_open"]})
    return close_episode(
        session,
        by=by,
        patient_id=patient_id,
        record_id=episode.id,
        command=command,
        row_version=episode.row_version,
    )


def transfer_out(
    session: Session,
    *,
    by: Actor,
    patient_id: UUID,
    record_id: UUID,
    command: ExitCommand,
    row_version: int,
    next_command: EpisodeCommand | None = None,
) -> tuple[Episode, Episode | None]:
    """Close by transfer. `next_command` opens the episode that goes on here and links the two (standards R14).

    An episode at another service is that service's record: of it only the service is kept here.
    """
    by.require(Permission.EPISODE_WRITE)
    closed = close_episode(
        session, by=by, patient_id=patient_id, record_id=record_id, command=command, row_version=row_version
    )
    if next_command is None:
        return closed, None
    following = open_episode(session, by=by, patient_id=patient_id, command=next_command)
    _changed(session, by, following, {"previous_episode_id": closed.id})
    _link_previous(session, by, following)
    return closed, following


def amend_episode(
    session: Session,
    *,
    by: Actor,
    patient_id: UUID,
    record_id: UUID,
    command: EpisodeCommand,
    row_version: int,
) -> Episode:
    """Correct an episode. What has ended stays ended; the interventions must still lie inside the dates."""
    by.require(Permission.EPISODE_WRITE)
    episode = locked_episode(session, by=by, patient_id=patient_id, record_id=record_id, row_version=row_version)
    require_step(episode, EpisodeStep.AMEND, "form")
    if episode.ended_on is not None and command.ended_on is None:
        raise Invalid({"ended_on": ["exit_recorded"]})
    require_inside(session, by=by, episode=episode, started_on=command.started_on, ended_on=command.ended_on)
    changed = _changed(session, by, episode, _values(session, by, command, episode.key_worker_id))
    _link_previous(session, by, changed)
    return changed


def _changed(
    session: Session,
    by: Actor,
    episode: Episode,
    values: Mapping[str, Any],
    constraints: Constraints = EPISODE_CONSTRAINTS,
) -> Episode:
    """Change a locked episode, with its event."""
    with constraint_errors(session, constraints):
        return change_fact(
            session,
            by=by,
            model=Episode,
            patient_id=episode.patient_id,
            record_id=episode.id,
            values=values,
            row_version=episode.row_version,
        )


def _values(session: Session, by: Actor, command: EpisodeCommand, key_worker_id: UUID | None = None) -> dict[str, Any]:
    names = [field.name for field in fields(command) if field.name not in _NOT_COLUMNS]
    values = {name: getattr(command, name) for name in names}
    if command.is_mine:
        values["key_worker_id"] = by.user_id
    elif command.key_worker_id not in (None, key_worker_id):
        _require_member(session, by, command.key_worker_id)
    values["transfer_to_org_id"] = _organisation_id(session, command.transfer_to)
    return values


def _require_member(session: Session, by: Actor, user_id: UUID | None) -> None:
    query = select(Membership.id).where(Membership.user_id == user_id, Membership.org_id == by.org_id)
    if session.scalars(query.where(Membership.ended_at.is_(None)).limit(1)).first() is None:
        raise Invalid({"key_worker_id": ["unknown_worker"]})


def _organisation_id(session: Session, code: str | None) -> UUID | None:
    if code is None:
        return None
    found = session.scalars(select(Organisation.id).where(Organisation.code == code)).one_or_none()
    if found is None:
        raise Invalid({"transfer_to": ["unknown_organisation"]})
    return found


def _centre_type(session: Session, org_id: UUID) -> str | None:
    return session.scalars(select(Organisation.centre_type).where(Organisation.id == org_id)).one_or_none()


def _link_previous(session: Session, by: Actor, episode: Episode) -> None:
    """Tell the episode before which one went on from it."""
    if episode.previous_episode_id is None:
        return
    try:
        previous = locked_episode(session, by=by, patient_id=episode.patient_id, record_id=episode.previous_episode_id)
    except NotFound:
        raise Invalid({"previous_episode_id": ["unknown_episode"]}) from None
    if previous.next_episode_id != episode.id:
        previous.next_episode_id = episode.id
        record_change(session, by=by, act=Act.RECORD_UPDATE, instance=previous)
