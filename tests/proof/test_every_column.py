"""Every column of the catalogue: it says what it is and how sensitive, and what is sensitive is sealed."""

from collections.abc import Iterator

import pytest
from psycopg import connect
from sqlalchemy import Column, Engine, NullPool, create_engine, text

from casework.app.models import audit_metadata, record_metadata
from registry.db.columns import SEALED, SealedBytes, Sensitivity
from registry.db.row_security import qualified
from registry.settings import Settings
from tests.conftest import Clinic, Servers

TABLES = sorted(record_metadata().tables.values(), key=qualified)
COLUMNS = [column for table in TABLES for column in table.columns]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_column_declares_itself(column: Column):
    assert column.comment
    assert column.info["sensitivity"] in set(Sensitivity)
    assert (Sensitivity(column.info["sensitivity"]) in SEALED) == isinstance(column.type, SealedBytes)


def test_audit_columns_declare_themselves():
    bare = [str(c) for t in audit_metadata().tables.values() for c in t.columns if not c.comment or not c.info]
    assert bare == []


@pytest.fixture(scope="module")
def owner(settings: Settings) -> Iterator[Engine]:
    engine = create_engine(settings.databases.migrate, poolclass=NullPool)
    yield engine
    engine.dispose()


def test_every_table_is_behind_row_security(owner: Engine):
    query = text(
        "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'keys', 'audit') "
        "AND NOT (c.relrowsecurity AND c.relforcerowsecurity) AND c.relname <> 'alembic_version'"
    )
    with owner.connect() as connection:
        assert connection.execute(query).scalars().all() == []


def test_every_organisations_table_has_its_restrictive_policy(owner: Engine):
    query = text("SELECT schemaname || '.' || tablename FROM pg_policies WHERE policyname = 'organisation'")
    with owner.connect() as connection:
        found = set(connection.execute(query).scalars())
    expected = {qualified(t) for t in TABLES if not t.info.get("shared")}
    assert found == expected


def test_application_role_owns_nothing_and_cannot_truncate(owner: Engine):
    query = text(
        "SELECT table_schema || '.' || table_name || ' ' || privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = 'puente_app' AND (privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES') "
        "OR (table_schema = 'audit' AND privilege_type IN ('UPDATE', 'DELETE')))"
    )
    with owner.connect() as connection:
        assert connection.execute(query).scalars().all() == []


def test_application_sees_nothing_without_an_organisation(servers: Servers, settings: Settings, clinic: Clinic):
    address = settings.databases.app.replace("postgresql+psycopg", "postgresql")
    with connect(address) as connection:
        for table in TABLES:
            if not table.info.get("shared") and "row_policy" not in table.info:
                count = connection.execute(f"SELECT count(*) FROM {qualified(table)}").fetchone()
                assert count == (0,), qualified(table)
