"""Reading one record with its event, and what row-level security costs a look-up by id."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.events import Act
from casework.app.bench.figure import Figure
from casework.app.bench.plain import PlainPatient, create_tables, insert_plain
from casework.app.bench.registration import PERSON, TERMS
from casework.app.bench.scale import Scale
from casework.app.bench.stage import Stage, raised
from casework.app.bench.timing import medians
from registry.access.trail import record_look
from registry.db.work import make_engine
from registry.people.schemas import OWN_FIELDS
from registry.people.scopes import get_patient
from registry.people.services import register_patient

READ = tuple(name for name in OWN_FIELDS if getattr(PERSON, name) is not None)
_LOOK_UP = "SELECT * FROM patient WHERE id = %s"
_CONTEXT = "SELECT set_config('app.org', %s, true), set_config('app.user', %s, true)"
_ROWS = 200


def measure(scale: Scale) -> Iterator[Figure]:
    """Two figures on a few hundred patients."""
    with raised() as stage:
        create_tables(stage.settings.databases.migrate)
        patient_id = _fill(stage)
        yield _audited_read(stage, patient_id, scale.rounds)
        yield _row_security(stage, patient_id, scale.rounds)


def _fill(stage: Stage) -> UUID:
    """Patients of both kinds and the statistics about them; the last one's id."""
    engine = make_engine(stage.settings.databases.app)
    for _ in range(_ROWS):
        insert_plain(engine, stage.clinician.org_id, PERSON, TERMS)
        with stage.database.work(stage.clinician) as session:
            last = register_patient(session, by=stage.clinician, command=PERSON).id
    engine.dispose()
    with stage.superuser() as connection:
        connection.execute("ANALYZE")
    return last


def _audited_read(stage: Stage, patient_id: UUID, rounds: int) -> Figure:
    engine = make_engine(stage.settings.databases.app)
    with Session(engine) as session:
        plain_id = session.scalars(select(PlainPatient.id).limit(1)).one()

    def ours() -> None:
        with stage.database.read(stage.clinician) as session:
            patient = get_patient(session, by=stage.clinician, patient_id=patient_id)
            _read(patient)
        record_look(stage.database, by=stage.clinician, act=Act.RECORD_VIEW, obj="patient", subject=patient_id)

    def plain() -> None:
        with Session(engine) as session:
            _read(session.scalars(select(PlainPatient).where(PlainPatient.id == plain_id)).one())

    mine, theirs = medians([ours, plain], rounds)
    engine.dispose()
    return Figure(
        "read-audited",
        f"read one record: {len(READ)} fields opened, its event written; time beyond the plain read",
        (mine - theirs) * 1e6,
        "µs",
        800,
        beside=f"plain ORM read of the same row: {theirs * 1e6:.0f} µs",
        ratio=mine / theirs,
        note=f"{mine * 1e6:.0f} µs in two transactions",
    )


def _row_security(stage: Stage, patient_id: UUID, rounds: int) -> Figure:
    who = (str(stage.clinician.org_id), str(stage.clinician.user_id))
    with psycopg.connect(stage.settings.databases.app) as bound, stage.superuser() as free:

        def under_policies() -> None:
            with bound.transaction():
                bound.execute(_CONTEXT, who)
                _one(bound, patient_id)

        def without() -> None:
            with free.transaction():
                _one(free, patient_id)

        mine, theirs = medians([under_policies, without], rounds * 2)
    return Figure(
        "row-security",
        "row-level security on a look-up by id, its context set: time beyond the same without",
        (mine - theirs) * 1e6,
        "µs",
        200,
        beside=f"the same look-up as a superuser: {theirs * 1e6:.0f} µs",
        ratio=mine / theirs,
    )


def _read(row: Any) -> list[Any]:
    return [getattr(row, name) for name in READ]


def _one(connection: psycopg.Connection[Any], patient_id: UUID) -> None:
    if len(connection.execute(_LOOK_UP, (patient_id,)).fetchall()) != 1:
        raise ValueError("the patient is not there")
