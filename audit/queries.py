"""Questions asked of the log: who has seen this person, and who saw these people in this time.

Both answer within the organisation that row-level security lets the connection see. They read the numbered
events by index; the first also looks at what is still waiting, so that a look just taken is already shown.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, text

from audit.canonical import NotCanonical, parse_canonical
from audit.tables import event, listed

Numbered = tuple[int | None, bytes]

_WAITING = text("SELECT body FROM audit.pending_about(:subject)")


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One event that concerns a person. `seq` is None while it waits for its number."""

    seq: int | None
    at: datetime
    act: str
    outcome: str
    actor: UUID | None
    role: str | None
    org: UUID | None
    obj: str | None
    purpose: str | None
    basis: str | None
    fields: tuple[str, ...]
    on_list: bool
    """Whether the person was one of several on a list or search page."""
    subjects: frozenset[UUID]


def who_has_seen(connection: Connection, subject: UUID, limit: int = 50, before: int | None = None) -> list[SeenRow]:
    """The events about `subject`, newest first. `before` is the seq of the last row of the page before."""
    waiting = _waiting(connection, subject, limit) if before is None else []
    numbered = _numbered(connection, subject, limit, before)
    # An event may get its number between the two statements; it is then in both.
    already = {body for _, body in numbered}
    rows = [(None, body) for body in waiting if body not in already]
    return list(_seen([*rows, *numbered]))[:limit]


def breach_window(connection: Connection, subjects: Collection[UUID], start: datetime, end: datetime) -> list[SeenRow]:
    """The numbered events about any of `subjects` from `start` until before `end`, oldest first."""
    direct = select(event.c.seq).where(event.c.subject.in_(subjects))
    on_lists = select(listed.c.seq).where(listed.c.subject.in_(subjects))
    rows = connection.execute(
        select(event.c.seq, event.c.body)
        .where(event.c.seq.in_(direct.union(on_lists)), event.c.at >= start, event.c.at < end)
        .order_by(event.c.seq)
    )
    return list(_seen((row.seq, row.body) for row in rows))


def _numbered(connection: Connection, subject: UUID, limit: int, before: int | None) -> list[Numbered]:
    direct = select(event.c.seq).where(event.c.subject == subject)
    on_lists = select(listed.c.seq).where(listed.c.subject == subject)
    if before is not None:
        direct, on_lists = direct.where(event.c.seq < before), on_lists.where(listed.c.seq < before)
    direct = direct.order_by(event.c.seq.desc()).limit(limit)
    on_lists = on_lists.order_by(listed.c.seq.desc()).limit(limit)
    newest = select(direct.subquery()).union(select(on_lists.subquery()))
    rows = connection.execute(
        select(event.c.seq, event.c.body).where(event.c.seq.in_(newest)).order_by(event.c.seq.desc()).limit(limit)
    )
    return [(row.seq, row.body) for row in rows]


def _waiting(connection: Connection, subject: UUID, limit: int) -> list[bytes]:
    bodies = connection.scalars(_WAITING, {"subject": subject})
    # The database only looked for the id somewhere in the body; what it means there is decided here.
    about = (body for body in bodies if any(subject in row.subjects for row in _seen([(None, body)])))
    return list(islice(about, limit))


def _seen(rows: Iterable[Numbered]) -> Iterator[SeenRow]:
    for seq, body in rows:
        try:
            yield _row(seq, parse_canonical(body))
        except (NotCanonical, KeyError, ValueError):
            # Not written by the application: the verifier's business, not a page's.
            continue


def _row(seq: int | None, body: dict[str, Any]) -> SeenRow:
    subject, on_page = body.get("subject"), body.get("listed", [])
    return SeenRow(
        seq=seq,
        at=datetime.fromisoformat(body["at"]),
        act=body["act"],
        outcome=body["outcome"],
        actor=_uuid(body.get("actor")),
        role=body.get("role"),
        org=_uuid(body.get("org")),
        obj=body.get("obj"),
        purpose=body.get("purpose"),
        basis=body.get("basis"),
        fields=tuple(body.get("fields", ())),
        on_list=bool(on_page),
        subjects=frozenset(UUID(person) for person in [subject, *on_page] if person),
    )


def _uuid(written: str | None) -> UUID | None:
    return None if written is None else UUID(written)
