"""The table of diagnoses."""

from datetime import date
from uuid import UUID

from sqlalchemy import Boolean, Date, Uuid
from sqlalchemy.orm import Mapped

from registry.db.base import Base, PatientFact
from registry.db.columns import ANSWER, TEXT, Sensitivity, column, sealed

S = Sensitivity


class Diagnosis(PatientFact, Base):
    """One diagnosis of one patient, dated and signed. Never deleted: a wrong one is marked as refuted."""

    __tablename__ = "diagnosis"
    diagnosed_on: Mapped[date] = column(Date, says="Day the diagnosis was made", sensitivity=S.INTERNAL)
    ended_on: Mapped[date | None] = column(Date, says="Day it no longer held", sensitivity=S.INTERNAL, nullable=True)
    is_principal: Mapped[bool] = column(Boolean, says="The main reason for treatment", sensitivity=S.INTERNAL)
    recorded_by: Mapped[UUID] = column(Uuid, says="Member of staff who recorded it", sensitivity=S.INTERNAL)
    code_system = sealed(TEXT, says="ICD-10 or ICD-11", sensitivity=S.CLINICAL, nullable=False)
    code = sealed(TEXT, says="Code in that system", sensitivity=S.CLINICAL, nullable=False)
    title = sealed(TEXT, says="Title as chosen or typed, when the code is in none of our lists", sensitivity=S.CLINICAL)
    status = sealed(ANSWER, says="Code list diagnosis_status", sensitivity=S.CLINICAL, nullable=False)
    certainty = sealed(ANSWER, says="Code list diagnosis_certainty", sensitivity=S.CLINICAL, nullable=False)
    diagnosed_by = sealed(
        TEXT, says="Who made the diagnosis, when it was not the one who recorded it", sensitivity=S.IDENTITY
    )
    note = sealed(TEXT, says="Remarks", sensitivity=S.FREE_TEXT)

    @property
    def diagnosis(self) -> str:
        """System and code as one value, as forms and the API carry it."""
        return f"{self.code_system}:{self.code}"
