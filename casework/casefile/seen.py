"""Who has seen this record: the audit log in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.queries import SeenRow, who_has_seen
from registry.access.actor import SYSTEM_USER, Actor
from registry.access.permissions import Permission
from registry.access.roles import ROLES, Role
from registry.accounts.models import UserAccount
from registry.people.scopes import get_patient

PAGE = 50


@dataclass(frozen=True, slots=True)
class Look:
    """One event about the person, in words."""

    at: datetime
    who: str
    role: str
    what: str
    purpose: str
    refused: bool


def looks(session: Session, *, by: Actor, patient_id: UUID, before: int | None) -> tuple[list[Look], int | None]:
    """A page of events, the newest first, and the mark for the next page. NotFound for somebody not visible."""
    by.require(Permission.ACCESS_LOG_VIEW)
    get_patient(session, by=by, patient_id=patient_id)
    rows = who_has_seen(session.connection(), patient_id, limit=PAGE, before=before)
    names = _names(session, {row.actor for row in rows if row.actor is not None})
    numbered = [row.seq for row in rows if row.seq is not None]
    following = min(numbered) if len(rows) == PAGE and numbered else None
    return [_look(row, names) for row in rows], following


def _names(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    query = select(UserAccount.id, UserAccount.display_name).where(UserAccount.id.in_(ids))
    return dict(session.execute(query).all())


def _look(row: SeenRow, names: dict[UUID, str]) -> Look:
    if row.actor == SYSTEM_USER:
        who = _("The system")
    else:
        who = names.get(row.actor, _("Unknown account")) if row.actor else _("Unknown account")
    role = str(ROLES[Role(row.role)].label) if row.role in set(Role) else ""
    return Look(row.at, who, role, _what(row), row.purpose or "", row.outcome != "success")


def _what(row: SeenRow) -> str:
    words = {
        "record.view": _("read the record"),
        "record.list": _("saw the name on a list"),
        "record.create": _("added to the record"),
        "record.update": _("changed the record"),
        "record.reveal": _("had hidden details shown"),
        "record.import": _("brought the record in from a file"),
        "record.refused": _("was refused"),
        "audit.tamper": _("found a detail that does not open"),
    }
    return str(words.get(row.act, row.act))
