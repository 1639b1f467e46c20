"""The table of visits."""

from datetime import date

from sqlalchemy import Date
from sqlalchemy.orm import Mapped

from registry.db.base import Base
from registry.db.columns import ANSWER, TEXT, Sensitivity, column, sealed
from registry.history.fact import HistoryFact

S = Sensitivity


class Visit(HistoryFact, Base):
    """One visit that was planned for a day, and whether the patient came."""

    __tablename__ = "visit"
    visit_on: Mapped[date] = column(Date, says="Day of the visit", sensitivity=S.INTERNAL)
    planned = sealed(TEXT, says="What the visit was planned for", sensitivity=S.CLINICAL)
    attendance = sealed(ANSWER, says="Code list visit_attendance", sensitivity=S.CLINICAL)
    reason = sealed(ANSWER, says="Why it was missed (code list visit_reason)", sensitivity=S.CLINICAL)
    note = sealed(TEXT, says="Remarks", sensitivity=S.FREE_TEXT)
