"""The table of health conditions."""

from datetime import date

from sqlalchemy import Date
from sqlalchemy.orm import Mapped

from registry.db.base import Base
from registry.db.columns import ANSWER, TEXT, Sensitivity, column, sealed
from registry.history.fact import HistoryFact

S = Sensitivity


class HealthCondition(HistoryFact, Base):
    """One physical or mental health condition the patient has or had, as told on a day."""

    __tablename__ = "health_condition"
    noted_on: Mapped[date] = column(Date, says="Day on which this was so", sensitivity=S.INTERNAL)
    kind = sealed(ANSWER, says="Code list condition_kind: MEDICAL or MENTAL", sensitivity=S.CLINICAL)
    title = sealed(TEXT, says="Name of the condition", sensitivity=S.CLINICAL)
    since = sealed(TEXT, says="Since when: YYYY, YYYY-MM or YYYY-MM-DD", sensitivity=S.CLINICAL)
    is_current = sealed(ANSWER, says="Present on that day: YES or NO", sensitivity=S.CLINICAL)
    note = sealed(TEXT, says="Remarks", sensitivity=S.FREE_TEXT)
