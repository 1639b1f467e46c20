"""The key tables, and the ring of keys that a session opens and seals with.

Keys are handed out here and nowhere else. Erasing a patient is deleting the rows of `keys.dek`.
"""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    Uuid,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, Session

from registry import clock
from registry.db.base import Base
from registry.db.columns import Sensitivity, column
from registry.errors import CannotOpen
from registry.ids import new_id
from registry.security.envelope import SubjectKey, generation_of
from registry.security.keys import (
    INSTALLATION,
    KekProvider,
    commitment,
    dek_aad,
    org_aad,
    unwrap_key,
    wrap_key,
)

CACHED_KEYS = 1000
CACHE_SECONDS = 300.0
ORG_PURPOSES = ("kek", "index", "draft")
"""The keys that each organisation has from its first day."""


_OWN_OR_INSTALLATION = f"org_id = {{org}} OR org_id = '{INSTALLATION}'"


class OrgKey(Base):
    """A key of an organisation, wrapped by the root key: `kek` wraps patient keys, `index` makes blind tokens."""

    __tablename__ = "org_key"
    __table_args__ = (
        UniqueConstraint("org_id", "purpose", "version"),
        {"schema": "keys", "info": {"row_policy": _OWN_OR_INSTALLATION}},
    )
    id: Mapped[UUID] = column(Uuid, says="Row id", sensitivity=Sensitivity.TECHNICAL, primary_key=True)
    org_id: Mapped[UUID] = column(
        Uuid, says="Organisation; zero is the installation", sensitivity=Sensitivity.TECHNICAL, index=True
    )
    purpose: Mapped[str] = column(String(12), says="kek, index, mac or draft", sensitivity=Sensitivity.TECHNICAL)
    version: Mapped[int] = column(Integer, says="Key version, from 1", sensitivity=Sensitivity.TECHNICAL)
    wrapped: Mapped[bytes] = column(LargeBinary, says="The key under the root key", sensitivity=Sensitivity.SECRET)
    commit: Mapped[bytes] = column(LargeBinary, says="Commitment to the key", sensitivity=Sensitivity.TECHNICAL)
    created_at: Mapped[datetime] = column(
        DateTime(timezone=True),
        says="When the key was made",
        sensitivity=Sensitivity.TECHNICAL,
        default=clock.now,
    )


class Dek(Base):
    """The data key of one patient, one generation, wrapped for one organisation that lawfully holds the record."""

    __tablename__ = "dek"
    __table_args__ = {"schema": "keys"}
    subject_id: Mapped[UUID] = column(Uuid, says="Patient", sensitivity=Sensitivity.PSEUDONYMOUS, primary_key=True)
    generation: Mapped[int] = column(
        Integer, says="Key generation, from 1", sensitivity=Sensitivity.TECHNICAL, primary_key=True
    )
    org_id: Mapped[UUID] = column(
        Uuid,
        ForeignKey("organisation.id"),
        says="Organisation for which the key is wrapped",
        sensitivity=Sensitivity.TECHNICAL,
        primary_key=True,
    )
    id: Mapped[UUID] = column(Uuid, says="Row id", sensitivity=Sensitivity.TECHNICAL, unique=True)
    kek_version: Mapped[int] = column(
        SmallInteger,
        says="Version of the organisation's key that wraps it",
        sensitivity=Sensitivity.TECHNICAL,
    )
    wrapped: Mapped[bytes] = column(
        LargeBinary, says="The data key under the organisation's key", sensitivity=Sensitivity.SECRET
    )
    commit: Mapped[bytes] = column(LargeBinary, says="Commitment to the data key", sensitivity=Sensitivity.TECHNICAL)
    created_at: Mapped[datetime] = column(
        DateTime(timezone=True),
        says="When the key was made",
        sensitivity=Sensitivity.TECHNICAL,
        default=clock.now,
    )


_ADD_DEK = insert(Dek.__table__)  # type: ignore[arg-type]


class KeyService:
    """Per process: the root key provider and small, short-lived caches of what it unwrapped."""

    def __init__(self, provider: KekProvider) -> None:
        self._provider = provider
        self._lock = threading.Lock()
        self._org: dict[tuple[UUID, str], tuple[float, int, bytes]] = {}
        self._subjects: OrderedDict[tuple[UUID, UUID], tuple[float, dict[int, SubjectKey]]] = OrderedDict()

    def org_key(self, session: Session, org_id: UUID, purpose: str) -> tuple[int, bytes]:
        """Newest version of an organisation's key; made on first use."""
        found = self._org.get((org_id, purpose))
        if found and found[0] > time.monotonic():
            return found[1], found[2]
        query = select(OrgKey.version, OrgKey.wrapped).where(OrgKey.org_id == org_id, OrgKey.purpose == purpose)
        row = session.execute(query.order_by(OrgKey.version.desc()).limit(1)).first()
        version, key = (
            (1, self._make_org_key(session, org_id, purpose))
            if row is None
            else (
                row[0],
                self._provider.unwrap(row[1], org_aad(org_id, purpose, row[0])),
            )
        )
        if row is not None:
            self._org[(org_id, purpose)] = (time.monotonic() + CACHE_SECONDS, version, key)
        return version, key

    def _make_org_key(self, session: Session, org_id: UUID, purpose: str) -> bytes:
        key = os.urandom(32)
        wrapped = self._provider.wrap(key, org_aad(org_id, purpose, 1))
        values = {"id": new_id(), "org_id": org_id, "purpose": purpose, "version": 1}
        session.execute(
            insert(OrgKey).values(**values, wrapped=wrapped, commit=commitment(key), created_at=clock.now())
        )
        return key

    def cached(self, org_id: UUID, subject_id: UUID) -> dict[int, SubjectKey] | None:
        """The subject's keys if they are in the cache and young enough."""
        with self._lock:
            found = self._subjects.get((org_id, subject_id))
            if found is None or found[0] < time.monotonic():
                self._subjects.pop((org_id, subject_id), None)
                return None
            self._subjects.move_to_end((org_id, subject_id))
            return found[1]

    def remember(self, org_id: UUID, subject_id: UUID, keys: dict[int, SubjectKey]) -> None:
        """Cache a subject's keys, dropping the least used beyond the limit."""
        with self._lock:
            self._subjects[(org_id, subject_id)] = (time.monotonic() + CACHE_SECONDS, keys)
            while len(self._subjects) > CACHED_KEYS:
                self._subjects.popitem(last=False)

    def forget(self) -> None:
        """Empty all caches."""
        with self._lock:
            self._subjects.clear()
            self._org.clear()


class KeyRing:
    """The keys that one session may use: those of one organisation."""

    def __init__(self, service: KeyService, session: Session, org_id: UUID) -> None:
        self._service, self._session, self._org_id = service, session, org_id
        self._held: dict[UUID, dict[int, SubjectKey]] = {}

    def key(self, subject_id: UUID) -> SubjectKey:
        """The newest key of a subject, to seal with."""
        keys = self._keys(subject_id)
        return keys[max(keys)]

    def key_for(self, subject_id: UUID, envelope: bytes) -> SubjectKey:
        """The key that an envelope was sealed under."""
        try:
            return self._keys(subject_id)[generation_of(envelope)]
        except (KeyError, ValueError) as error:
            raise CannotOpen("keys.dek", "generation", subject_id) from error

    def _keys(self, subject_id: UUID) -> dict[int, SubjectKey]:
        keys = self._held.get(subject_id)
        if keys is None:
            keys = self._service.cached(self._org_id, subject_id)
            if keys is None:
                self.prefetch([subject_id])
                keys = self._held.get(subject_id)
            if not keys:
                raise CannotOpen("keys.dek", "wrapped", subject_id)
            self._held[subject_id] = keys
        return keys

    def prefetch(self, subject_ids: Iterable[UUID]) -> None:
        """Load the keys of many subjects in one query, for lists."""
        wanted = {s for s in subject_ids if s not in self._held}
        for subject_id in list(wanted):
            cached = self._service.cached(self._org_id, subject_id)
            if cached is not None:
                self._held[subject_id] = cached
                wanted.discard(subject_id)
        if not wanted:
            return
        query = select(Dek.subject_id, Dek.generation, Dek.kek_version, Dek.wrapped)
        rows = self._session.execute(query.where(Dek.org_id == self._org_id, Dek.subject_id.in_(wanted))).all()
        _, kek = self._service.org_key(self._session, self._org_id, "kek")
        for subject_id, generation, kek_version, wrapped in rows:
            aad = dek_aad(subject_id, self._org_id, generation, kek_version)
            dek = unwrap_key(kek, wrapped, aad)
            key = SubjectKey(subject_id, self._org_id, generation, dek)
            self._held.setdefault(subject_id, {})[generation] = key
        for subject_id in wanted & self._held.keys():
            self._service.remember(self._org_id, subject_id, self._held[subject_id])

    def create(self, subject_id: UUID) -> SubjectKey:
        """Make the first key of a new subject."""
        key, row = self.new_key_row(subject_id)
        # The bare table: an ORM insert takes three times as long to say the same.
        self._session.connection().execute(_ADD_DEK, row)
        return key

    def new_key_row(self, subject_id: UUID) -> tuple[SubjectKey, dict[str, object]]:
        """A new subject's key and its row."""
        key, row = self.key_maker()(subject_id)
        self._held[subject_id] = {1: key}
        return key, row

    def key_maker(self) -> Callable[[UUID], tuple[SubjectKey, dict[str, object]]]:
        """For a bulk import: makes keys and their rows without asking the database again, and remembers none."""
        version, kek = self._service.org_key(self._session, self._org_id, "kek")
        org_id = self._org_id

        def make(subject_id: UUID) -> tuple[SubjectKey, dict[str, object]]:
            dek = os.urandom(32)
            row = {
                "subject_id": subject_id,
                "generation": 1,
                "org_id": org_id,
                "id": new_id(),
                "kek_version": version,
                "wrapped": wrap_key(kek, dek, dek_aad(subject_id, org_id, 1, version)),
                "commit": commitment(dek),
                "created_at": clock.now(),
            }
            return SubjectKey(subject_id, org_id, 1, dek), row

        return make

    def found_organisation(self, org_id: UUID) -> None:
        """Make the keys of a new organisation at once, so that no two requests make them at the same time."""
        for purpose in ORG_PURPOSES:
            self._service.org_key(self._session, org_id, purpose)

    def index_key(self) -> bytes:
        """The key of this organisation's blind index."""
        return self._service.org_key(self._session, self._org_id, "index")[1]

    def personal_key(self, owner_id: UUID) -> SubjectKey:
        """The key of a staff member's own drafts in this organisation."""
        _, kek = self._service.org_key(self._session, self._org_id, "draft")
        base = SubjectKey(owner_id, self._org_id, 1, kek).derive(b"drafts\x00" + owner_id.bytes)
        return SubjectKey(owner_id, self._org_id, 1, base)

    def installation_key(self, owner_id: UUID) -> SubjectKey:
        """The key of what belongs to an account and to no organisation: its second-factor secret."""
        _, kek = self._service.org_key(self._session, INSTALLATION, "kek")
        base = SubjectKey(owner_id, INSTALLATION, 1, kek).derive(b"account\x00" + owner_id.bytes)
        return SubjectKey(owner_id, INSTALLATION, 1, base)
