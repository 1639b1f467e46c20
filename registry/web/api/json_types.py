"""JSON has types and a form has none: what a form may send as text, the API takes only as what it is.

A program that sends "7" for 7 has a mistake that is better found at once than guessed at.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, fields

from registry.answers import Missing
from registry.schemas.fields import Day, RecordId, Whole, WholeAnswer, YesNo

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def wrong_types(schema: Schema, payload: Any, prefix: str = "") -> dict[str, list[str]]:
    """Field (`substances.0.days`) to code, for each value that has another type than its field."""
    if not isinstance(payload, Mapping):
        return {prefix.removesuffix(".") or "form": ["invalid"]}
    found: dict[str, list[str]] = {}
    for name, value in payload.items():
        field = schema.fields.get(name)
        if field is not None and value is not None:
            found.update(_wrong(field, value, f"{prefix}{name}"))
    return found


def _wrong(field: fields.Field[Any], value: Any, name: str) -> dict[str, list[str]]:
    if isinstance(field, fields.Nested):
        return wrong_types(field.schema, value, f"{name}.")
    if isinstance(field, fields.List):
        return dict(_wrong_items(field, value, name))
    code = _wrong_value(field, value)
    return {} if code is None else {name: [code]}


def _wrong_items(field: fields.List[Any], value: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    if not isinstance(value, list):
        yield name, ["invalid"]
        return
    for position, item in enumerate(value):
        yield from _wrong(field.inner, item, f"{name}.{position}").items()


def _wrong_value(field: fields.Field[Any], value: Any) -> str | None:
    if isinstance(field, YesNo):
        return None if isinstance(value, bool) else "invalid"
    if isinstance(field, Whole):
        is_reason = isinstance(field, WholeAnswer) and isinstance(value, str) and value in Missing.__members__
        return "not_a_number" if isinstance(value, str) and not is_reason else None
    if isinstance(field, Day):
        return None if isinstance(value, str) and _DAY.fullmatch(value) else "not_a_date"
    if isinstance(field, RecordId):
        return None if isinstance(value, str) and _UUID.fullmatch(value) else "invalid"
    return None
