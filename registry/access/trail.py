"""The trail: every write, read and refusal leaves an event in the audit log.

Writes record in their own transaction; reads and refusals in a small one of their own, before anything is shown.
Events carry ids and names of fields, never values.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from audit.events import Act, Event, Outcome
from audit.writer import record
from registry import clock
from registry.access.actor import Actor
from registry.db.columns import sealed_columns
from registry.db.work import Database
from registry.security.envelope import digest


def record_event(
    session: Session,
    *,
    by: Actor,
    act: Act,
    obj: str = "",
    subject: UUID | None = None,
    fields: Sequence[str] = (),
    after: str | None = None,
    listed: Sequence[UUID] = (),
    outcome: Outcome = Outcome.SUCCESS,
    purpose: str = "TREATMENT",
    extra: dict[str, Any] | None = None,
) -> None:
    """Write one event in the session's transaction."""
    event = Event(
        at=clock.now(),
        actor=by.user_id,
        role=by.role.value,
        org=by.org_id,
        act=act,
        obj=obj or None,
        subject=subject,
        listed=tuple(listed),
        purpose=purpose,
        outcome=outcome,
        fields=tuple(fields),
        after=after,
        req=by.request,
        sess=by.session,
        ip=by.address,
        extra=extra or {},
    )
    record(session.connection(), event)


def changed_fields(instance: Any) -> list[str]:
    """Names of the attributes that differ from what the database holds; never their values."""
    state = inspect(instance)
    sealed = {item.attribute: name for name, item in sealed_columns(type(instance)).items()}
    if state.persistent:
        changed = [attribute.key for attribute in state.attrs if attribute.history.has_changes()]
    else:
        changed = list(state.committed_state)  # of a new row, whatever was set
    return sorted({sealed.get(key, key) for key in changed} - {"updated_at", "row_version"})


def row_digest(instance: Any) -> str:
    """SHA-256 over all envelopes of the row: shows a rolled-back cell that still opens."""
    return digest([getattr(instance, item.attribute) for item in sealed_columns(type(instance)).values()])


def record_change(session: Session, *, by: Actor, act: Act, instance: Any, purpose: str = "TREATMENT") -> None:
    """Flush a new or changed row and write its event: what kind, whose, which fields, and the digest after it."""
    fields = changed_fields(instance)
    session.flush()  # the envelopes must be final before their digest is taken
    record_event(
        session,
        by=by,
        act=act,
        obj=f"{instance.__tablename__}:{instance.id}",
        subject=getattr(instance, "subject_id", None),
        fields=fields,
        after=row_digest(instance),
        purpose=purpose,
    )


def record_look(
    database: Database,
    *,
    by: Actor,
    act: Act,
    obj: str = "",
    subject: UUID | None = None,
    listed: Sequence[UUID] = (),
    fields: Sequence[str] = (),
) -> None:
    """Write a read event in a transaction of its own, before the answer leaves: no log, no look."""
    with database.note(by) as session:
        record_event(session, by=by, act=act, obj=obj, subject=subject, listed=listed, fields=fields)


def record_refusal(database: Database, *, by: Actor, obj: str, reason: str) -> None:
    """Write a refusal in a transaction of its own, because the request's is rolled back."""
    with database.note(by) as session:
        record_event(session, by=by, act=Act.RECORD_REFUSED, obj=obj, outcome=Outcome.REFUSED, extra={"reason": reason})
