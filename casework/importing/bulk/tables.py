"""Rows of one table that wait to be written: sealed as they come, kept column by column."""

from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID

from psycopg import sql
from sqlalchemy import Column, Table

from casework.importing.bulk.arrays import UUID_ELEMENT, BinaryArray, Element, element_of
from registry.db.base import Base
from registry.db.columns import sealed_columns
from registry.security.envelope import Cell, SubjectKey, digest

SAME_FOR_ALL = frozenset({"org_id", "created_at", "updated_at", "row_version"})
"""Columns whose value is one for the whole statement."""

Sealer = tuple[list[bytes | None], str, Cell, Callable[[Any], bytes]]


class BulkTable:
    """The waiting rows of one model of one organisation."""

    def __init__(self, model: type[Base]) -> None:
        table = cast(Table, model.__table__)
        sealed = {item.name: item for item in sealed_columns(model).values()}
        self.name = str(table.name)
        self.label = self.name.encode() + b"\x00"
        self.ids: list[bytes | None] = []
        self._plain: list[tuple[list[bytes | None], str, Element]] = []
        self._sealed: list[Sealer] = []
        self._columns: list[tuple[str, Element, list[bytes | None]]] = []
        if "id" in table.columns:
            self._columns.append(("id", UUID_ELEMENT, self.ids))
        for column in table.columns:
            if column.name == "id" or column.name in SAME_FOR_ALL:
                continue
            self._add_column(column, sealed.get(column.name))
        same = [column.name for column in table.columns if column.name in SAME_FOR_ALL]
        self.statement = self._insert(table.schema, same)

    def _add_column(self, column: Column[Any], sealed: Any) -> None:
        values: list[bytes | None] = []
        element = element_of(column.type)
        self._columns.append((column.name, element, values))
        if sealed is None:
            self._plain.append((values, column.name, element))
        else:
            self._sealed.append((values, column.name, sealed.cell, sealed.codec.encode))

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, key: SubjectKey, row_id: UUID, values: Mapping[str, Any]) -> bytes:
        """Seal and keep one row. Returns the digest of its envelopes, as the audit log takes it."""
        self.ids.append(row_id.bytes)
        for column, name, element in self._plain:
            value = values.get(name)
            column.append(None if value is None else element.encode(value))
        envelopes: list[bytes | None] = []
        for column, name, cell, encode in self._sealed:
            value = values.get(name)
            envelope = None if value is None else key.seal(cell, row_id, encode(value))
            column.append(envelope)
            envelopes.append(envelope)
        return bytes.fromhex(digest(envelopes))

    def add_plain(self, row_id: UUID, values: Mapping[str, Any]) -> None:
        """Keep one row of a table that has nothing sealed."""
        self.ids.append(row_id.bytes)
        for column, name, element in self._plain:
            value = values.get(name)
            column.append(None if value is None else element.encode(value))

    def arrays(self) -> dict[str, BinaryArray]:
        """The parameters of `statement`, beside those of SAME_FOR_ALL."""
        return {f"p_{name}": BinaryArray(element, values) for name, element, values in self._columns}

    def plain_values(self, name: str) -> list[bytes | None]:
        """The waiting values of a column that is not sealed, in their binary form."""
        return next(values for values, column, _element in self._plain if column == name)

    def _insert(self, schema: str | None, same: list[str]) -> sql.Composed:
        names = [name for name, _element, _values in self._columns]
        arrays = [
            sql.SQL("{}::" + element.name + "[]").format(sql.Placeholder(f"p_{name}", format="b"))
            for name, element, _values in self._columns
        ]
        return sql.SQL("INSERT INTO {} ({}) SELECT {}, u.* FROM unnest({}) AS u").format(
            sql.Identifier(*filter(None, (schema, self.name))),
            sql.SQL(", ").join(map(sql.Identifier, [*same, *names])),
            sql.SQL(", ").join(map(sql.Placeholder, same)),
            sql.SQL(", ").join(arrays),
        )
