"""The own sessions: seen and ended by whoever they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.events import Act
from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.accounts.events import record_account_event
from registry.accounts.models import WebSession
from registry.accounts.web_sessions import end_row, end_sessions
from registry.errors import NotFound


@dataclass(frozen=True, slots=True)
class ListedSession:
    """One of one's own sessions, as the list shows it."""

    id: UUID
    browser: str
    started_at: datetime
    seen_at: datetime
    is_this_one: bool


def list_sessions(session: Session, *, by: Actor, idle: timedelta, absolute: timedelta) -> Sequence[ListedSession]:
    """The own sessions that still work, the last used first."""
    by.require(Permission.ACCOUNT_OWN)
    now = clock.now()
    query = select(WebSession).where(
        WebSession.user_id == by.user_id,
        WebSession.ended_at.is_(None),
        WebSession.seen_at > now - idle,
        WebSession.created_at > now - absolute,
    )
    return [
        ListedSession(row.id, row.browser, row.created_at, row.seen_at, str(row.id) == by.session)
        for row in session.scalars(query.order_by(WebSession.seen_at.desc()))
    ]


def end_session(session: Session, *, by: Actor, session_id: object) -> None:
    """End one of the own sessions. NotFound for another's."""
    by.require(Permission.ACCOUNT_OWN)
    query = select(WebSession).where(
        WebSession.id == session_id, WebSession.user_id == by.user_id, WebSession.ended_at.is_(None)
    )
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    end_row(row)
    record_account_event(session, by=by, act=Act.SESSION_SIGN_OUT, account_id=by.user_id, ended=str(row.id))


def end_other_sessions(session: Session, *, by: Actor) -> None:
    """End all own sessions but this one."""
    by.require(Permission.ACCOUNT_OWN)
    end_sessions(session, by.user_id, but=None if by.session is None else UUID(by.session))
    record_account_event(session, by=by, act=Act.SESSION_SIGN_OUT, account_id=by.user_id, ended="others")
