"""Who has seen this record: the audit log in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.events import Act
from audit.queries import SeenRow, who_has_seen
from casework.casefile.revealing import group_title
from casework.casefile.sections import kept_kinds
from registry.access.actor import SYSTEM_USER, Actor
from registry.access.permissions import Permission
from registry.access.roles import ROLES, Role
from registry.accounts.models import UserAccount
from registry.people.reveals import Group
from registry.people.scopes import get_patient

PAGE = 50
_LAST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Look:
    """One event about the person, in words; `part` is the part of the record, where the event names one."""

    at: datetime
    who: str
    role: str
    what: str
    part: str
    refused: bool


def looks(session: Session, *, by: Actor, patient_id: UUID, before: int | None) -> tuple[list[Look], int | None]:
    """A page of events, the newest first, and the mark for the next page. NotFound for somebody not visible."""
    by.require(Permission.ACCESS_LOG_VIEW)
    get_patient(session, by=by, patient_id=patient_id)
    mark = None if before is None else max(0, min(before, _LAST_NUMBER))
    rows = who_has_seen(session.connection(), patient_id, limit=PAGE, before=mark)
    names = _names(session, {row.actor for row in rows if row.actor is not None})
    numbered = [row.seq for row in rows if row.seq is not None]
    following = min(numbered) if len(rows) == PAGE and numbered else None
    return [_look(row, names) for row in rows], following


def _names(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    query = select(UserAccount.id, UserAccount.display_name).where(UserAccount.id.in_(ids))
    return dict(session.execute(query).all())


def _look(row: SeenRow, names: dict[UUID, str]) -> Look:
    who = _("The system") if row.actor == SYSTEM_USER else names.get(row.actor or SYSTEM_USER, _("Unknown account"))
    role = str(ROLES[Role(row.role)].label) if row.role in set(Role) else ""
    return Look(row.at, str(who), role, _what(row), _part(row), row.outcome != "success")


def _what(row: SeenRow) -> str:
    words = {
        Act.RECORD_VIEW: _("read the record"),
        Act.RECORD_LIST: _("saw the name on a list"),
        Act.RECORD_CREATE: _("added to the record"),
        Act.RECORD_UPDATE: _("changed the record"),
        Act.RECORD_VOID: _("took something out of the record"),
        Act.RECORD_REVEAL: _("had hidden details shown"),
        Act.RECORD_IMPORT: _("brought the record in from a file"),
        Act.RECORD_EXPORT: _("took a copy of the record"),
        Act.RECORD_REFUSED: _("was refused"),
        Act.AUDIT_READ: _("looked at who has seen the record"),
        Act.AUDIT_TAMPER: _("found a detail that does not open"),
    }
    return str(words.get(Act(row.act), row.act)) if row.act in set(Act) else row.act


def _part(row: SeenRow) -> str:
    """The kind of record or the hidden group that the event is about."""
    name = (row.obj or "").partition(":")[0]
    if name in set(Group):
        return group_title(Group(name))
    kept = next((kept for kept in kept_kinds().values() if kept.kind.name == name), None)
    return "" if kept is None else str(kept.kind.title)
