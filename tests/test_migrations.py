"""The migrations make exactly what the models say."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, NullPool, create_engine, text

from audit import ddl
from casework.app.models import audit_metadata, record_metadata
from casework.app.schema import current, head
from registry.db import row_security
from registry.settings import Settings
from tests.conftest import Servers


@pytest.fixture(scope="module")
def migrated(settings: Settings) -> Iterator[Connection]:
    engine = create_engine(settings.databases.migrate, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def made(servers: Servers) -> Iterator[Connection]:
    """A database whose tables were made from the models themselves."""
    settings = servers.new_database("made_from_models")
    engine = create_engine(settings.databases.migrate, poolclass=NullPool)
    with engine.begin() as connection:
        for schema in ("public", "keys", "audit"):
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        connection.execute(text("CREATE EXTENSION btree_gist"))
        record_metadata().create_all(connection)
        audit_metadata().create_all(connection)
        connection.execute(text("GRANT USAGE ON SCHEMA public, keys TO puente_app, puente_backup"))
        for line in [*row_security.statements(record_metadata()), *ddl.statements()]:
            connection.execute(text(line.replace(":", r"\:")))
        yield connection
    engine.dispose()


def test_migrated_tables_equal_the_models(migrated: Connection):
    for metadata in (record_metadata(), audit_metadata()):
        tables = set(metadata.tables.values())
        names = {(t.schema, t.name) for t in tables}
        context = MigrationContext.configure(
            migrated,
            opts={
                "include_schemas": True,
                "compare_type": True,
                "include_object": lambda o, n, kind, r, c, names=names: kind != "table" or (o.schema, n) in names,
            },
        )
        assert compare_metadata(context, metadata) == []


CATALOGUE = {
    "columns": "SELECT table_schema, table_name, column_name, data_type, is_nullable FROM information_schema.columns "
    "WHERE table_schema IN ('public', 'keys', 'audit') AND table_name <> 'alembic_version'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace::regnamespace::text IN ('public', 'keys', 'audit') AND contype <> 'n' "
    "AND conrelid::regclass::text <> 'alembic_version'",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'keys', 'audit') "
    "AND tablename <> 'alembic_version'",
    "policies": "SELECT schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check "
    "FROM pg_policies",
    "grants": "SELECT table_schema, table_name, grantee, privilege_type FROM information_schema.role_table_grants "
    "WHERE table_schema IN ('public', 'keys', 'audit') AND table_name <> 'alembic_version'",
    "comments": "SELECT c.oid::regclass::text, a.attname, col_description(c.oid, a.attnum) FROM pg_class c "
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text IN ('public', 'keys', 'audit') "
    "AND c.relname <> 'alembic_version'",
}


@pytest.mark.parametrize("what", CATALOGUE)
def test_catalogue_of_migrated_database_equals_the_models(migrated: Connection, made: Connection, what: str):
    query = text(CATALOGUE[what].replace("::", r"\:\:"))
    found, expected = (sorted(map(str, c.execute(query))) for c in (migrated, made))
    assert found == expected


def test_database_knows_that_it_is_up_to_date(settings: Settings):
    engine = create_engine(settings.databases.migrate, poolclass=NullPool)
    assert current(engine) == head()
    engine.dispose()
