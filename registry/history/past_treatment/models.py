"""The table of past treatments."""

from registry.db.base import Base
from registry.db.columns import ANSWER, TEXT, Sensitivity, sealed
from registry.history.fact import HistoryFact

S = Sensitivity


class PastTreatment(HistoryFact, Base):
    """One treatment before this register, or at a place that does not use it; often known to the year only."""

    __tablename__ = "past_treatment"
    started = sealed(TEXT, says="When it began: YYYY or YYYY-MM", sensitivity=S.CLINICAL)
    ended = sealed(TEXT, says="When it ended: YYYY or YYYY-MM", sensitivity=S.CLINICAL)
    modality = sealed(ANSWER, says="Code list treatment_modality", sensitivity=S.CLINICAL)
    place_name = sealed(TEXT, says="Where it was", sensitivity=S.IDENTITY)
    outcome = sealed(ANSWER, says="How it ended (code list exit_reason)", sensitivity=S.CLINICAL)
    note = sealed(TEXT, says="Remarks", sensitivity=S.FREE_TEXT)
