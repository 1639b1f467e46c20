"""Rows of web sessions: begun at the password, moved on to a new token at each step, ended."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry import clock
from registry.accounts.models import WebSession
from registry.errors import NotFound
from registry.ids import new_id
from registry.security.tokens import new_token, token_digest

MOST_PARALLEL = 3


def begin_session(session: Session, *, user_id: UUID, browser: str) -> tuple[WebSession, str]:
    """A new session with one factor shown, and the token for its cookie. Beyond three the oldest ends."""
    now, token = clock.now(), new_token()
    row = WebSession(
        token_hash=token_digest(token),
        id=new_id(),
        user_id=user_id,
        membership_id=None,
        factors=1,
        data="{}",
        browser=browser,
        created_at=now,
        seen_at=now,
        ended_at=None,
    )
    oldest_first = list(open_rows(session, user_id))
    for surplus in oldest_first[: max(0, len(oldest_first) + 1 - MOST_PARALLEL)]:
        surplus.ended_at = now
    session.add(row)
    session.flush()  # a service that follows in the same transaction looks it up by its digest
    return row, token


def open_rows(session: Session, user_id: UUID) -> Sequence[WebSession]:
    """The sessions of an account that were not ended, the oldest first."""
    query = select(WebSession).where(WebSession.user_id == user_id, WebSession.ended_at.is_(None))
    return session.scalars(query.order_by(WebSession.created_at, WebSession.id)).all()


def session_for_change(session: Session, token: str) -> WebSession:
    """The open session of a token, locked until the transaction ends. NotFound when there is none."""
    query = select(WebSession).where(WebSession.token_hash == token_digest(token), WebSession.ended_at.is_(None))
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row


def rotate(session: Session, row: WebSession) -> str:
    """Give the session a new token, and return it: what the old cookie was worth is gone."""
    token = new_token()
    row.token_hash, row.seen_at = token_digest(token), clock.now()
    session.flush()  # the primary key changes; later statements of the transaction use the new one
    return token


def end_sessions(session: Session, user_id: UUID, *, but: UUID | None = None) -> None:
    """End all sessions of an account, or all but one."""
    ending = update(WebSession).where(WebSession.user_id == user_id, WebSession.ended_at.is_(None))
    if but is not None:
        ending = ending.where(WebSession.id != but)
    session.execute(ending.values(ended_at=clock.now()))


def end_row(row: WebSession, at: datetime | None = None) -> None:
    """End one session."""
    row.ended_at = at or clock.now()
