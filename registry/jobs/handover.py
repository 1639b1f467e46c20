"""The hand-over's side of the outbox: two statements, so that the process that hands jobs over stays small."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, text

from registry.ids import new_id

RESEND_AFTER = timedelta(minutes=3)

_TAKE_DUE = text(
    "UPDATE job SET sent_at = :now WHERE id IN (SELECT id FROM job WHERE done_at IS NULL AND failed_at IS NULL "
    "AND (sent_at IS NULL OR sent_at < :late) ORDER BY created_at LIMIT :limit FOR UPDATE SKIP LOCKED) RETURNING id"
)
_ASK = text(
    "INSERT INTO job (id, kind, org_id, payload, once, attempts, created_at) "
    "VALUES (:id, :kind, :org_id, :payload, :once, 0, :now) ON CONFLICT (once) DO NOTHING"
)


def take_due(connection: Connection, now: datetime, limit: int = 100) -> list[UUID]:
    """Ids of jobs to put on the queue now: never sent, or sent long ago and not done. Marks them as sent."""
    values = {"now": now, "late": now - RESEND_AFTER, "limit": limit}
    return list(connection.execute(_TAKE_DUE, values).scalars())


def ask(connection: Connection, now: datetime, *, kind: str, org_id: UUID, once: str) -> None:
    """Ask for a job under a unique mark; asking again changes nothing."""
    values = {"id": new_id(), "kind": kind, "org_id": org_id, "payload": json.dumps({}), "once": once, "now": now}
    connection.execute(_ASK, values)
