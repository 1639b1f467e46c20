"""Records of one kind as rows to read: label and answer in words, masked where they must be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields

from casework.casefile.answers import in_words
from casework.casefile.sections import Kept
from registry.db.columns import Sensitivity, sealed_columns
from registry.people.masking import MASK
from registry.people.reveals import Group
from registry.schemas.fields import Day, RecordId

PAGE = 25
WIDEST_TABLE = 6
_GROUPS = {Sensitivity.INFECTION: Group.INFECTIONS, Sensitivity.OFFENCE: Group.OFFENCES}


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record to read: `rows` are (label, answer in words). `goes_on` says that it can be ended."""

    id: UUID
    day: str
    rows: list[tuple[str, str]]
    goes_on: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Some records of one kind. `as_table` when they are short enough to stand in lines."""

    records: list[RecordView]
    page: int
    pages: int

    @property
    def columns(self) -> list[str]:
        """Every label that some record answers, in the order of the form."""
        return list(dict.fromkeys(label for record in self.records for label, _value in record.rows))

    @property
    def as_table(self) -> bool:
        """Few enough columns to stand side by side."""
        return len(self.records) > 1 and len(self.columns) <= WIDEST_TABLE


def guarded_fields(kept: Kept) -> dict[str, Group]:
    """The fields of a kind that a screen masks, by the sensitivity its columns declare."""
    sealed: Mapping[str, Any] = sealed_columns(kept.model)
    return {name: _GROUPS[item.sensitivity] for name, item in sealed.items() if item.sensitivity in _GROUPS}


def page_of_records(rows: Sequence[Any], kept: Kept, *, language: str, page: int) -> RecordPage:
    """One page in words. A masked answer is not even opened."""
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(page, 1), pages)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    return RecordPage(views(shown, kept, language=language, hidden=guarded_fields(kept)), page, pages)


def views(
    rows: Sequence[Any],
    kept: Kept,
    *,
    language: str,
    hidden: Collection[str] = (),
    only: Collection[str] | None = None,
) -> list[RecordView]:
    """The records in words: `hidden` fields masked; of the others all, or `only` some, are opened."""
    whole = kept.kind.schema()
    names = [name for name in whole.fields if (only is None or name in only) and not _is_technical(whole, name)]
    open_names = [name for name in names if name not in hidden]
    day = next((name for name, item in whole.fields.items() if isinstance(item, Day) and name not in hidden), None)
    wanted = {*open_names, *([day] if day else [])}
    schema = kept.kind.schema(only=tuple(wanted))
    return [_view(row, schema.dump(row), whole, names, hidden, day, language, kept) for row in rows]


def _view(
    row: Any,
    values: dict[str, Any],
    whole: Schema,
    names: Sequence[str],
    hidden: Collection[str],
    day: str | None,
    language: str,
    kept: Kept,
) -> RecordView:
    def answer(name: str) -> str:
        return MASK if name in hidden else in_words(whole.fields[name], values.get(name), language)

    pairs = [(_label(whole.fields[name], name), answer(name)) for name in names]
    goes_on = kept.ending is not None and row.ended_on is None
    return RecordView(
        id=row.id,
        day=in_words(whole.fields[day], values.get(day), language) if day else "",
        rows=[(label, value) for label, value in pairs if value],
        goes_on=goes_on,
    )


def _is_technical(schema: Schema, name: str) -> bool:
    item = schema.fields[name]
    return isinstance(item, RecordId) or item.load_only


def _label(item: fields.Field[Any], name: str) -> str:
    return str(item.metadata.get("label", name))
