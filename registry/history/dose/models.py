"""The table of doses taken: one lean row a day, because there are more of them than of anything else."""

from datetime import date

from sqlalchemy import Date
from sqlalchemy.orm import Mapped

from registry.db.base import Base
from registry.db.columns import ANSWER, DECIMAL, Sensitivity, column, sealed
from registry.history.fact import HistoryFact

S = Sensitivity


class Dose(HistoryFact, Base):
    """The dose of opioid agonist medicine taken on one day."""

    __tablename__ = "dose"
    given_on: Mapped[date] = column(Date, says="Day it was taken", sensitivity=S.INTERNAL)
    medication = sealed(ANSWER, says="Code list ost_medication", sensitivity=S.CLINICAL)
    amount_mg = sealed(DECIMAL, says="Dose of the day in milligrams", sensitivity=S.CLINICAL)
