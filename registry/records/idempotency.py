"""Idempotency keys of the API: a write sent twice with the same key happens once."""

from uuid import UUID

from sqlalchemy import LargeBinary, SmallInteger, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from registry.db.base import Base, OrgOwned
from registry.db.columns import TEXT, Sensitivity, column, sealed


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
