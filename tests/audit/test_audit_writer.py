"""Writers: one event, one row, and counts without gaps whatever happens to the transaction."""

from contextlib import suppress
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from audit.canonical import parse_canonical
from audit.ddl import APP
from audit.events import Act, Event
from audit.macs import mac_fits
from audit.writer import WriterMissing, install, record, record_with
from tests.audit.audit_database import MAC_KEY, Database


def view() -> Event:
    return Event(act=Act.RECORD_VIEW, actor=uuid4(), org=uuid4(), subject=uuid4())


def counts(database: Database) -> list[int]:
    with database.superuser.connect() as connection:
        return list(connection.scalars(text("SELECT wseq FROM audit.pending ORDER BY id")))


@pytest.fixture
def app(database: Database) -> Engine:
    return database.engine(APP, pool=1)


def test_an_event_is_one_row_with_its_count_and_mac(app: Engine, database: Database) -> None:
    with app.begin() as connection:
        identifier = record(connection, view())
    with database.superuser.connect() as connection:
        row = connection.execute(text("SELECT * FROM audit.pending")).one()
    body = parse_canonical(row.body)
    assert row.id == identifier and identifier.version == 7
    assert (body["w"], body["n"]) == (f"{row.writer:016x}", row.wseq) == (f"{row.writer:016x}", 1)
    assert mac_fits(MAC_KEY, row.writer, row.wseq, row.body, row.mac)
    assert not mac_fits(MAC_KEY, row.writer, 2, row.body, row.mac)


def test_writing_an_event_takes_one_statement(app: Engine) -> None:
    sent: list[str] = []
    event.listen(app, "before_cursor_execute", lambda *call: sent.append(call[2]))
    with app.begin() as connection:
        record(connection, view())
    assert len(sent) == 1 and sent[0].startswith("INSERT INTO audit.pending")


def test_a_rolled_back_transaction_leaves_no_gap(app: Engine, database: Database) -> None:
    for fails in (False, True, True, False):
        with app.connect() as connection:
            record(connection, view())
            record(connection, view())
            connection.rollback() if fails else connection.commit()
    assert counts(database) == [1, 2, 3, 4]


def test_a_transaction_left_open_leaves_no_gap(app: Engine, database: Database) -> None:
    with app.connect() as connection:
        record(connection, view())
    with app.begin() as connection:
        record(connection, view())
    assert counts(database) == [1]


def test_a_rolled_back_savepoint_gives_its_counts_back(app: Engine, database: Database) -> None:
    with app.begin() as connection:
        record(connection, view())
        with connection.begin_nested():
            record(connection, view())
            inner = connection.begin_nested()
            record(connection, view())
            inner.rollback()
        with suppress(LookupError), connection.begin_nested():
            record(connection, view())
            with connection.begin_nested():
                record(connection, view())
            with connection.begin_nested():
                record(connection, view())
                raise LookupError
        record(connection, view())
    assert counts(database) == [1, 2, 3]


def test_savepoints_of_a_session_are_followed_too(app: Engine, database: Database) -> None:
    with Session(app) as session:
        for fails in (True, False, True):
            nested = session.begin_nested()
            record(session.connection(), view())
            nested.rollback() if fails else nested.commit()
        record(session.connection(), view())
        session.commit()
    assert counts(database) == [1, 2]


def test_a_failed_statement_inside_a_savepoint_leaves_no_gap(app: Engine, database: Database) -> None:
    with app.begin() as connection:
        savepoint = connection.begin_nested()
        record(connection, view())
        with pytest.raises(DBAPIError):
            connection.execute(text("SELECT 1 / 0"))
        savepoint.rollback()
        record(connection, view())
    assert counts(database) == [1]


def test_a_commit_that_the_server_turns_into_a_rollback_leaves_no_gap(app: Engine, database: Database) -> None:
    with app.connect() as connection:
        record(connection, view())
        with pytest.raises(DBAPIError):
            connection.execute(text("SELECT 1 / 0"))
        connection.commit()
        record(connection, view())
        connection.commit()
    assert counts(database) == [1]


def test_a_commit_that_the_server_refuses_leaves_no_gap(app: Engine, database: Database) -> None:
    database.execute(
        "CREATE TABLE once (n int, UNIQUE (n) DEFERRABLE INITIALLY DEFERRED)",
        f"GRANT ALL ON once TO {APP}",
    )
    with app.connect() as connection:
        record(connection, view())
        connection.execute(text("INSERT INTO once VALUES (1), (1)"))
        with pytest.raises(DBAPIError):
            connection.commit()
        connection.rollback()
        record(connection, view())
        connection.commit()
    assert counts(database) == [1]


def test_an_event_that_cannot_be_written_takes_no_count(app: Engine, database: Database) -> None:
    with app.begin() as connection:
        with pytest.raises(ValueError, match="no place"):
            record(connection, Event(act=Act.RECORD_VIEW, extra={"ratio": 0.5}))
        record(connection, view())
    assert counts(database) == [1]


def test_a_killed_connection_ends_its_writer_without_a_gap(app: Engine, database: Database) -> None:
    with app.begin() as connection:
        record(connection, view())
    with app.connect() as connection:
        record(connection, view())
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
        database.execute(f"SELECT pg_terminate_backend({pid})")
        with pytest.raises(DBAPIError):
            connection.commit()
        connection.rollback()
        record(connection, view())
        connection.commit()
    with database.superuser.connect() as connection:
        rows = connection.execute(text("SELECT writer, wseq FROM audit.pending")).all()
    assert [row.wseq for row in rows] == [1, 1]
    assert len({row.writer for row in rows}) == 2


def test_identifiers_of_a_writer_grow_with_its_counts(app: Engine, database: Database) -> None:
    for _ in range(3):
        with app.begin() as connection:
            for _ in range(200):
                record(connection, view())
    assert counts(database) == list(range(1, 601))


def test_reading_and_its_event_are_one_statement(app: Engine, database: Database) -> None:
    with Session(app) as session:
        found = record_with(
            session.connection(), view(), select(text("1 AS one")).where(text("false")), session.execute
        )
        assert found.all() == []
        session.commit()
    assert counts(database) == [1]


def test_a_reading_that_fails_takes_no_count(app: Engine, database: Database) -> None:
    with app.begin() as connection:
        with pytest.raises(DBAPIError), connection.begin_nested():
            record_with(connection, view(), select(text("1 / 0")), connection.execute)
        record(connection, view())
    assert counts(database) == [1]


def test_an_engine_without_a_writer_is_refused(database: Database) -> None:
    with database.engine(APP, writes=False).connect() as connection, pytest.raises(WriterMissing):
        record(connection, view())


def test_an_autocommit_connection_is_refused(app: Engine) -> None:
    with (
        app.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        pytest.raises(WriterMissing),
    ):
        record(connection, view())


def test_a_short_mac_key_is_refused(database: Database) -> None:
    engine = create_engine(database.server.url(APP, database.name))
    with pytest.raises(ValueError, match="32 bytes"):
        install(engine, b"short")
