"""Reveals: what is masked by default, who may see it, and the event that says they did."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from audit.events import Act
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.trail import record_look
from registry.db.base import Base
from registry.db.columns import Sensitivity
from registry.db.work import Database
from registry.people.scopes import get_patient


class Group(StrEnum):
    """What is revealed together."""

    IDENTIFIERS = "identifiers"
    INFECTIONS = "infections"
    OFFENCES = "offences"


@dataclass(frozen=True, slots=True)
class _Rule:
    permission: Permission
    sensitivity: Sensitivity


_RULES = {
    Group.IDENTIFIERS: _Rule(Permission.IDENTIFIERS_REVEAL, Sensitivity.IDENTITY),
    Group.INFECTIONS: _Rule(Permission.INFECTIONS_REVEAL, Sensitivity.INFECTION),
    Group.OFFENCES: _Rule(Permission.OFFENCES_REVEAL, Sensitivity.OFFENCE),
}
_IDENTIFIERS = ("patient_identifier.value",)


def may_reveal(by: Actor, group: Group) -> bool:
    """Does the actor's role allow to see this group unmasked?"""
    return by.may(_RULES[group].permission)


def fields_of(group: Group) -> tuple[str, ...]:
    """The columns a reveal opens, by the sensitivity they declare."""
    if group is Group.IDENTIFIERS:
        return _IDENTIFIERS
    wanted = _RULES[group].sensitivity.value
    columns = (column for table in Base.metadata.tables.values() for column in table.columns)
    return tuple(sorted(f"{c.table.name}.{c.name}" for c in columns if c.info.get("sensitivity") == wanted))


def reveal(database: Database, *, by: Actor, patient_id: UUID, what: Group) -> None:
    """Write the reveal down before anything is shown. Forbidden, or NotFound for a patient who is not visible."""
    by.require(_RULES[what].permission)
    with database.read(by) as session:
        get_patient(session, by=by, patient_id=patient_id)
    record_look(database, by=by, act=Act.RECORD_REVEAL, obj=what.value, subject=patient_id, fields=fields_of(what))
