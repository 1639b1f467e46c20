"""The outbox: a job is written in the transaction that wants it, and sent to the queue after the commit.

PostgreSQL is the truth; the queue may lose everything and nothing is lost. Payloads carry ids, never content.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Index, Integer, String, Uuid, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session

from registry import clock
from registry.db.base import Base, Identified
from registry.db.columns import Sensitivity, column

MOST_ATTEMPTS = 5
T = Sensitivity.TECHNICAL


class Job(Identified, Base):
    """One piece of work to be done once."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_open", "created_at", postgresql_where=text("done_at IS NULL AND failed_at IS NULL")),
        {"info": {"shared": "jobs carry ids only and one dispatcher serves all organisations"}},
    )
    kind: Mapped[str] = column(String(40), says="What is to be done", sensitivity=T)
    org_id: Mapped[UUID] = column(Uuid, says="Organisation for which it is done; zero for all", sensitivity=T)
    payload: Mapped[str] = column(String(2000), says="Ids the job needs, as JSON; never content", sensitivity=T)
    once: Mapped[str | None] = column(
        String(80), says="Two jobs with the same mark are one", sensitivity=T, nullable=True, unique=True
    )
    sent_at: Mapped[datetime | None] = column(
        DateTime(timezone=True), says="Last time it was put on the queue", sensitivity=T, nullable=True
    )
    attempts: Mapped[int] = column(Integer, says="How often a worker has begun it", sensitivity=T, default=0)
    done_at: Mapped[datetime | None] = column(
        DateTime(timezone=True), says="When it was done", sensitivity=T, nullable=True
    )
    failed_at: Mapped[datetime | None] = column(
        DateTime(timezone=True), says="When it was given up", sensitivity=T, nullable=True
    )
    error: Mapped[str | None] = column(
        String(80), says="Kind of the last error, without its text", sensitivity=T, nullable=True
    )

    @property
    def ids(self) -> dict[str, Any]:
        """The payload."""
        found: dict[str, Any] = json.loads(self.payload)
        return found


def publish(
    session: Session, *, kind: str, org_id: UUID, ids: dict[str, str] | None = None, once: str | None = None
) -> None:
    """Ask for a job in the caller's transaction. With `once`, asking again changes nothing."""
    job = Job(kind=kind, org_id=org_id, payload=json.dumps(ids or {}), once=once, attempts=0, created_at=clock.now())
    values = {
        name: getattr(job, name) for name in ("id", "kind", "org_id", "payload", "once", "attempts", "created_at")
    }
    session.execute(insert(Job).values(**values).on_conflict_do_nothing(index_elements=["once"]))


def begin(session: Session, job_id: UUID) -> Job | None:
    """Lock a job for doing it in this transaction; None when it is done, given up, or another worker has it."""
    query = select(Job).where(Job.id == job_id, Job.done_at.is_(None), Job.failed_at.is_(None))
    return session.scalars(query.with_for_update(skip_locked=True)).one_or_none()


def note_failure(session: Session, job_id: UUID, error: Exception) -> None:
    """Count a failed attempt; give up after the last."""
    job = begin(session, job_id)
    if job is not None:
        job.attempts += 1
        job.error = type(error).__name__
        job.sent_at = None if job.attempts < MOST_ATTEMPTS else job.sent_at
        job.failed_at = clock.now() if job.attempts >= MOST_ATTEMPTS else None
