"""The case file of somebody with a thousand facts: queries, server time, and what the first and later visits weigh."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import event

from casework.app.bench.browser import Browser, signed_in
from casework.app.bench.figure import Figure
from casework.app.bench.registration import PERSON
from casework.app.bench.scale import Scale
from casework.app.bench.stage import Stage, raised
from casework.app.bench.timing import median_seconds
from registry import clock
from registry.db.base import PatientFact
from registry.episodes.schemas import EpisodeSchema
from registry.episodes.services import open_episode
from registry.history.dose.models import Dose
from registry.history.drug_test.models import DrugTest
from registry.history.substance_use.models import UseDay
from registry.history.visit.models import Visit
from registry.intake.schemas import IntakeSchema
from registry.intake.services import record_intake
from registry.people.services import register_patient
from registry.schemas.base import parse

_MIX = (Dose, Dose, Dose, Dose, UseDay, UseDay, UseDay, Visit, DrugTest, Dose)
"""About as in ctn0094: mostly doses and days of use, fewer visits and tests."""
_VALUES: dict[type[Any], tuple[str, dict[str, Any]]] = {
    Dose: ("given_on", {"medication": "METHADONE", "amount_mg": Decimal("62.5")}),
    UseDay: ("used_on", {"substance": "OPI_HEROIN"}),
    Visit: ("visit_on", {"attendance": "ATTENDED"}),
    DrugTest: ("collected_on", {"validity": "VALID", "results": {"OPI": "POSITIVE", "COC": "NEGATIVE"}}),
}
KILOBYTE = 1000


def measure(scale: Scale) -> Iterator[Figure]:
    """One patient, one signed-in browser."""
    with raised() as stage:
        patient_id = _somebody(stage, scale.facts)
        browser, path = signed_in(stage), f"/patients/{patient_id}"
        browser.get(path)
        what = f"case file with {scale.facts:,} facts"
        yield Figure("case-file-queries", f"{what}: queries", _queries(stage, browser, path), "", 12)
        seconds = median_seconds(lambda: _drop(browser.get(path)), scale.pages)
        yield Figure("case-file-time", f"{what}: server time, whole request", seconds * 1000, "ms", 60)
        page = len(browser.get(path).data) / KILOBYTE
        assets = {found: len(browser.get(found).data) / KILOBYTE for found in browser.assets_of(path)}
        note = f"page {page:.1f} kB, {len(assets)} style sheets and scripts {sum(assets.values()):.1f} kB"
        first = page + sum(assets.values())
        yield Figure("case-file-first-visit", f"{what}: first visit, compressed", first, "kB", 60, note=note)
        yield Figure("case-file-later-page", f"{what}: later pages, compressed", page, "kB", 15)


def _somebody(stage: Stage, facts: int) -> UUID:
    """A patient in treatment, with an intake and facts over the last months."""
    by, today = stage.clinician, clock.today()
    with stage.database.work(by) as session:
        patient_id = register_patient(session, by=by, command=PERSON).id
        begun = {"started_on": str(today - timedelta(days=facts))}
        open_episode(session, by=by, patient_id=patient_id, command=parse(EpisodeSchema(), begun))
        first = {"assessed_on": str(today - timedelta(days=facts - 1)), "substances": [{"substance": "OPI_HEROIN"}]}
        record_intake(session, by=by, patient_id=patient_id, command=parse(IntakeSchema(), first))
        session.add_all(_fact(stage, patient_id, number, today) for number in range(facts))
    with stage.superuser() as connection:
        connection.execute("ANALYZE")
    return patient_id


def _fact(stage: Stage, patient_id: UUID, number: int, today: date) -> PatientFact:
    model = _MIX[number % len(_MIX)]
    day, values = _VALUES[model]
    when = today - timedelta(days=number // 4)
    ids = {"org_id": stage.clinician.org_id, "patient_id": patient_id}
    found: PatientFact = model(**ids, **values, **{day: when}, source="CLINICIAN")
    return found


def _queries(stage: Stage, browser: Browser, path: str) -> int:
    """Statements of one request: the session's, the page's and the event's."""
    statements: list[str] = []

    def count(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(stage.database.engine, "before_cursor_execute", count)
    browser.get(path)
    event.remove(stage.database.engine, "before_cursor_execute", count)
    return len(statements)


def _drop(found: object) -> None:
    """The answer is not needed, only the time."""
