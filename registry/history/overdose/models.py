"""The table of overdoses."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped

from registry.db.base import Base
from registry.db.columns import ANSWER, CODES, TEXT, Sensitivity, column, sealed
from registry.history.fact import HistoryFact
from registry.history.partial_dates import partial_of

S = Sensitivity


@dataclass(frozen=True, slots=True)
class NamedSubstance:
    """One of the substances taken."""

    substance: str


class Overdose(HistoryFact, Base):
    """One overdose. Its day may be known to the month or the year only."""

    __tablename__ = "overdose"
    occurred_on: Mapped[date] = column(
        Date, says="Day it happened, or the first day it may have", sensitivity=S.INTERNAL
    )
    occurred_precision: Mapped[str] = column(
        String(5), says="How much of the day is known: DAY, MONTH or YEAR", sensitivity=S.INTERNAL
    )
    substances = sealed(CODES, says="Substances taken (code list substances)", sensitivity=S.CLINICAL)
    outcome = sealed(ANSWER, says="Code list overdose_outcome", sensitivity=S.CLINICAL)
    naloxone_given = sealed(ANSWER, says="Naloxone was given: YES or NO", sensitivity=S.CLINICAL)
    setting = sealed(TEXT, says="Where and with whom it happened", sensitivity=S.FREE_TEXT)

    @property
    def occurred(self) -> str:
        """The date as far as it is known."""
        return partial_of(self.occurred_on, self.occurred_precision)

    @property
    def named_substances(self) -> tuple[NamedSubstance, ...]:
        """The substances as a form's list."""
        return tuple(NamedSubstance(code) for code in self.substances or ())
