"""The table of prescribed medicines."""

from datetime import date

from sqlalchemy import CheckConstraint, Date
from sqlalchemy.orm import Mapped

from registry.db.base import Base, patient_fact_constraints
from registry.db.columns import ANSWER, DECIMAL, TEXT, Sensitivity, column, sealed
from registry.history.fact import HistoryFact

S = Sensitivity


class Medication(HistoryFact, Base):
    """One prescription, from its first day to its last; what was taken each day is in the table of doses."""

    __tablename__ = "medication"
    __table_args__ = patient_fact_constraints(
        "medication", CheckConstraint("ended_on >= started_on", name="ended_after_start")
    )
    started_on: Mapped[date] = column(Date, says="First day of the prescription", sensitivity=S.INTERNAL)
    ended_on: Mapped[date | None] = column(
        Date, says="Last day; empty while it goes on", sensitivity=S.INTERNAL, nullable=True
    )
    medication = sealed(ANSWER, says="Code list ost_medication; OTHER for all others", sensitivity=S.CLINICAL)
    name = sealed(TEXT, says="Name of the medicine, when the list has no code for it", sensitivity=S.CLINICAL)
    purpose = sealed(ANSWER, says="Code list medication_purpose", sensitivity=S.CLINICAL)
    daily_amount = sealed(DECIMAL, says="Amount a day, in the unit given", sensitivity=S.CLINICAL)
    daily_unit = sealed(TEXT, says="Unit of the daily amount", sensitivity=S.CLINICAL)
    prescriber = sealed(TEXT, says="Who prescribed it", sensitivity=S.IDENTITY)
    note = sealed(TEXT, says="Remarks", sensitivity=S.FREE_TEXT)
