"""The plain alternative: the same row and the same index terms, all of it readable, written through the ORM.

What somebody would write who neither seals nor audits. Same columns, same constraints, same indexes; no row-level
security. It lives in a schema of its own, in the database of the figure.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Engine,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    create_engine,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from registry import clock
from registry.ids import new_id
from registry.people.blocking import Term
from registry.people.references import new_reference
from registry.people.schemas import OWN_FIELDS, PatientCommand

SCHEMA = "bench"


class PlainBase(DeclarativeBase):
    """Tables of the benchmark only."""

    metadata = MetaData(schema=SCHEMA)


class PlainPatient(PlainBase):
    """A patient in readable columns."""

    __tablename__ = "plain_patient"
    __table_args__ = (
        UniqueConstraint("org_id", "id"),
        UniqueConstraint("org_id", "reference"),
        Index("ix_plain_patient_recent", "org_id", "created_at"),
    )
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    org_id: Mapped[UUID] = mapped_column(Uuid)
    reference: Mapped[str] = mapped_column(String(16))
    key_worker_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    row_version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=clock.now)
    given_names: Mapped[str | None] = mapped_column(Text)
    family_name_1: Mapped[str | None] = mapped_column(Text)
    family_name_2: Mapped[str | None] = mapped_column(Text)
    chosen_name: Mapped[str | None] = mapped_column(Text)
    date_of_birth: Mapped[date | None]
    birth_year: Mapped[int | None] = mapped_column(Integer)
    sex: Mapped[str | None] = mapped_column(Text)
    gender: Mapped[str | None] = mapped_column(Text)
    pronouns: Mapped[str | None] = mapped_column(Text)
    preferred_language: Mapped[str | None] = mapped_column(Text)
    ethnicity: Mapped[str | None] = mapped_column(Text)
    nationality: Mapped[str | None] = mapped_column(Text)
    marital_status: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    municipality: Mapped[str | None] = mapped_column(Text)
    contact_note: Mapped[str | None] = mapped_column(Text)
    __mapper_args__ = {"version_id_col": row_version}


class PlainIndex(PlainBase):
    """The index terms as readable text, on the same primary key as the blind index."""

    __tablename__ = "plain_index"
    __table_args__ = (
        ForeignKeyConstraint(
            ["org_id", "subject_id"], [f"{SCHEMA}.plain_patient.org_id", f"{SCHEMA}.plain_patient.id"]
        ),
        Index("ix_plain_index_subject", "org_id", "subject_id"),
    )
    org_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    term: Mapped[str] = mapped_column(Text, primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)


def create_tables(migrating_url: str, metadata: MetaData = PlainBase.metadata) -> None:
    """Make the schema and tables, and let the application's role use them."""
    engine = create_engine(migrating_url)
    with engine.begin() as connection:
        connection.execute(text("SET ROLE puente_owner"))
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        metadata.create_all(connection)
        connection.execute(text(f"GRANT USAGE ON SCHEMA {SCHEMA} TO puente_app"))
        connection.execute(text(f"GRANT ALL ON ALL TABLES IN SCHEMA {SCHEMA} TO puente_app"))
        connection.execute(text(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA {SCHEMA}, public TO puente_app"))
    engine.dispose()


def insert_plain(engine: Engine, org_id: UUID, command: PatientCommand, terms: Iterable[Term]) -> None:
    """One patient with index terms, in one transaction."""
    values = {name: value for name, value in asdict(command).items() if name in OWN_FIELDS}
    with Session(engine, expire_on_commit=False) as session, session.begin():
        patient = PlainPatient(id=new_id(), org_id=org_id, reference=new_reference(), **values)
        session.add(patient)
        session.flush()  # the index terms refer to it
        session.add_all(
            PlainIndex(org_id=org_id, kind=int(kind), term=value, subject_id=patient.id) for kind, value in terms
        )
