"""The table of what has been imported, so that the same file can be given twice."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, declared_attr

from registry.db.base import Base, OrgOwned
from registry.db.columns import Sensitivity, column

S = Sensitivity


class ImportItem(OrgOwned, Base):
    """One person or episode of a source and the patient made of it.

    The source's own number is kept as a keyed digest only, so that the table alone does not lead from a patient back
    to a published data set.
    """

    __tablename__ = "import_item"

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("org_id", "source", "key_hash"),
            ForeignKeyConstraint(
                ["org_id", "patient_id"], ["patient.org_id", "patient.id"], name="fk_import_item_patient"
            ),
            Index("ix_import_item_patient", "org_id", "patient_id"),
        )

    source: Mapped[str] = column(String(16), says="Data set: ctn0094, teds-a or teds-d", sensitivity=S.INTERNAL)
    key_hash: Mapped[bytes] = column(
        LargeBinary, says="Keyed digest of the number in the data set", sensitivity=S.PSEUDONYMOUS
    )
    patient_id: Mapped[UUID] = column(Uuid, says="Patient made of it", sensitivity=S.PSEUDONYMOUS)
