"""What waits to be written for one organisation: rows of all tables, and one audit event a patient."""

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from audit.events import Act, Event
from casework.importing.bulk.tables import BulkTable
from casework.importing.destinations import Destination
from casework.importing.models import ImportItem
from casework.importing.subjects import Subject
from outcomes.reviews.models import OutcomeReview
from registry import clock
from registry.access.actor import Actor
from registry.db.keystore import Dek
from registry.diagnoses.models import Diagnosis
from registry.episodes.models import Episode, Intervention
from registry.history.models import HISTORY_TABLES
from registry.ids import new_id, new_ids
from registry.intake.models import Intake, IntakeSubstance
from registry.people.models import BlindIndex, Patient, PatientIdentifier
from registry.people.names import PersonName
from registry.people.references import new_reference
from registry.people.tokens import index_rows
from registry.security.envelope import SubjectKey

Model = type[Any]

CLINICAL: tuple[Model, ...] = (
    Episode,
    Intervention,
    Intake,
    IntakeSubstance,
    Diagnosis,
    OutcomeReview,
    *HISTORY_TABLES,
)
"""Tables of facts, in an order in which each row finds what it refers to."""
WRITTEN: tuple[Model, ...] = (Dek, Patient, PatientIdentifier, BlindIndex, *CLINICAL, ImportItem)
_INDEX_COLUMNS = ("org_id", "kind", "tok", "subject_id")


class Batch:
    """The waiting rows of one destination."""

    def __init__(self, destination: Destination, by: Actor) -> None:
        self.destination, self._by = destination, by
        self.tables: dict[Model, BulkTable] = {model: BulkTable(model) for model in WRITTEN}
        self.events: list[Event] = []
        self.size = 0

    def add(self, subject: Subject) -> None:
        """Make the subject's key, seal its rows, file it, and note its event."""
        key, row = self.destination.make_key(subject.patient_id)
        self.tables[Dek].add_plain(row["id"], row)  # type: ignore[arg-type]
        own = {"reference": new_reference(), **subject.patient, "id": subject.patient_id}
        numbers = [(PatientIdentifier, {"kind": kind, "value": value}) for kind, value in subject.identifiers]
        rows: list[tuple[Model, Mapping[str, Any]]] = [(Patient, own), *numbers, *subject.facts]
        digests = [
            self._seal(key, model, values.get("id") or row_id, {**values, "patient_id": subject.patient_id})
            for row_id, (model, values) in zip(new_ids(len(rows)), rows, strict=True)
        ]
        self._file(subject)
        self._remember(subject)
        self.events.append(self._event(subject, digests))
        self.size += len(digests)

    def _seal(self, key: SubjectKey, model: Model, row_id: UUID, values: dict[str, Any]) -> bytes:
        """What stands for the row in the event's digest: its table, its id, and the digest of its envelopes."""
        table = self.tables[model]
        return table.label + row_id.bytes + table.add(key, row_id, values)

    def _file(self, subject: Subject) -> None:
        get = subject.patient.get
        name = PersonName(
            get("given_names") or "", get("family_name_1") or "", get("family_name_2"), get("chosen_name")
        )
        rows = index_rows(
            self.destination.index_key,
            self.destination.org_id,
            subject.patient_id,
            name=name,
            date_of_birth=get("date_of_birth"),
            birth_year=get("birth_year"),
            identifiers=subject.identifiers,
        )
        for row in rows:
            self.tables[BlindIndex].add_plain(subject.patient_id, dict(zip(_INDEX_COLUMNS, row, strict=True)))

    def _remember(self, subject: Subject) -> None:
        digest = self.destination.digest_of(subject.key)
        values = {"source": self.destination.source, "key_hash": digest, "patient_id": subject.patient_id}
        self.tables[ImportItem].add_plain(new_id(), values)

    def _event(self, subject: Subject, digests: list[bytes]) -> Event:
        """One event a patient: how many rows of which table, and one digest over the digests of all of them."""
        counts = Counter(self.tables[model].name for model, _values in subject.facts)
        return Event(
            at=clock.now(),
            actor=self._by.user_id,
            role=self._by.role.value,
            org=self.destination.org_id,
            act=Act.RECORD_IMPORT,
            obj=f"patient:{subject.patient_id}",
            subject=subject.patient_id,
            purpose="TREATMENT",
            after=sha256(b"".join(sorted(digests))).hexdigest(),
            extra={"source": self.destination.source, "rows": dict(sorted(counts.items()))},
        )
