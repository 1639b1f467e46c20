"""Each sealed cell replaced by a neighbour's in the live database: no plaintext is served, and an alarm is raised."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from casework.app.models import record_metadata
from registry.answers import Missing
from registry.db.base import Base, PatientFact
from registry.db.columns import Sealed, sealed_columns
from registry.db.row_security import qualified
from registry.db.work import make_engine, ring_of
from registry.errors import CannotOpen
from registry.ids import new_id
from registry.settings import Settings
from tests.conftest import Clinic, Servers, register, sign_in

record_metadata()
FACTS = [m.class_ for m in Base.registry.mappers if issubclass(m.class_, PatientFact)]
CELLS = [(model, name) for model in sorted(FACTS, key=lambda m: m.__tablename__) for name in sealed_columns(model)]
_WITHOUT_RULES = """
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT conname, conrelid::regclass AS owner FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'u', 'x', 'f')
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', found.owner, found.conname); END LOOP;
    FOR found IN SELECT attname AS conname, attrelid::regclass AS owner FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
        AND a.attnum > 0 AND a.attnotnull AND NOT EXISTS (SELECT FROM pg_index i
            WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey))
    LOOP EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', found.owner, found.conname); END LOOP;
END $$
"""
"""The attacker's rows need not be whole: constraints are no part of this proof."""
EXAMPLES = {
    "text": "marker text",
    "integer": 7,
    "decimal": Decimal("7.5"),
    "date": date(2020, 2, 2),
    "boolean": True,
    "answer": Missing.DECLINED,
    "integer_answer": Missing.DECLINED,
}


def example(item: Sealed) -> object:
    """A value the column's codec can carry."""
    if item.codec.name in EXAMPLES:
        return EXAMPLES[item.codec.name]
    return item.codec.decode(b"")


@pytest.fixture(scope="module")
def two(clinic: Clinic) -> tuple[UUID, UUID]:
    return register(clinic.database, clinic.clinician), register(clinic.database, clinic.clinician)


@pytest.fixture(scope="module")
def superuser(servers: Servers, settings: Settings) -> Iterator[psycopg.Connection]:
    """The attacker: may write anything into the database, and has no key."""
    name = settings.databases.app.rsplit("/", 1)[1].split("?")[0]
    with psycopg.connect(servers.services.superuser_url(name), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(_WITHOUT_RULES)
        yield connection


@pytest.mark.parametrize(("model", "name"), CELLS, ids=lambda v: getattr(v, "__tablename__", v))
def test_a_moved_cell_does_not_open(clinic: Clinic, two, superuser, model, name):
    item, table = sealed_columns(model)[name], qualified(model.__table__)
    rows = list(zip((new_id(), new_id()), two, strict=True))
    with clinic.database.read(clinic.clinician) as session:
        ring = ring_of(session)
        plain = item.codec.encode(example(item))
        envelopes = [ring.key(patient_id).seal(item.cell, row_id, plain) for row_id, patient_id in rows]
    for (row_id, patient_id), envelope in zip(rows, envelopes, strict=True):
        superuser.execute(
            f"INSERT INTO {table} (id, org_id, patient_id, row_version, {name}) VALUES (%s, %s, %s, 1, %s)",
            (row_id, clinic.clinician.org_id, patient_id, envelope),
        )
    with clinic.database.read(clinic.clinician) as session:
        assert getattr(session.get(model, rows[0][0]), name) == example(item)
    superuser.execute(f"UPDATE {table} SET {name} = %s WHERE id = %s", (envelopes[1], rows[0][0]))
    with clinic.database.read(clinic.clinician) as session, pytest.raises(CannotOpen):
        getattr(session.get(model, rows[0][0]), name)


def test_a_moved_cell_raises_an_alarm_and_serves_nothing(clinic: Clinic, two, superuser, app, settings: Settings):
    superuser.execute(
        "UPDATE patient SET given_names = (SELECT given_names FROM patient WHERE id = %s) WHERE id = %s",
        (two[1], two[0]),
    )
    client = sign_in(app, clinic.database, clinic.clinician)
    answer = client.get(f"/patients/{two[0]}")
    assert answer.status_code == 500
    assert "Gala" not in answer.text
    engine = make_engine(settings.databases.sequencer)
    with engine.connect() as connection:
        bodies = [json.loads(bytes(b)) for b in connection.execute(text("SELECT body FROM audit.pending")).scalars()]
    engine.dispose()
    alarms = [body for body in bodies if body["act"] == "audit.tamper"]
    assert [(alarm["extra"]["column"], alarm["obj"]) for alarm in alarms] == [("given_names", f"patient:{two[0]}")]
