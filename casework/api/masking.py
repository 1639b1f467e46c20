"""What an answer leaves out unless its reveal was asked for: by the sensitivity that the columns declare."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from marshmallow import Schema, fields

from registry.people.reveals import Group, fields_of

Revealed = frozenset[Group]


@cache
def guarded_columns() -> Mapping[str, Mapping[str, Group]]:
    """Table -> column -> the group it is revealed with."""
    found: dict[str, dict[str, Group]] = {}
    for group in Group:
        for name in fields_of(group):
            table, _dot, column = name.partition(".")
            found.setdefault(table, {})[column] = group
    return found


def guarded_fields(schema: Schema, row: Any) -> dict[str, Group]:
    """Field of the answer (`substances.route` within a list) -> its group, for one row."""
    columns = guarded_columns().get(getattr(row, "__tablename__", ""), {})
    found = {name: columns[name] for name in schema.fields if name in columns}
    for name, items in _lists(schema, row):
        for item in items:
            inner = guarded_columns().get(getattr(item, "__tablename__", ""), {})
            found.update({f"{name}.{column}": group for column, group in inner.items()})
    return found


def _lists(schema: Schema, row: Any) -> Iterator[tuple[str, Iterable[Any]]]:
    for name, field in schema.fields.items():
        if isinstance(field, fields.List) and isinstance(field.inner, fields.Nested):
            yield name, getattr(row, name, None) or ()


def dump_without(schema: type[Schema], row: Any, hidden: Collection[str]) -> dict[str, Any]:
    """A row by its schema, with null for what is hidden. A hidden column of the row itself is not even opened."""
    found: dict[str, Any] = schema(exclude=[name for name in hidden if "." not in name]).dump(row)
    for name in hidden:
        parent, dot, field = name.partition(".")
        for item in found.get(parent) or () if dot else ():
            item[field] = None
    names = (name for name, field in schema().fields.items() if not field.load_only)
    return {name: found.get(name) for name in names}
