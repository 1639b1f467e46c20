"""The lean reading behind the timeline: right, scoped, few queries, and refusing cells that were moved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event, insert, update

from registry import clock
from registry.answers import Missing
from registry.db.columns import DECIMAL, Sealed
from registry.db.opening import open_column, open_rows
from registry.db.work import ring_of
from registry.errors import CannotOpen
from registry.history.dose.models import Dose
from registry.history.drug_test.models import DrugTest
from registry.history.substance_use.models import UseDay
from registry.history.timeline import timeline_facts
from registry.history.visit.models import Visit
from registry.ids import new_id
from tests.conftest import Clinic

FIRST = date(2025, 1, 1)


def _fill(clinic: Clinic, patient_id, days):
    """Write facts as a bulk import does: each cell sealed by itself, rows without the ORM."""
    with clinic.database.work(clinic.clinician) as session:
        key = ring_of(session).key(patient_id)

        def write(model, day_name, *cells):
            rows = []
            for number in range(days):
                row = {
                    "id": new_id(),
                    "org_id": clinic.clinician.org_id,
                    "patient_id": patient_id,
                    "source": "IMPORT",
                    "row_version": 1,
                    "created_at": clock.now(),
                    "updated_at": clock.now(),
                    day_name: FIRST + timedelta(days=days - number),
                }
                for item, value in cells:
                    row[item.attribute] = key.seal(item.cell, row["id"], item.codec.encode(value))
                rows.append(row)
            session.execute(insert(model), rows)

        write(Dose, "given_on", (Dose.medication, "METHADONE"), (Dose.amount_mg, Decimal("62.5")))
        write(DrugTest, "collected_on", (DrugTest.results, {"OPI": "POSITIVE"}))
        write(UseDay, "used_on", (UseDay.substance, "OPI_HEROIN"))
        write(Visit, "visit_on", (Visit.attendance, "MISSED"), (Visit.reason, Missing.NOT_KNOWN))


def test_facts_come_in_order_of_days_with_their_values_opened(clinic, patient_id):
    _fill(clinic, patient_id, 3)
    with clinic.database.read(clinic.clinician) as session:
        found = timeline_facts(session, clinic.clinician, patient_id)
    days = [FIRST + timedelta(days=number) for number in (1, 2, 3)]
    assert found.doses == tuple((day, "METHADONE", Decimal("62.5")) for day in days)
    assert found.tests == tuple((day, None, {"OPI": "POSITIVE"}, None) for day in days)
    assert found.use_days == tuple((day, "OPI_HEROIN") for day in days)
    assert found.visits == tuple((day, "MISSED", Missing.NOT_KNOWN) for day in days)
    assert len(found) == 12


@pytest.mark.parametrize("who", ["stranger", "officer"])
def test_timeline_is_empty_for_whom_the_patient_does_not_exist(clinic, patient_id, who):
    _fill(clinic, patient_id, 1)
    actor = getattr(clinic, who)
    with clinic.database.read(actor) as session:
        assert len(timeline_facts(session, actor, patient_id)) == 0


def test_timeline_takes_one_query_however_long_it_is(clinic, patient_id):
    _fill(clinic, patient_id, 50)
    statements = []

    def count(*given):
        statements.append(given[2])

    with clinic.database.read(clinic.clinician) as session:
        ring_of(session).key(patient_id)
        event.listen(clinic.database.engine, "before_cursor_execute", count)
        timeline_facts(session, clinic.clinician, patient_id)
        event.remove(clinic.database.engine, "before_cursor_execute", count)
    assert len(statements) == 1


def test_cell_moved_from_another_row_is_not_opened(clinic, patient_id):
    _fill(clinic, patient_id, 2)
    with clinic.database.work(clinic.clinician) as session:
        first, second = session.query(Dose).filter_by(patient_id=patient_id).all()
        moved = {"amount_mg_sealed": first.amount_mg_sealed}
        session.execute(update(Dose).where(Dose.id == second.id).values(moved))
    with clinic.database.read(clinic.clinician) as session, pytest.raises(CannotOpen):
        timeline_facts(session, clinic.clinician, patient_id)


def test_one_cell_opens_like_many(clinic, patient_id):
    amount: Sealed[Decimal] = Dose.amount_mg
    row_id = new_id()
    with clinic.database.read(clinic.clinician) as session:
        ring = ring_of(session)
        envelope = ring.key(patient_id).seal(amount.cell, row_id, DECIMAL.encode(Decimal("8.5")))
        assert open_column(ring, patient_id, amount.cell, DECIMAL, row_id, envelope) == Decimal("8.5")
        assert open_column(ring, patient_id, amount.cell, DECIMAL, row_id, None) is None
        assert open_rows(ring, patient_id, amount, [(row_id, envelope), (row_id, None)]) == [Decimal("8.5"), None]
