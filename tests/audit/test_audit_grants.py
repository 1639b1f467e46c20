"""Grants: the application can add an event and do nothing else to the log."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from audit.ddl import APP, OWNER, READER, SEQUENCER
from audit.events import Act, Event
from audit.tables import metadata
from audit.writer import record
from tests.audit.audit_database import Database

NORTH, SOUTH = uuid4(), uuid4()


@pytest.fixture
def filled(database: Database) -> Database:
    with database.engine(APP).begin() as connection:
        for org in (NORTH, SOUTH, SOUTH):
            record(connection, Event(act=Act.RECORD_LIST, org=org, subject=uuid4(), listed=(uuid4(),)))
    database.sequencer().run_once()
    with database.engine(APP).begin() as connection:
        record(connection, Event(act=Act.RECORD_VIEW, org=NORTH))
    return database


def as_org(connection: Connection, org: UUID) -> None:
    connection.execute(text("SELECT set_config('app.org', :org, true)"), {"org": str(org)})


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM audit.pending",
        "UPDATE audit.pending SET body = ''",
        "DELETE FROM audit.pending",
        "UPDATE audit.event SET body = ''",
        "DELETE FROM audit.event",
        "INSERT INTO audit.event (seq, body, mac) VALUES (99, '', '')",
        "INSERT INTO audit.pending (writer, wseq, body, mac) VALUES (1, 1, '', sha256('')) RETURNING id",
        "TRUNCATE audit.event",
        "TRUNCATE audit.pending",
        "SELECT * FROM audit.state",
        "UPDATE audit.state SET size = 0",
        "SELECT * FROM audit.checkpoint",
        "SELECT * FROM audit.writer",
        "SELECT * FROM audit.tile",
        "DROP TABLE audit.event",
    ],
)
def test_the_application_may_not(filled: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        filled.execute(statement, role=APP)


@pytest.mark.parametrize("role", [SEQUENCER, READER, APP])
@pytest.mark.parametrize("statement", ["UPDATE audit.event SET body = ''", "DELETE FROM audit.event"])
def test_nobody_may_change_a_numbered_event(filled: Database, role: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        filled.execute(statement, role=role)


def test_even_the_owner_sees_and_changes_no_row(filled: Database) -> None:
    with filled.superuser.begin() as connection:
        connection.execute(text(f"SET ROLE {OWNER}"))
        assert connection.execute(text("UPDATE audit.event SET body = ''")).rowcount == 0
        assert connection.execute(text("DELETE FROM audit.event")).rowcount == 0


def test_the_application_reads_only_events_of_its_organisation(filled: Database) -> None:
    engine = filled.engine(APP)
    for org, expected in ((NORTH, 1), (SOUTH, 2), (uuid4(), 0)):
        with engine.begin() as connection:
            as_org(connection, org)
            assert connection.scalar(text("SELECT count(*) FROM audit.event")) == expected
            assert connection.scalar(text("SELECT count(*) FROM audit.listed")) == expected
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit.event")) == 0


def test_the_reading_role_reads_all_and_writes_nothing(filled: Database) -> None:
    with filled.engine(READER, writes=False).begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit.event")) == 3
        assert connection.scalar(text("SELECT count(*) FROM audit.pending")) == 1
    with pytest.raises(DBAPIError, match="permission denied"):
        filled.execute(
            "INSERT INTO audit.pending (writer, wseq, body, mac) VALUES (1, 1, '', decode(repeat('00', 32), 'hex'))",
            role=READER,
        )


def test_every_table_forces_row_security_and_says_what_its_columns_are(database: Database) -> None:
    with database.superuser.connect() as connection:
        open_tables = connection.scalars(
            text(
                "SELECT relname FROM pg_class WHERE relnamespace = 'audit'::regnamespace AND relkind = 'r'"
                " AND NOT (relrowsecurity AND relforcerowsecurity)"
            )
        ).all()
    assert open_tables == []
    columns = [column for table in metadata.tables.values() for column in table.columns]
    assert all(column.comment and column.info["sensitivity"] for column in columns)
