"""What clinicians do with the calendar of use."""

from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.errors import Invalid
from registry.history.substance_use.models import UseDay
from registry.history.substance_use.schemas import UseDaysCommand
from registry.people.scopes import get_patient, visible_facts
from registry.records.facts import add_fact, change_fact


def record_use_days(session: Session, *, by: Actor, patient_id: UUID, command: UseDaysCommand) -> UseDay:
    """Record each day that is not known yet for the substance; returns the first day's fact.

    The patient is locked meanwhile, because sealed substances cannot be kept apart by a constraint.
    """
    by.require(Permission.HISTORY_WRITE)
    get_patient(session, by=by, patient_id=patient_id, lock=True)
    known = _known_days(session, by, patient_id, command)
    for day in command.dates:
        if day not in known:
            values = {
                "used_on": day,
                "substance": command.substance,
                "amount": command.amount,
                "source": command.source,
            }
            known[day] = add_fact(session, by=by, model=UseDay, patient_id=patient_id, values=values)
    return known[command.dates[0]]


def amend_use_day(
    session: Session, *, by: Actor, patient_id: UUID, record_id: UUID, command: UseDaysCommand, row_version: int
) -> UseDay:
    """Change one day, read at `row_version`: another day, substance or amount."""
    by.require(Permission.HISTORY_WRITE)
    if len(command.dates) != 1:
        raise Invalid({"days": ["one_day"]})
    get_patient(session, by=by, patient_id=patient_id, lock=True)
    known = _known_days(session, by, patient_id, command)
    if any(row.id != record_id for row in known.values()):
        raise Invalid({"days": ["day_known"]})
    values = {
        "used_on": command.dates[0],
        "substance": command.substance,
        "amount": command.amount,
        "source": command.source,
    }
    return change_fact(
        session,
        by=by,
        model=UseDay,
        patient_id=patient_id,
        record_id=record_id,
        values=values,
        row_version=row_version,
    )


def _known_days(session: Session, by: Actor, patient_id: UUID, command: UseDaysCommand) -> dict[object, UseDay]:
    rows = session.scalars(visible_facts(by, UseDay, patient_id).where(UseDay.used_on.in_(command.dates)))
    return {row.used_on: row for row in rows if row.substance == command.substance}
