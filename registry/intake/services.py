"""What clinicians do with intakes."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from audit.events import Act
from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.trail import record_change
from registry.episodes.queries import open_episode_of
from registry.errors import Invalid
from registry.intake.models import INTAKE_CONSTRAINTS, PRIMARY, Intake, IntakeSubstance
from registry.intake.queries import get_intake
from registry.intake.schemas import IntakeCommand, SubstanceCommand
from registry.people.models import Patient
from registry.people.scopes import get_patient
from registry.records.constraints import constraint_errors
from registry.records.facts import add_fact, change_fact

_NOT_COLUMNS = frozenset({"episode_id", "substances"})


def record_intake(session: Session, *, by: Actor, patient_id: UUID, command: IntakeCommand) -> Intake:
    """Record the intake of the named episode, else of the open one; an episode has one only."""
    by.require(Permission.INTAKE_WRITE)
    patient = get_patient(session, by=by, patient_id=patient_id)
    _check_ages(patient, command)
    values = {**_values(command), "episode_id": command.episode_id or _open_episode_id(session, by, patient_id)}
    with constraint_errors(session, INTAKE_CONSTRAINTS):
        intake = add_fact(session, by=by, model=Intake, patient_id=patient_id, values=values)
    _write_substances(session, by, intake, {}, command.substances)
    return intake


def amend_intake(
    session: Session,
    *,
    by: Actor,
    patient_id: UUID,
    record_id: UUID,
    command: IntakeCommand,
    row_version: int,
) -> Intake:
    """Change an intake that was read at `row_version`. It stays with its episode."""
    by.require(Permission.INTAKE_WRITE)
    _check_ages(get_patient(session, by=by, patient_id=patient_id), command)
    # The version counts the substances too: a change to one of them alone must also stop a second writer.
    values = {**_values(command), "updated_at": clock.now()}
    with constraint_errors(session, INTAKE_CONSTRAINTS):
        intake = change_fact(
            session,
            by=by,
            model=Intake,
            patient_id=patient_id,
            record_id=record_id,
            values=values,
            row_version=row_version,
        )
    known = {item.position: item for item in intake.substances}
    _write_substances(session, by, intake, known, command.substances)
    session.expire(intake, ["substances"])
    return get_intake(session, by=by, patient_id=patient_id, record_id=record_id)


def _values(command: IntakeCommand) -> dict[str, Any]:
    names = [field.name for field in fields(command) if field.name not in _NOT_COLUMNS]
    return {name: getattr(command, name) for name in names}


def _open_episode_id(session: Session, by: Actor, patient_id: UUID) -> UUID | None:
    episode = open_episode_of(session, by=by, patient_id=patient_id)
    return None if episode is None else episode.id


def _write_substances(
    session: Session,
    by: Actor,
    intake: Intake,
    known: Mapping[int, IntakeSubstance],
    wanted: list[SubstanceCommand],
) -> None:
    """Make the rows say what is wanted, place by place, each with its own event."""
    for position, command in enumerate(wanted, start=PRIMARY):
        item = known.get(position)
        act = Act.RECORD_CREATE if item is None else Act.RECORD_UPDATE
        if item is None:
            item = IntakeSubstance(
                org_id=intake.org_id, patient_id=intake.patient_id, intake_id=intake.id, position=position
            )
        _fill(item, command)
        session.add(item)
        if session.is_modified(item):
            record_change(session, by=by, act=act, instance=item)
    for position, item in known.items():
        if position >= PRIMARY + len(wanted):
            session.delete(item)
            record_change(session, by=by, act=Act.RECORD_VOID, instance=item)


def _fill(item: IntakeSubstance, command: SubstanceCommand) -> None:
    for name, value in asdict(command).items():
        if getattr(item, name) != value:
            setattr(item, name, value)


def _check_ages(patient: Patient, command: IntakeCommand) -> None:
    """No age at first use or injection beyond the present age; no agonist treatment before birth."""
    age = patient.age_on(command.assessed_on)
    if age is None:
        return
    if age < 0:
        raise Invalid({"assessed_on": ["date_before_birth"]})
    ages = {f"substances.{index}.age_first_use": item.age_first_use for index, item in enumerate(command.substances)}
    ages["age_first_injection"] = command.age_first_injection
    errors = {name: ["age_beyond_present"] for name, given in ages.items() if isinstance(given, int) and given > age}
    if isinstance(command.ost_first_year, int) and command.ost_first_year < _birth_year(command.assessed_on, age):
        errors["ost_first_year"] = ["age_before_birth"]
    if errors:
        raise Invalid(errors)


def _birth_year(day: date, age: int) -> int:
    """The earliest year in which somebody of that age on that day can have been born."""
    return day.year - age - 1
