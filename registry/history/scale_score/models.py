"""The table of scale scores."""

from datetime import date

from sqlalchemy import Date
from sqlalchemy.orm import Mapped

from registry.db.base import Base
from registry.db.columns import ANSWER, INTEGER, TEXT, Sensitivity, column, sealed
from registry.history.fact import HistoryFact

S = Sensitivity


class ScaleScore(HistoryFact, Base):
    """The total of one scale on one day."""

    __tablename__ = "scale_score"
    taken_on: Mapped[date] = column(Date, says="Day it was taken", sensitivity=S.INTERNAL)
    scale = sealed(ANSWER, says="Code list scale", sensitivity=S.CLINICAL)
    score = sealed(INTEGER, says="Total score", sensitivity=S.CLINICAL)
    note = sealed(TEXT, says="Remarks", sensitivity=S.FREE_TEXT)
