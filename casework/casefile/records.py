"""Records of one kind as rows to read: label and answer in words, without what must stay hidden."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import Schema

from casework.casefile.answers import in_words, label_of
from casework.casefile.sections import Kept
from registry.db.columns import Sensitivity, sealed_columns
from registry.people.reveals import Group
from registry.schemas.fields import Day, RecordId

PAGE = 25
WIDEST_TABLE = 6
_GROUPS = {Sensitivity.INFECTION: Group.INFECTIONS, Sensitivity.OFFENCE: Group.OFFENCES}


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record to read: `rows` are (label, answer in words), the first of them its `day` where every record has one.

    `goes_on` says that it can be ended.
    """

    id: UUID
    day: str
    rows: list[tuple[str, str]]
    goes_on: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Some records of one kind; `hidden` are the groups of which the kind has answers that are not shown here."""

    records: list[RecordView]
    hidden: list[Group]
    page: int
    pages: int

    @property
    def columns(self) -> list[str]:
        """Every label that some record answers, in the order of the form."""
        return list(dict.fromkeys(label for record in self.records for label, _value in record.rows))

    @property
    def as_table(self) -> bool:
        """Several, with few enough columns to stand side by side."""
        return len(self.records) > 1 and len(self.columns) <= WIDEST_TABLE


def guarded_fields(kept: Kept) -> dict[str, Group]:
    """The fields of a kind that a screen hides, by the sensitivity its columns declare."""
    sealed: Mapping[str, Any] = sealed_columns(kept.model)
    return {name: _GROUPS[item.sensitivity] for name, item in sealed.items() if item.sensitivity in _GROUPS}


def page_of_records(rows: Sequence[Any], kept: Kept, *, language: str, page: int) -> RecordPage:
    """One page in words. What is guarded is not even opened."""
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(page, 1), pages)
    guarded = guarded_fields(kept)
    names = [name for name in asked_fields(kept.kind.schema()) if name not in guarded]
    shown = rows[(page - 1) * PAGE : page * PAGE]
    return RecordPage(views(shown, kept, names, language=language), sorted(set(guarded.values())), page, pages)


def asked_fields(schema: Schema) -> list[str]:
    """The fields that ask something, in the order of the form, but the day that every record has comes first."""
    asked = [name for name, item in schema.fields.items() if not (isinstance(item, RecordId) or item.load_only)]
    day = day_field(schema)
    return asked if day is None else [day, *(name for name in asked if name != day)]


def day_field(schema: Schema) -> str | None:
    """The field that dates a record of this kind, if there is one that every record has."""
    return next((name for name, item in schema.fields.items() if isinstance(item, Day) and item.required), None)


def views(rows: Sequence[Any], kept: Kept, names: Collection[str], *, language: str) -> list[RecordView]:
    """The named fields of records in words; nothing else is opened."""
    whole = kept.kind.schema()
    day = day_field(whole)
    schema = kept.kind.schema(only=tuple({*names, *([day] if day else [])}))

    def view(row: Any) -> RecordView:
        values = schema.dump(row)
        answers = {name: in_words(item, values.get(name), language) for name, item in schema.fields.items()}
        pairs = [(label_of(whole.fields[name], name), answers[name]) for name in names if answers[name]]
        goes_on = kept.ending is not None and row.ended_on is None
        return RecordView(row.id, answers[day] if day else "", pairs, goes_on)

    return [view(row) for row in rows]
