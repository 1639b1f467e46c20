"""A person or episode of a source as it will stand in the record: what the readers hand to the writer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from registry.db.base import PatientFact
from registry.ids import new_id

Values = Mapping[str, Any]
Fact = tuple[type[PatientFact], Values]
"""A model and the values of its attributes. Those that are not named stay empty."""


@dataclass(slots=True)
class Subject:
    """A patient and their facts. `place` names the destination, `key` is the source's own number."""

    place: str
    key: str
    patient: Values
    identifiers: tuple[tuple[str, str], ...] = ()
    """Kind (code list identifier_kind) and number."""
    facts: list[Fact] = field(default_factory=list)
    patient_id: UUID = field(default_factory=new_id)

    def add(self, model: type[PatientFact], values: Values) -> None:
        """One more fact."""
        self.facts.append((model, values))
