"""The facts of a case file's timeline, read lean: one query, plain tuples, no ORM objects."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import LargeBinary, literal, null, union_all
from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.answers import Missing
from registry.db.base import PatientFact
from registry.db.columns import Sealed
from registry.db.keystore import KeyRing
from registry.db.opening import open_rows
from registry.db.work import ring_of
from registry.history.dose.models import Dose
from registry.history.drug_test.models import DrugTest
from registry.history.scale_score.models import ScaleScore
from registry.history.substance_use.models import UseDay
from registry.history.visit.models import Visit
from registry.people.scopes import visible_facts

Answer = str | Missing | None


class DoseTaken(NamedTuple):
    """A dose: day, medicine (code list ost_medication), milligrams."""

    day: date
    medication: Answer
    amount_mg: Decimal | None


class SpecimenTested(NamedTuple):
    """A drug test: day, validity (code list specimen_validity), result by substance, positives that are explained."""

    day: date
    validity: Answer
    results: dict[str, str] | None
    explained: tuple[str, ...] | None


class DayOfUse(NamedTuple):
    """A day of use: day and substance (code list substances)."""

    day: date
    substance: Answer


class VisitPlanned(NamedTuple):
    """A visit: day, attendance (code list visit_attendance) and, if missed, the reason (visit_reason)."""

    day: date
    attendance: Answer
    reason: Answer


class ScoreTaken(NamedTuple):
    """The total of a scale: day, scale (code list scale), score."""

    day: date
    scale: Answer
    score: int | None


@dataclass(frozen=True, slots=True)
class TimelineFacts:
    """What the timeline draws; each kind in order of days."""

    doses: tuple[DoseTaken, ...]
    tests: tuple[SpecimenTested, ...]
    use_days: tuple[DayOfUse, ...]
    visits: tuple[VisitPlanned, ...]
    scores: tuple[ScoreTaken, ...] = ()

    def __len__(self) -> int:
        return len(self.doses) + len(self.tests) + len(self.use_days) + len(self.visits) + len(self.scores)


def timeline_facts(session: Session, by: Actor, patient_id: UUID) -> TimelineFacts:
    """The timeline of one visible patient, in one query. Empty for a patient whom the actor may not see."""
    rows: dict[int, list[Any]] = {number: [] for number in range(len(_LANES))}
    selects = [_select(by, patient_id, number, lane) for number, lane in enumerate(_LANES)]
    # All at once: a thousand rows fetched one by one take three times as long.
    for number, *row in session.execute(union_all(*selects).order_by("day", "id")).all():
        rows[number].append(row)
    ring = ring_of(session)
    doses, tests, use_days, visits, scores = (
        tuple(map(lane.fact._make, _opened(ring, patient_id, lane, rows[number]))) for number, lane in enumerate(_LANES)
    )
    return TimelineFacts(doses, tests, use_days, visits, scores)


class _Lane(NamedTuple):
    """Where one kind of fact is read from, and what it becomes."""

    fact: Any
    model: type[PatientFact]
    day: Any
    sealed: tuple[Sealed[Any], ...]


_LANES = (
    _Lane(DoseTaken, Dose, Dose.given_on, (Dose.medication, Dose.amount_mg)),
    _Lane(SpecimenTested, DrugTest, DrugTest.collected_on, (DrugTest.validity, DrugTest.results, DrugTest.explained)),
    _Lane(DayOfUse, UseDay, UseDay.used_on, (UseDay.substance,)),
    _Lane(VisitPlanned, Visit, Visit.visit_on, (Visit.attendance, Visit.reason)),
    _Lane(ScoreTaken, ScaleScore, ScaleScore.taken_on, (ScaleScore.scale, ScaleScore.score)),
)
_WIDEST = max(len(lane.sealed) for lane in _LANES)


def _select(by: Actor, patient_id: UUID, number: int, lane: _Lane) -> Any:
    """Lane number, row id, day and the envelopes, padded to the widest lane."""
    envelopes = [getattr(lane.model, item.attribute) for item in lane.sealed]
    padding = [null().cast(LargeBinary)] * (_WIDEST - len(envelopes))
    columns = (literal(number), lane.model.id.label("id"), lane.day.label("day"), *envelopes, *padding)
    return visible_facts(by, lane.model, patient_id).with_only_columns(*columns)


def _opened(ring: KeyRing, patient_id: UUID, lane: _Lane, rows: list[Any]) -> Iterator[tuple[Any, ...]]:
    """(day, values...) of all rows, in order of days."""
    if not rows:
        return iter(())
    ids, days, *envelopes = zip(*rows, strict=True)
    opened = (
        open_rows(ring, patient_id, item, zip(ids, cells, strict=True))
        for item, cells in zip(lane.sealed, envelopes, strict=False)
    )
    return zip(days, *opened, strict=True)
