"""What people do with the interventions inside an episode: start, end, correct."""

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.answers import Missing
from registry.episodes.lifecycle import EpisodeStep, modality_exit_of
from registry.episodes.locking import locked_episode, require_step
from registry.episodes.models import INTERVENTION_CONSTRAINTS, Episode, Intervention
from registry.episodes.queries import get_intervention, interventions_of, open_episode_of
from registry.episodes.schemas import ExitCommand, InterventionCommand, InterventionExitCommand
from registry.errors import Invalid, NotFound, Stale
from registry.people.scopes import get_patient
from registry.records.constraints import constraint_errors
from registry.records.facts import add_fact, change_fact


def start_intervention(session: Session, *, by: Actor, patient_id: UUID, command: InterventionCommand) -> Intervention:
    """Start an intervention in the named episode, else in the open one; it must lie inside the episode's dates."""
    by.require(Permission.EPISODE_WRITE)
    episode = _episode(session, by, patient_id, command.episode_id)
    require_step(episode, EpisodeStep.START_INTERVENTION, "form")
    _require_within(episode, command.started_on, command.ended_on)
    values = {**_values(command), "episode_id": episode.id}
    with constraint_errors(session, INTERVENTION_CONSTRAINTS):
        return add_fact(session, by=by, model=Intervention, patient_id=patient_id, values=values)


def end_intervention(
    session: Session,
    *,
    by: Actor,
    patient_id: UUID,
    record_id: UUID,
    command: InterventionExitCommand,
    row_version: int,
) -> Intervention:
    """End an intervention while the episode goes on (standards R13)."""
    by.require(Permission.EPISODE_WRITE)
    intervention = get_intervention(session, by=by, patient_id=patient_id, record_id=record_id)
    if intervention.row_version != row_version:
        raise Stale
    if not intervention.is_open:
        raise Invalid({"ended_on": ["already_closed"]})
    episode = locked_episode(session, by=by, patient_id=patient_id, record_id=intervention.episode_id)
    _require_within(episode, intervention.started_on, command.ended_on)
    return _changed(session, by, intervention, _exit_values(command), row_version)


def end_open_intervention(
    session: Session, *, by: Actor, patient_id: UUID, command: InterventionExitCommand
) -> Intervention:
    """End the one intervention of the patient that is open; Invalid when there is none or more than one."""
    by.require(Permission.EPISODE_WRITE)
    patient = get_patient(session, by=by, patient_id=patient_id)
    found = [item for item in interventions_of(session, by=by, patient_id=patient.id) if item.is_open]
    if len(found) != 1:
        raise Invalid({"form": ["choose_intervention"]})
    (only,) = found
    return end_intervention(
        session, by=by, patient_id=patient_id, record_id=only.id, command=command, row_version=only.row_version
    )


def amend_intervention(
    session: Session,
    *,
    by: Actor,
    patient_id: UUID,
    record_id: UUID,
    command: InterventionCommand,
    row_version: int,
) -> Intervention:
    """Correct an intervention; it stays in its episode and inside its dates."""
    by.require(Permission.EPISODE_WRITE)
    intervention = get_intervention(session, by=by, patient_id=patient_id, record_id=record_id)
    episode = locked_episode(session, by=by, patient_id=patient_id, record_id=intervention.episode_id)
    _require_within(episode, command.started_on, command.ended_on)
    return _changed(session, by, intervention, _values(command), row_version)


def require_inside(
    session: Session, *, by: Actor, episode: Episode, started_on: date | None, ended_on: date | None
) -> None:
    """Invalid when an intervention would lie outside these dates of its episode, or go on after its end."""
    for item in interventions_of(session, by=by, patient_id=episode.patient_id, episode_id=episode.id):
        if started_on is None or item.started_on < started_on:
            raise Invalid({"started_on": ["outside_episode"]})
        if ended_on is not None and item.ended_on is None:
            raise Invalid({"ended_on": ["interventions_open"]})
        if ended_on is not None and item.ended_on is not None and item.ended_on > ended_on:
            raise Invalid({"ended_on": ["outside_episode"]})


def end_with_episode(session: Session, *, by: Actor, episode: Episode, command: ExitCommand) -> None:
    """End the open interventions with their episode, if the command says so, each as the exit reason implies."""
    items = interventions_of(session, by=by, patient_id=episode.patient_id, episode_id=episode.id)
    open_items = [item for item in items if item.is_open]
    if open_items and not command.end_interventions:
        raise Invalid({"end_interventions": ["interventions_open"]})
    values = {
        "ended_on": command.ended_on,
        "exit_status": modality_exit_of(command.exit_reason) or Missing.NOT_APPLICABLE,
    }
    for item in open_items:
        _changed(session, by, item, values, item.row_version)
    require_inside(session, by=by, episode=episode, started_on=episode.started_on, ended_on=command.ended_on)


def _episode(session: Session, by: Actor, patient_id: UUID, episode_id: UUID | None) -> Episode:
    """The named episode or the open one, locked: it must not close while something is added to it."""
    if episode_id is None:
        patient = get_patient(session, by=by, patient_id=patient_id)
        found = open_episode_of(session, by=by, patient_id=patient.id)
        if found is None:
            raise Invalid({"form": ["not_open"]})
        episode_id = found.id
    try:
        return locked_episode(session, by=by, patient_id=patient_id, record_id=episode_id)
    except NotFound:
        raise Invalid({"episode_id": ["unknown_episode"]}) from None


def _require_within(episode: Episode, started_on: date, ended_on: date | None) -> None:
    """Inside the episode's dates; in a closed episode nothing goes on."""
    if episode.started_on is None or started_on < episode.started_on:
        raise Invalid({"started_on": ["outside_episode"]})
    if episode.ended_on is not None and (ended_on is None or ended_on > episode.ended_on):
        raise Invalid({"ended_on": ["outside_episode"]})


def _changed(session: Session, by: Actor, item: Intervention, values: dict[str, Any], row_version: int) -> Intervention:
    with constraint_errors(session, INTERVENTION_CONSTRAINTS):
        return change_fact(
            session,
            by=by,
            model=Intervention,
            patient_id=item.patient_id,
            record_id=item.id,
            values=values,
            row_version=row_version,
        )


def _values(command: InterventionCommand) -> dict[str, Any]:
    return {field.name: getattr(command, field.name) for field in fields(command) if field.name != "episode_id"}


def _exit_values(command: InterventionExitCommand) -> dict[str, Any]:
    return {field.name: getattr(command, field.name) for field in fields(command)}
