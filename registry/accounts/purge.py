"""What a job clears away: sessions that nobody can come back to, and failures that no longer count."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_
from sqlalchemy.orm import Session

from registry import clock
from registry.access.actor import Actor
from registry.access.roles import Role
from registry.accounts.lockout import WINDOW
from registry.accounts.models import SignInFailure, WebSession
from registry.accounts.signed_in import RECOGNISABLE
from registry.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows went."""

    sessions: int
    failures: int


def purge_sessions(session: Session, *, by: Actor, idle: timedelta, absolute: timedelta) -> Purged:
    """Delete sessions ended or expired more than 24 hours ago, and failures out of the window of the lock."""
    if by.role is not Role.SYSTEM:
        raise Forbidden("session:purge")
    now = clock.now()
    over = or_(
        WebSession.ended_at < now - RECOGNISABLE,
        WebSession.seen_at < now - idle - RECOGNISABLE,
        WebSession.created_at < now - absolute - RECOGNISABLE,
    )
    sessions = session.execute(delete(WebSession).where(over))
    failures = session.execute(delete(SignInFailure).where(SignInFailure.at < now - WINDOW))
    return Purged(_count(sessions), _count(failures))


def _count(result: Any) -> int:
    return int(cast("CursorResult[Any]", result).rowcount)
