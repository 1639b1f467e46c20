"""The ready-made alternative: sqlalchemy-utils for encryption, sqlalchemy-continuum for the history of the row.

It runs in a process of its own, because continuum listens to every ORM session of the process it is loaded in. For
each line of its input it writes one patient, in one transaction, and answers with the seconds that took.
"""

import json
import sys
import time
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Engine, Integer, MetaData, String, Unicode, Uuid, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, configure_mappers, mapped_column
from sqlalchemy_continuum import make_versioned
from sqlalchemy_utils.types.encrypted.encrypted_type import AesGcmEngine, StringEncryptedType

from casework.app.bench.plain import SCHEMA, create_tables
from registry import clock
from registry.ids import new_id
from registry.people.references import new_reference
from registry.people.schemas import OWN_FIELDS

PASSPHRASE = "the benchmark's own passphrase, for rows that nobody reads"


class LibraryBase(DeclarativeBase):
    """Tables of this alternative only."""

    metadata = MetaData(schema=SCHEMA)


def _patient_model() -> type[Any]:
    """The patient with every field encrypted by AES-GCM and a version written beside each row."""
    columns: dict[str, Any] = {
        "__tablename__": "library_patient",
        "__versioned__": {},
        "__annotations__": {"id": Mapped[UUID], "created_at": Mapped[datetime]},
        "id": mapped_column(Uuid, primary_key=True),
        "org_id": mapped_column(Uuid),
        "reference": mapped_column(String(16), unique=True),
        "key_worker_id": mapped_column(Uuid, index=True),
        "row_version": mapped_column(Integer, default=1),
        "created_at": mapped_column(DateTime(timezone=True), default=clock.now),
        "updated_at": mapped_column(DateTime(timezone=True), default=clock.now),
    }
    for name in OWN_FIELDS:
        columns[name] = mapped_column(StringEncryptedType(Unicode, PASSPHRASE, AesGcmEngine), nullable=True)
    return type("LibraryPatient", (LibraryBase,), columns)


def insert_encrypted(engine: Engine, model: type[Any], order: dict[str, Any]) -> None:
    """One patient with index terms, as the order says."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        patient = model(id=new_id(), org_id=UUID(order["org_id"]), reference=new_reference(), **order["values"])
        session.add(patient)
        session.flush()  # as the others: the index terms come after the row
        session.add_all(
            LibraryIndex(org_id=patient.org_id, kind=kind, term=term, subject_id=patient.id)
            for kind, term in order["terms"]
        )


class LibraryIndex(LibraryBase):
    """The index terms as readable text: the library has nothing for them."""

    __tablename__ = "library_index"
    org_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[int] = mapped_column(Integer, primary_key=True)
    term: Mapped[str] = mapped_column(Unicode, primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)


def main() -> None:
    """Read the order (addresses and values) from the first line, then write one patient for each further line."""
    order = json.loads(sys.stdin.readline())
    make_versioned(user_cls=None)
    model = _patient_model()
    configure_mappers()
    create_tables(order["migrate"], LibraryBase.metadata)
    engine = create_engine(order["app"], pool_pre_ping=True)
    for _ in iter(sys.stdin.readline, ""):
        started = time.perf_counter()
        insert_encrypted(engine, model, order)
        sys.stdout.write(f"{time.perf_counter() - started}\n")
        sys.stdout.flush()
    engine.dispose()


if __name__ == "__main__":
    main()
