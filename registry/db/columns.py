"""Columns that say in words what they are and how sensitive: that one declaration drives sealing, logs and exports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, TypeVar, overload

from sqlalchemy import ForeignKey, LargeBinary, TypeDecorator
from sqlalchemy.orm import MappedColumn, mapped_column, object_session

from registry.answers import Missing
from registry.errors import CannotOpen
from registry.security.envelope import Cell, SubjectKey, is_envelope

T = TypeVar("T")


class Sensitivity(StrEnum):
    """How much harm a column can do. Everything from IDENTITY on is sealed."""

    TECHNICAL = "technical"
    PUBLIC = "public"
    INTERNAL = "internal"
    PSEUDONYMOUS = "pseudonymous"
    SECRET = "secret"
    IDENTITY = "identity"
    CLINICAL = "clinical"
    INFECTION = "infection"
    OFFENCE = "offence"
    FREE_TEXT = "free_text"


SEALED = frozenset(
    {
        Sensitivity.IDENTITY,
        Sensitivity.CLINICAL,
        Sensitivity.INFECTION,
        Sensitivity.OFFENCE,
        Sensitivity.FREE_TEXT,
    }
)


def column(
    type_: Any, *constraints: ForeignKey, says: str, sensitivity: Sensitivity, **options: Any
) -> MappedColumn[Any]:
    """A plain column. Sealed sensitivities are refused here: use `sealed`."""
    if sensitivity in SEALED:
        raise ValueError(f"{says}: a column of sensitivity {sensitivity} must be sealed")
    return mapped_column(type_, *constraints, comment=says, info={"sensitivity": sensitivity.value}, **options)


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """How a Python value becomes the bytes inside an envelope, and back."""

    name: str
    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], T]


def _encode_answer(value: object) -> bytes:
    return b"\x00" + value.value.encode() if isinstance(value, Missing) else str(value).encode()


def _decode_answer(convert: Callable[[str], T]) -> Callable[[bytes], T | Missing]:
    def decode(data: bytes) -> T | Missing:
        return Missing(data[1:].decode()) if data[:1] == b"\x00" else convert(data.decode())

    return decode


TEXT: Codec[str] = Codec("text", lambda v: str(v).encode(), lambda b: b.decode())
INTEGER: Codec[int] = Codec("integer", lambda v: b"%d" % v, lambda b: int(b))
DECIMAL: Codec[Decimal] = Codec("decimal", lambda v: str(v).encode(), lambda b: Decimal(b.decode()))
DATE: Codec[date] = Codec("date", lambda v: v.isoformat().encode(), lambda b: date.fromisoformat(b.decode()))
BOOLEAN: Codec[bool] = Codec("boolean", lambda v: b"1" if v else b"0", lambda b: b == b"1")
ANSWER: Codec[str | Missing] = Codec("answer", _encode_answer, _decode_answer(str))
CODES: Codec[tuple[str, ...]] = Codec(
    "codes", lambda v: ";".join(v).encode(), lambda b: tuple(b.decode().split(";")) if b else ()
)
INTEGER_ANSWER: Codec[int | Missing] = Codec("integer_answer", _encode_answer, _decode_answer(int))


class Pending:
    """A value set on an object and not yet sealed; replaced by its envelope before the flush."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


class SealedBytes(TypeDecorator[bytes]):
    """bytea that takes and gives nothing but envelopes: no plaintext passthrough, ever."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: object) -> bytes | None:
        if value is not None and not (isinstance(value, bytes) and is_envelope(value)):
            raise ValueError("a sealed column takes envelopes only")
        return value

    def process_result_value(self, value: bytes | None, dialect: object) -> bytes | None:
        return None if value is None else bytes(value)


class Sealed(Generic[T]):
    """Class attribute of a sealed column: reads open it under the patient's key, writes seal it at the flush.

    The column holds bytea under the attribute's own name; the mapped attribute is `<name>_sealed`.
    """

    def __init__(self, codec: Codec[T], says: str, sensitivity: Sensitivity, nullable: bool) -> None:
        if sensitivity not in SEALED:
            raise ValueError(f"{says}: sensitivity {sensitivity} is not for sealed columns")
        self.codec, self.says, self.sensitivity, self.nullable = codec, says, sensitivity, nullable
        self.name = self.attribute = ""
        self.cell = Cell("", "")

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.attribute = name, f"{name}_sealed"
        self.cell = Cell(str(getattr(owner, "__tablename__", "")), name)

    def mapped(self) -> MappedColumn[Any]:
        """The column behind the attribute."""
        info = {"sensitivity": self.sensitivity.value, "sealed": True, "codec": self.codec.name}
        return mapped_column(self.name, SealedBytes, comment=self.says, info=info, nullable=self.nullable)

    @overload
    def __get__(self, instance: None, owner: type) -> "Sealed[T]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: Any, owner: type) -> "Sealed[T] | T":
        if instance is None:
            return self
        raw = getattr(instance, self.attribute)
        if isinstance(raw, Pending):
            return raw.value  # type: ignore[return-value]
        if raw is None:
            return None  # type: ignore[return-value]
        opened: dict[str, tuple[bytes, object]] = instance.__dict__.setdefault("_opened", {})
        found = opened.get(self.name)
        if found is None or found[0] is not raw:
            found = opened[self.name] = (raw, self.open(instance, raw))
        return found[1]  # type: ignore[return-value]

    def __set__(self, instance: Any, value: T | None) -> None:
        if isinstance(value, str) and "\x00" in value:
            raise ValueError(f"{self.name}: NUL is not text")
        setattr(instance, self.attribute, None if value is None else Pending(value))

    def open(self, instance: Any, envelope: bytes) -> T:
        """Open the envelope of this column of `instance` with the keys of its session."""
        session = object_session(instance)
        if session is None:
            raise CannotOpen(self.cell.table, self.name, instance.id)
        key = _opening_key(session.info["ring"], instance, envelope)
        return self.codec.decode(key.open(self.cell, instance.id, envelope))

    def seal_pending(self, ring: Any, instance: Any) -> None:
        """Before a flush: put the envelope in the place of a value that was set, if one was.

        Past the ORM's events, because setting the value has marked the attribute as changed already.
        """
        values = instance.__dict__
        raw = values.get(self.attribute)
        if isinstance(raw, Pending):
            values[self.attribute] = self.seal(ring, instance, raw.value)

    def seal(self, ring: Any, instance: Any, value: object) -> bytes:
        """The envelope for `value` in this column of `instance`."""
        key = _sealing_key(ring, instance)
        return key.seal(self.cell, instance.id, self.codec.encode(value))


def _sealing_key(ring: Any, instance: Any) -> SubjectKey:
    """A patient's key; or, for a row that belongs to a member of staff, their own."""
    owner = getattr(instance, "owner_id", None)
    key: SubjectKey = ring.key(instance.subject_id) if owner is None else ring.personal_key(owner)
    return key


def _opening_key(ring: Any, instance: Any, envelope: bytes) -> SubjectKey:
    owner = getattr(instance, "owner_id", None)
    if owner is not None:
        return _sealing_key(ring, instance)
    key: SubjectKey = ring.key_for(instance.subject_id, envelope)
    return key


def sealed(codec: Codec[T], *, says: str, sensitivity: Sensitivity, nullable: bool = True) -> Sealed[T]:
    """Declare a sealed column. `says` becomes the comment in the database and in the data dictionary."""
    return Sealed(codec, says, sensitivity, nullable)


_SEALED_OF: dict[type, Mapping[str, Sealed[Any]]] = {}


def sealed_columns(model: type) -> Mapping[str, Sealed[Any]]:
    """The sealed columns of a model by attribute name, base classes first; looked up once for each model."""
    known = _SEALED_OF.get(model)
    if known is None:
        found: dict[str, Sealed[Any]] = {}
        for cls in reversed(model.__mro__):
            found.update({name: item for name, item in vars(cls).items() if isinstance(item, Sealed)})
        known = _SEALED_OF[model] = MappingProxyType(found)
    return known
