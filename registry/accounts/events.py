"""Audit events about accounts and sessions: who did what to which account; ids only, never a user name."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from audit.events import Act, Outcome
from registry.access.actor import Actor
from registry.access.trail import record_event

PURPOSE = "ADMINISTRATION"


def record_account_event(
    session: Session,
    *,
    by: Actor,
    act: Act,
    account_id: UUID | None,
    outcome: Outcome = Outcome.SUCCESS,
    **more: Any,
) -> None:
    """Write one event in the session's transaction; `more` holds ids and codes, no names."""
    obj = f"user_account/{account_id or 'unknown'}"
    record_event(session, by=by, act=act, obj=obj, outcome=outcome, purpose=PURPOSE, extra=more)
