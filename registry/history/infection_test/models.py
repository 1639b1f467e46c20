"""The table of tests for infections."""

from registry.db.base import Base
from registry.db.columns import ANSWER, TEXT, Sensitivity, sealed
from registry.history.fact import HistoryFact

S = Sensitivity


class InfectionTest(HistoryFact, Base):
    """One test for one infection. All of it is of the most guarded kind: even for what was tested, and when."""

    __tablename__ = "infection_test"
    infection = sealed(ANSWER, says="Code list infection", sensitivity=S.INFECTION)
    result = sealed(ANSWER, says="Code list bbv_test_result", sensitivity=S.INFECTION)
    tested_on = sealed(TEXT, says="When: YYYY, YYYY-MM or YYYY-MM-DD", sensitivity=S.INFECTION)
    on_treatment = sealed(ANSWER, says="Is being treated for it: YES or NO", sensitivity=S.INFECTION)
    note = sealed(TEXT, says="Remarks", sensitivity=S.INFECTION)
