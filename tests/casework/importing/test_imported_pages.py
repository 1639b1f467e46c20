"""Every imported patient can be opened, with all their facts, by the staff of the service that holds them."""

import pytest
from flask import Flask
from sqlalchemy import select

from casework.app.kinds import KINDS
from casework.importing.runs import Outcome
from registry.access.actor import Actor
from registry.access.roles import Role
from registry.db.work import Database
from registry.people.models import Patient
from tests.casework.importing.runs_made import actor_in, ctn0094, make_organisation, run, teds
from tests.conftest import add_member, sign_in

SITE = "shown-site-24"


@pytest.fixture(scope="module")
def imported(database: Database) -> list[Outcome]:
    make_organisation(database, "shown")
    return [run(database, ctn0094(), "shown"), run(database, teds("D"), "shown"), run(database, teds("A"), "shown")]


@pytest.mark.parametrize(("organisation", "limit"), [(SITE, 18), ("shown", 12)])
def test_the_case_files_of_imported_people_open(
    app: Flask, database: Database, imported: list[Outcome], organisation: str, limit: int
) -> None:
    ana = add_member(database, actor_in(database, organisation).org_id, Role.CLINICIAN, f"ana-{organisation}")
    browser = sign_in(app, database, ana)
    people = people_of(database, ana)[:limit]
    assert people
    for patient_id in people:
        assert browser.get(f"/patients/{patient_id}").status_code == 200
    assert browser.get("/caseload?who=all").status_code == 200


def test_every_kind_of_fact_of_an_imported_patient_is_listed(
    app: Flask, database: Database, imported: list[Outcome]
) -> None:
    bea = add_member(database, actor_in(database, SITE).org_id, Role.PROVIDER_MANAGER, "bea-shown")
    browser = sign_in(app, database, bea)
    for patient_id in people_of(database, bea)[:3]:
        for kind in KINDS:
            page = browser.get(f"/patients/{patient_id}/facts/{kind.plural}")
            assert page.status_code in (200, 404), kind.plural
            assert kind.plural not in ("doses", "visits", "drug-tests", "use-days") or page.status_code == 200


def people_of(database: Database, actor: Actor) -> list[object]:
    with database.read(actor) as session:
        return list(session.scalars(select(Patient.id).where(Patient.org_id == actor.org_id).order_by(Patient.id)))
