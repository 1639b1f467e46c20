"""The shape of what the API answers, made from the input schema: the same fields, each of which may be empty.

An imported record may lack what a form insists on, and a masked value is left out; so no field of an answer is sure
to have a value, but each is sure to be there.
"""

import copy
import re
from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, fields
from marshmallow import missing as nothing

from registry.records.kinds import RecordKind

ANSWER = "answer"
"""Mark, in a field's metadata, of the fields of answers: their description lists retired codes, too."""


class AnswerSchema(Schema):
    """What every answer is built on: nothing but what is named."""

    class Meta:
        unknown = RAISE


class RecordAnswerSchema(AnswerSchema):
    """What every record has beside its own fields."""

    id = fields.UUID(required=True, metadata={"description": "Id of the record"})
    row_version = fields.Integer(required=True, metadata={"description": "Version, as in the ETag", "minimum": 1})
    created_at = fields.DateTime(required=True, metadata={"description": "When it was recorded"})
    updated_at = fields.DateTime(required=True, metadata={"description": "When it was last changed"})
    masked = fields.List(
        fields.String(), required=True, metadata={"description": "Fields left empty because no reveal was asked for"}
    )


def camel(name: str) -> str:
    """`episode-exit` and `use_day` as `EpisodeExit` and `UseDay`."""
    return "".join(part.capitalize() for part in re.split("[-_]", name))


def record_schema(kind: RecordKind) -> type[AnswerSchema]:
    """The schema of one record of a kind."""
    own = _answering(kind.output or kind.schema)
    return type(f"{camel(kind.name)}RecordSchema", (RecordAnswerSchema,), own)


def page_schema(kind: RecordKind) -> type[AnswerSchema]:
    """The schema of a page of records."""
    return page_of(camel(kind.name), record_schema(kind))


def page_of(name: str, item: type[Schema]) -> type[AnswerSchema]:
    """The schema of a page of items."""
    following = fields.UUID(
        required=True, allow_none=True, metadata={"description": "Give this as `after` for the next page"}
    )
    items = fields.List(fields.Nested(item), required=True)
    return type(f"{name}PageSchema", (AnswerSchema,), {"items": items, "next": following})


def _answering(schema: type[Schema]) -> dict[str, fields.Field[Any]]:
    declared: dict[str, fields.Field[Any]] = schema._declared_fields
    return {name: _answer_field(field) for name, field in declared.items() if not field.load_only}


@cache
def _item_schema(schema: type[Schema]) -> type[AnswerSchema]:
    name = schema.__name__.removesuffix("Schema")
    return type(f"{name}AnswerSchema", (AnswerSchema,), _answering(schema))


def _answer_field(field: fields.Field[Any]) -> fields.Field[Any]:
    """A field of an answer: always there, perhaps empty, with no rule that only input must keep."""
    if isinstance(field, fields.Nested):
        # Asked of a copy: a field remembers its schema once it was asked, whatever is left out of it later.
        nested = type(copy.copy(field).schema)
        inner = fields.Nested(_item_schema(nested), metadata=dict(field.metadata))
        inner.required, inner.allow_none = True, True
        return inner
    found = copy.copy(field)
    found.required, found.allow_none, found.load_default = True, True, nothing
    found.validate, found.validators = None, []
    found.metadata = {**field.metadata, ANSWER: True}
    if isinstance(found, fields.List) and isinstance(field, fields.List):
        found.inner = _answer_field(field.inner)
        found.inner.allow_none = False
    return found
