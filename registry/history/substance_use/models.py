"""The tables of substance use as the person tells it (timeline follow-back, and day counts)."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, SmallInteger
from sqlalchemy.orm import Mapped

from registry.db.base import Base, patient_fact_constraints
from registry.db.columns import ANSWER, INTEGER_ANSWER, TEXT, Sensitivity, column, sealed
from registry.history.fact import HistoryFact

S = Sensitivity


class UseDay(HistoryFact, Base):
    """One day on which one substance was used."""

    __tablename__ = "use_day"
    used_on: Mapped[date] = column(Date, says="Day of use", sensitivity=S.INTERNAL)
    substance = sealed(ANSWER, says="Code list substances", sensitivity=S.CLINICAL)
    amount = sealed(TEXT, says="How much, in the person's words", sensitivity=S.CLINICAL)

    @property
    def month(self) -> str:
        """The month, as the calendar form asks for it."""
        return self.used_on.isoformat()[:7]

    @property
    def days(self) -> tuple[int, ...]:
        """The day of the month, as the calendar form's list."""
        return (self.used_on.day,)


class UseReport(HistoryFact, Base):
    """How many days of a window a substance was used; the window is kept beside the count (standards R9)."""

    __tablename__ = "use_report"
    __table_args__ = patient_fact_constraints(
        "use_report", CheckConstraint("window_days BETWEEN 1 AND 366", name="window")
    )
    ended_on: Mapped[date] = column(Date, says="Last day of the window", sensitivity=S.INTERNAL)
    window_days: Mapped[int] = column(SmallInteger, says="Length of the window in days", sensitivity=S.INTERNAL)
    substance = sealed(ANSWER, says="Code list substances", sensitivity=S.CLINICAL)
    days = sealed(INTEGER_ANSWER, says="Days of use within the window", sensitivity=S.CLINICAL)
