"""The declaration of health conditions as a kind of record."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.history.condition.models import HealthCondition
from registry.history.condition.schemas import HealthConditionSchema
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register

health_conditions = Register(
    HealthCondition, Permission.HISTORY_WRITE, lambda row: (row.noted_on, row.since or "", row.id)
)


def _today(session: Session, by: Actor, patient_id: UUID) -> dict[str, Any]:
    return {"noted_on": clock.today().isoformat(), "source": "PATIENT"}


HEALTH_CONDITION = RecordKind(
    name="health_condition",
    plural="health-conditions",
    title=_l("Physical and mental health"),
    new_title=_l("Add a health condition"),
    schema=HealthConditionSchema,
    write=Permission.HISTORY_WRITE,
    create=health_conditions.record,
    change=health_conditions.amend,
    fetch=health_conditions.find,
    listing=health_conditions.listed,
    prefill=_today,
    check_page=False,
    steps=(
        Step(
            "condition",
            _l("The condition"),
            ("kind", "title", "since", "is_current", "noted_on", "note", "source"),
        ),
    ),
)
