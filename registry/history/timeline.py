"""The facts of a case file's timeline, read lean: one query a table, plain tuples, no ORM objects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import InstrumentedAttribute, Session

from registry.access.actor import Actor
from registry.answers import Missing
from registry.db.base import PatientFact
from registry.db.columns import Sealed
from registry.db.opening import open_rows
from registry.db.work import ring_of
from registry.history.dose.models import Dose
from registry.history.drug_test.models import DrugTest
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


@dataclass(frozen=True, slots=True)
class TimelineFacts:
    """What the timeline draws; each kind in order of days."""

    doses: tuple[DoseTaken, ...]
    tests: tuple[SpecimenTested, ...]
    use_days: tuple[DayOfUse, ...]
    visits: tuple[VisitPlanned, ...]

    def __len__(self) -> int:
        return len(self.doses) + len(self.tests) + len(self.use_days) + len(self.visits)


def timeline_facts(session: Session, by: Actor, patient_id: UUID) -> TimelineFacts:
    """The timeline of one visible patient: four queries. Empty for a patient whom the actor may not see."""

    def read(model: type[PatientFact], day: InstrumentedAttribute[date], *sealed: Sealed[Any]) -> Iterator[Any]:
        return _opened(session, by, patient_id, model, day, sealed)

    return TimelineFacts(
        doses=tuple(map(DoseTaken._make, read(Dose, Dose.given_on, Dose.medication, Dose.amount_mg))),
        tests=tuple(
            map(
                SpecimenTested._make,
                read(DrugTest, DrugTest.collected_on, DrugTest.validity, DrugTest.results, DrugTest.explained),
            )
        ),
        use_days=tuple(map(DayOfUse._make, read(UseDay, UseDay.used_on, UseDay.substance))),
        visits=tuple(map(VisitPlanned._make, read(Visit, Visit.visit_on, Visit.attendance, Visit.reason))),
    )


def _opened(
    session: Session,
    by: Actor,
    patient_id: UUID,
    model: type[PatientFact],
    day: InstrumentedAttribute[date],
    sealed: Sequence[Sealed[Any]],
) -> Iterator[tuple[Any, ...]]:
    """(day, values...) of all rows, in order of days."""
    columns = [getattr(model, item.attribute) for item in sealed]
    query = visible_facts(by, model, patient_id).with_only_columns(model.id, day, *columns).order_by(day, model.id)
    rows: Sequence[Row[Any]] = session.execute(query).all()
    if not rows:
        return iter(())
    ids, days, *envelopes = zip(*rows, strict=True)
    ring = ring_of(session)
    opened = (
        open_rows(ring, patient_id, item, zip(ids, cells, strict=True))
        for item, cells in zip(sealed, envelopes, strict=True)
    )
    return zip(days, *opened, strict=True)
