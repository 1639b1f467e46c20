"""The table of drug tests: one row a specimen."""

from datetime import date

from sqlalchemy import Date
from sqlalchemy.orm import Mapped

from registry.db.base import Base
from registry.db.columns import ANSWER, CODES, TEXT, Sensitivity, column, sealed
from registry.history.drug_test.results import INVALID, NEGATIVE, NOT_TESTED, POSITIVE, RESULTS, with_result
from registry.history.fact import HistoryFact

S = Sensitivity


class DrugTest(HistoryFact, Base):
    """One specimen and what was found in it.

    A positive result that a prescribed medicine explains must never count as a failed test (standards, section 5):
    `explained` names those substances.
    """

    __tablename__ = "drug_test"
    collected_on: Mapped[date] = column(Date, says="Day the specimen was given", sensitivity=S.INTERNAL)
    specimen_type = sealed(ANSWER, says="Code list specimen_type", sensitivity=S.CLINICAL)
    validity = sealed(ANSWER, says="Code list specimen_validity", sensitivity=S.CLINICAL)
    temperature_ok = sealed(ANSWER, says="Temperature was right: YES or NO", sensitivity=S.CLINICAL)
    results = sealed(
        RESULTS, says="Substance=result of the panel, codes of drug_test_panel and _result", sensitivity=S.CLINICAL
    )
    explained = sealed(CODES, says="Positive substances that a prescription explains", sensitivity=S.CLINICAL)
    explanation = sealed(TEXT, says="Which prescribed medicine explains them", sensitivity=S.FREE_TEXT)
    note = sealed(TEXT, says="Remarks", sensitivity=S.FREE_TEXT)

    def result_of(self, substance: str) -> str:
        """The result for a substance of the panel; NOT_TESTED when the test did not look for it."""
        return (self.results or {}).get(substance, NOT_TESTED)

    @property
    def tested(self) -> tuple[str, ...]:
        """Substances the test looked for."""
        return with_result(self.results or {}, NEGATIVE, POSITIVE, INVALID)

    @property
    def positive(self) -> tuple[str, ...]:
        """Substances found."""
        return with_result(self.results or {}, POSITIVE)

    @property
    def invalid(self) -> tuple[str, ...]:
        """Substances for which the test gave no valid result."""
        return with_result(self.results or {}, INVALID)

    @property
    def unexplained(self) -> tuple[str, ...]:
        """Substances found that no prescription explains."""
        return tuple(substance for substance in self.positive if substance not in (self.explained or ()))
