"""A PostgreSQL server for the audit tests, and a fresh database with the log in it for each test."""

import shutil
from collections.abc import Iterator
from itertools import count

import pytest
from sqlalchemy import create_engine, text

from tests.audit.audit_database import Database, Server, new_server, prepare

_names = count()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    server = new_server()
    server.start()
    prepare(server)
    yield server
    server.kill()
    shutil.rmtree(server.home)


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    yield from _database(server)


@pytest.fixture
def crashing_database() -> Iterator[Database]:
    """On a server of its own, whose asynchronous commits stay in memory long enough to be lost."""
    server = new_server()
    server.start("wal_writer_delay=10s")
    prepare(server)
    try:
        yield from _database(server)
    finally:
        server.kill()
        shutil.rmtree(server.home)


def _database(server: Server) -> Iterator[Database]:
    name = f"audit_{next(_names)}"
    administer = create_engine(server.url("root", "postgres"), isolation_level="AUTOCOMMIT")
    with administer.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template_audit STRATEGY file_copy"))
    administer.dispose()  # a test may kill the server under an idle connection
    database = Database(server, name)
    yield database
    for engine in database.engines:
        engine.dispose()
    with administer.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    administer.dispose()
