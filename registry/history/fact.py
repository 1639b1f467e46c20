"""What all facts of the history have in common."""

from typing import Any
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session

from registry.access.actor import Actor
from registry.db.base import PatientFact
from registry.db.columns import Sensitivity, column


class HistoryFact(PatientFact):
    """A dated fact and who it is known from.

    Values are sealed and may be missing; only ids, days and the source are always there, so that an import can
    copy many thousands of facts with few columns each.
    """

    source: Mapped[str] = column(
        String(16), says="Who it is known from (code list fact_source)", sensitivity=Sensitivity.INTERNAL
    )


def known_from(source: str) -> Any:
    """A form's first suggestion for the source."""

    def suggest(session: Session, by: Actor, patient_id: UUID) -> dict[str, Any]:
        return {"source": source}

    return suggest
