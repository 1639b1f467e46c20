"""Rows by the thousand: the binary arrays, the ids, and the parity with rows written one by one."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from psycopg import errors
from sqlalchemy import Boolean, Date, DateTime, Integer, LargeBinary, Numeric, SmallInteger, String, Uuid, text

from casework.importing.bulk.arrays import BinaryArray, BinaryArrayDumper, element_of
from casework.importing.bulk.batch import WRITTEN
from casework.importing.bulk.tables import BulkTable
from registry.access.actor import SYSTEM_USER
from registry.db.work import Database
from registry.ids import new_ids
from tests.casework.importing.runs_made import ROOT

VALUES: list[tuple[Any, list[Any]]] = [
    (Uuid(), [SYSTEM_USER, None, UUID(int=1)]),
    (LargeBinary(), [b"", b"\x00" * 2000, None]),
    (Date(), [date(1969, 12, 31), date(2026, 2, 28), None]),
    (DateTime(timezone=True), [datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC), None]),
    (String(20), ["ñandú", "", None]),
    (Boolean(), [True, False, None]),
    (SmallInteger(), [-3, 366, None]),
    (Integer(), [2**40, -1, None]),
]


@pytest.mark.parametrize(("type_", "values"), VALUES, ids=lambda value: type(value).__name__)
def test_an_array_arrives_as_it_was_sent(database: Database, type_: Any, values: list[Any]) -> None:
    element = element_of(type_)
    array = BinaryArray(element, [None if value is None else element.encode(value) for value in values])
    with database.read(ROOT) as session:
        driver: Any = session.connection().connection.driver_connection
        with driver.cursor() as cursor:
            cursor.adapters.register_dumper(BinaryArray, BinaryArrayDumper)
            rows = cursor.execute(f"SELECT * FROM unnest(%b::{element.name}[])", (array,)).fetchall()
    assert [row[0] for row in rows] == values


def test_a_type_without_binary_form_is_an_error() -> None:
    with pytest.raises(TypeError):
        element_of(Numeric())


def test_every_table_of_an_import_can_be_written_in_bulk() -> None:
    for model in WRITTEN:
        columns = {column.name for column in model.__table__.columns}
        assert set(BulkTable(model).arrays()) | {
            f"p_{name}" for name in ("org_id", "created_at", "updated_at", "row_version")
        } >= {f"p_{name}" for name in columns}


def test_copy_is_refused_on_tables_with_row_level_security(database: Database) -> None:
    """The reason for the arrays: see docs/adr/0009-imports.md."""
    with database.read(ROOT) as session:
        driver: Any = session.connection().connection.driver_connection
        with (
            driver.cursor() as cursor,
            pytest.raises(errors.FeatureNotSupported, match="row-level security"),
            cursor.copy("COPY patient (id) FROM STDIN"),
        ):
            pytest.fail("COPY was allowed")
        session.rollback()
        assert session.execute(text("SELECT 1")).scalar_one() == 1


def test_ids_made_together_are_different_and_of_version_seven() -> None:
    found = new_ids(1000)
    assert len(set(found)) == 1000
    assert {(one.version, one.variant) for one in found} == {(7, "specified in RFC 4122")}
    assert new_ids(0) == []
    assert len({one.int >> 80 for one in found}) == 1
