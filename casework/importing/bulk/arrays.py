"""Arrays in PostgreSQL's binary form: one parameter for a column of many rows.

COPY is refused on tables with row-level security. `INSERT ... SELECT * FROM unnest(...)` with arrays made here is as
fast, and makes no use of the driver's conversion value by value.
"""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.adapt import Dumper
from psycopg.pq import Format
from sqlalchemy import Boolean, Date, DateTime, Integer, LargeBinary, SmallInteger, String, TypeDecorator, Uuid
from sqlalchemy.types import TypeEngine

_EPOCH = date(2000, 1, 1)
_LENGTH = struct.Struct(">i")
_HEADER = struct.Struct(">iiIii")
_NULL = _LENGTH.pack(-1)
_LENGTHS = [_LENGTH.pack(size) for size in range(1024)]
_MICROSECOND = timedelta(microseconds=1)
_MOMENT = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Element:
    """A type of the server: its name, its number in the catalogue, and the binary form of a value."""

    name: str
    oid: int
    encode: Callable[[Any], bytes]


def _day(value: date) -> bytes:
    return _LENGTH.pack(value.toordinal() - _EPOCH.toordinal())


def _moment(value: datetime) -> bytes:
    return ((value - _MOMENT) // _MICROSECOND).to_bytes(8, "big", signed=True)


def _uuid(value: UUID) -> bytes:
    return value.bytes


UUID_ELEMENT = Element("uuid", 2950, _uuid)
BYTES_ELEMENT = Element("bytea", 17, bytes)
_ELEMENTS: tuple[tuple[type[TypeEngine[Any]], Element], ...] = (
    (Uuid, UUID_ELEMENT),
    (LargeBinary, BYTES_ELEMENT),
    (Date, Element("date", 1082, _day)),
    (DateTime, Element("timestamptz", 1184, _moment)),
    (String, Element("text", 25, str.encode)),
    (Boolean, Element("boolean", 16, lambda value: b"\x01" if value else b"\x00")),
    (SmallInteger, Element("smallint", 21, lambda value: value.to_bytes(2, "big", signed=True))),
    (Integer, Element("bigint", 20, lambda value: value.to_bytes(8, "big", signed=True))),
)


def element_of(type_: TypeEngine[Any]) -> Element:
    """The element type for a column's type. TypeError when there is none."""
    plain = type_.impl_instance if isinstance(type_, TypeDecorator) else type_
    for known, element in _ELEMENTS:
        if isinstance(plain, known):
            return element
    raise TypeError(f"no binary form for {type_!r}")


class BinaryArray:
    """The bytes of a whole array, ready to be sent."""

    __slots__ = ("data",)

    def __init__(self, element: Element, values: Sequence[bytes | None]) -> None:
        parts = [_HEADER.pack(1, 1, element.oid, len(values), 1)]
        for value in values:
            if value is None:
                parts.append(_NULL)
            else:
                size = len(value)
                parts += (_LENGTHS[size] if size < 1024 else _LENGTH.pack(size), value)
        self.data = b"".join(parts)


class BinaryArrayDumper(Dumper):
    """Sends a BinaryArray as it is; the cast in the statement tells its type."""

    format = Format.BINARY
    oid = 0

    def dump(self, obj: BinaryArray) -> bytes:
        """The bytes."""
        return obj.data
