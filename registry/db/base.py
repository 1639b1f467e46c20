"""The base of all tables outside the audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr

from registry import clock
from registry.db.columns import Sealed, Sensitivity, column
from registry.ids import new_id

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Maps sealed attributes to their bytea columns before the table is built."""

    metadata = MetaData(naming_convention=NAMES)
    id: Mapped[UUID]

    def __init_subclass__(cls, **options: Any) -> None:
        for item in list(vars(cls).values()):
            if isinstance(item, Sealed):
                setattr(cls, item.attribute, item.mapped())
        super().__init_subclass__(**options)

    def __init__(self, **values: Any) -> None:
        for name, value in {"id": new_id(), **values}.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no attribute {name}")
            setattr(self, name, value)


class Identified:
    """A row with an id made by the program, so that it can be sealed before it is written."""

    id: Mapped[UUID] = column(Uuid, says="Row id (UUIDv7)", sensitivity=Sensitivity.TECHNICAL, primary_key=True)
    created_at: Mapped[datetime] = column(
        DateTime(timezone=True),
        says="When the row was made (UTC)",
        sensitivity=Sensitivity.TECHNICAL,
        default=clock.now,
    )


class Versioned:
    """A row that two people may change at once: the version stops the second from undoing the first."""

    row_version: Mapped[int] = column(
        Integer,
        says="Counts changes; guards against lost updates",
        sensitivity=Sensitivity.TECHNICAL,
        nullable=False,
    )
    updated_at: Mapped[datetime] = column(
        DateTime(timezone=True),
        says="When the row last changed (UTC)",
        sensitivity=Sensitivity.TECHNICAL,
        default=clock.now,
        onupdate=clock.now,
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.row_version}  # type: ignore[attr-defined]


class OrgOwned(Identified):
    """A row that belongs to one organisation; row-level security keeps the others out."""

    org_id: Mapped[UUID] = column(
        Uuid,
        ForeignKey("organisation.id"),
        says="Organisation that holds the row",
        sensitivity=Sensitivity.TECHNICAL,
    )


class PatientFact(OrgOwned, Versioned):
    """A row about one patient. Its sealed columns open only under that patient's key."""

    patient_id: Mapped[UUID] = column(Uuid, says="Patient whom the row is about", sensitivity=Sensitivity.PSEUDONYMOUS)

    @property
    def subject_id(self) -> UUID:
        """Whose key seals the row."""
        return self.patient_id

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return patient_fact_constraints(cls.__tablename__)  # type: ignore[attr-defined]


def patient_fact_constraints(table: str, *more: Any) -> tuple[Any, ...]:
    """The constraints of every patient fact, and `more`: the patient is of the same organisation as the row."""
    return (
        ForeignKeyConstraint(["org_id", "patient_id"], ["patient.org_id", "patient.id"], name=f"fk_{table}_patient"),
        Index(f"ix_{table}_patient", "org_id", "patient_id"),
        *more,
    )
