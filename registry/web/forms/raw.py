"""From what a browser posts to what a schema loads, and back."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict

from registry.answers import Missing
from registry.records.drafts import Raw
from registry.schemas.fields import CodeAnswer, Codes, Day, WholeAnswer, YesNo

SLOTS = 4
"""Longest list of a form: one main substance and three more (standards R8)."""
_DAY_PARTS = ("day", "month", "year")
_NOT_ANSWERS = frozenset({"csrf_token", "draft", "row_version", "action"})


def typed_fields(form: MultiDict[str, str]) -> Raw:
    """The posted fields as a draft keeps them."""
    return {name: values for name, values in form.lists() if name not in _NOT_ANSWERS}


def payload_of(schema: Schema, raw: Raw) -> dict[str, Any]:
    """The JSON payload that the typed fields stand for. Blank fields are left out; lists drop their empty items."""
    found: dict[str, Any] = {}
    for name, item in schema.fields.items():
        value = _value(item, name, raw)
        if value is not None:
            found[name] = value
    return found


def _value(item: fields.Field[Any], name: str, raw: Raw) -> Any:
    if isinstance(item, fields.List) and isinstance(item.inner, fields.Nested):
        return _items(item.inner.schema, name, raw)
    if isinstance(item, Day):
        return _day(name, raw)
    if isinstance(item, Codes):
        chosen = [v for v in raw.get(name, []) if v]
        return chosen or None
    if isinstance(item, YesNo):
        return True if any(raw.get(name, [])) else None
    typed = _first(raw, name).strip()
    if isinstance(item, CodeAnswer | WholeAnswer):
        missing = _first(raw, f"{name}__missing")
        return typed or missing or None
    return typed or None


def _items(schema: Schema, name: str, raw: Raw) -> list[dict[str, Any]] | None:
    """The filled slots of a list; an empty slot leaves no trace."""
    slots = (payload_of(schema, _slot(raw, f"{name}-{index}-")) for index in range(SLOTS))
    return [slot for slot in slots if slot] or None


def _slot(raw: Raw, prefix: str) -> Raw:
    return {key.removeprefix(prefix): value for key, value in raw.items() if key.startswith(prefix)}


def _first(raw: Raw, name: str) -> str:
    values = raw.get(name) or [""]
    return values[-1]


def _day(name: str, raw: Raw) -> str | None:
    """An ISO date from day, month and year, each as typed; half a date stays half so that the schema refuses it."""
    day, month, year = (_first(raw, f"{name}__{part}").strip() for part in _DAY_PARTS)
    if not (day or month or year):
        return _first(raw, name).strip() or None
    if all(part.isdecimal() for part in (day, month, year)) and len(year) == 4 and max(len(day), len(month)) <= 2:
        return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
    return f"{year}-{month}-{day}"


def raw_of(schema: Schema, values: Mapping[str, Any]) -> Raw:
    """The typed fields that would give these values: to fill a form from a record."""
    raw: Raw = {}
    for name, item in schema.fields.items():
        value = values.get(name)
        if value is not None:
            raw.update(_raw(item, name, value))
    return raw


def _raw(item: fields.Field[Any], name: str, value: Any) -> Raw:
    if isinstance(item, fields.List) and isinstance(item.inner, fields.Nested):
        inner = item.inner.schema
        slots = [(f"{name}-{index}-", raw_of(inner, entry)) for index, entry in enumerate(value)]
        return {f"{prefix}{key}": typed for prefix, slot in slots for key, typed in slot.items()}
    if isinstance(item, Day):
        year, month, day = str(value).split("-")
        return {f"{name}__day": [str(int(day))], f"{name}__month": [str(int(month))], f"{name}__year": [year]}
    if isinstance(item, Codes):
        return {name: [str(v) for v in value]}
    if isinstance(item, YesNo):
        return {name: ["yes"]} if value else {}
    if isinstance(item, CodeAnswer | WholeAnswer) and str(value) in Missing.__members__:
        return {f"{name}__missing": [str(value)]}
    return {name: [str(value)]}
