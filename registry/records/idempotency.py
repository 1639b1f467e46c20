"""Idempotency keys of the API: a write sent twice with the same key happens once."""

import hmac
import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, SmallInteger, String, UniqueConstraint, Uuid, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session

from registry import clock
from registry.access.actor import Actor
from registry.db.base import Base, OrgOwned
from registry.db.columns import TEXT, Sensitivity, column, sealed
from registry.errors import Invalid
from registry.ids import new_id

KEPT = timedelta(hours=24)
"""How long a key is remembered (the practice of Stripe's API)."""


class KeyReused(Invalid):
    """The key was used for another request."""

    code = "idempotency_mismatch"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a write: status, body, headers; and what it shows, for the audit of a repetition."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]
    obj: str
    subject: str


class IdempotencyKey(OrgOwned, Base):
    """A key with the digest of its request and, once answered, the sealed answer."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("org_id", "owner_id", "key"),)
    owner_id: Mapped[UUID] = column(Uuid, says="Account that sent the request", sensitivity=Sensitivity.INTERNAL)
    key: Mapped[str] = column(String(80), says="The client's key", sensitivity=Sensitivity.TECHNICAL)
    request_hash: Mapped[bytes] = column(
        LargeBinary, says="Keyed digest of method, path and body", sensitivity=Sensitivity.SECRET
    )
    status: Mapped[int | None] = column(
        SmallInteger, says="Status of the first answer", sensitivity=Sensitivity.TECHNICAL, nullable=True
    )
    answer = sealed(TEXT, says="Body and headers of the first answer", sensitivity=Sensitivity.FREE_TEXT)

    @property
    def first_answer(self) -> Answer | None:
        """The answer to repeat; None when this request is the first."""
        return None if self.status is None else Answer(**json.loads(self.answer))

    def settle(self, answer: Answer) -> None:
        """Keep the answer, in the transaction of what it tells of: both are there or neither is."""
        self.status = answer.status
        self.answer = json.dumps(asdict(answer), ensure_ascii=False)


def claim_key(session: Session, *, by: Actor, key: str, request_hash: bytes) -> IdempotencyKey:
    """Take a key for this transaction, or find it taken and answered.

    Another request with the same key waits here until this transaction ends: the unique constraint is the lock. When
    this one fails, its key goes with it, and the one that waits is the first. KeyReused for another request's key.
    """
    mine = (IdempotencyKey.org_id == by.org_id, IdempotencyKey.owner_id == by.user_id)
    session.execute(delete(IdempotencyKey).where(*mine, IdempotencyKey.created_at < clock.now() - KEPT))
    values = {"org_id": by.org_id, "owner_id": by.user_id, "key": key}
    statement = insert(IdempotencyKey).values(**values, id=new_id(), request_hash=request_hash, created_at=clock.now())
    session.execute(statement.on_conflict_do_nothing(index_elements=list(values)))
    row = session.scalars(select(IdempotencyKey).where(*mine, IdempotencyKey.key == key)).one()
    if not hmac.compare_digest(row.request_hash, request_hash):
        raise KeyReused({"Idempotency-Key": ["idempotency_mismatch"]})
    return row


def purge_keys(session: Session) -> int:
    """Delete the old keys that the session may see, with their answers. Returns how many."""
    result = session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - KEPT))
    return int(result.rowcount)  # type: ignore[attr-defined]
