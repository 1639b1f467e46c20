"""Records of one kind as rows to read: label and answer in words, masked where they must be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from marshmallow import Schema, fields

from casework.casefile.sections import Kept
from registry.access.actor import Actor
from registry.db.columns import Sensitivity, sealed_columns
from registry.people.masking import MASK
from registry.people.reveals import Group
from registry.schemas.fields import RecordId
from registry.web.forms.summary import shown

_GROUPS = {Sensitivity.INFECTION: Group.INFECTIONS, Sensitivity.OFFENCE: Group.OFFENCES}


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record to read: `rows` are (label, answer in words)."""

    id: UUID
    rows: list[tuple[str, str]]
    can_change: bool


def masked_fields(kept: Kept) -> dict[str, Group]:
    """The fields of a kind that a screen masks, by the sensitivity its columns declare."""
    sealed = sealed_columns(kept.model)
    return {name: _GROUPS[item.sensitivity] for name, item in sealed.items() if item.sensitivity in _GROUPS}


def views(rows: Sequence[Any], kept: Kept, *, by: Actor, language: str, revealed: frozenset[Group]) -> list[RecordView]:
    """The records in words. A masked field is not even opened unless its group has been revealed."""
    hidden = {name for name, group in masked_fields(kept).items() if group not in revealed}
    schema = kept.kind.schema(exclude=tuple(hidden & kept.kind.schema().fields.keys()))
    can_change = kept.kind.change is not None and by.may(kept.kind.write)
    return [RecordView(row.id, _rows(schema, row, hidden, kept, language), can_change) for row in rows]


def _rows(schema: Schema, row: Any, hidden: set[str], kept: Kept, language: str) -> list[tuple[str, str]]:
    values = schema.dump(row)
    found = [
        (str(item.metadata.get("label", name)), in_words(item, values.get(name), language))
        for name, item in schema.fields.items()
        if not isinstance(item, RecordId)
    ]
    shown_rows = [(label, value) for label, value in found if value]
    whole = kept.kind.schema().fields
    masked = [(str(whole[name].metadata.get("label", name)), MASK) for name in sorted(hidden) if name in whole]
    return shown_rows + masked


def in_words(item: fields.Field[Any], value: Any, language: str) -> str:
    """An answer in words; the entries of a list each on a line of its own."""
    if isinstance(item, fields.List) and isinstance(item.inner, fields.Nested):
        inner = item.inner.schema.fields
        entries = (
            ", ".join(filter(None, (shown(inner[k], v, language) for k, v in entry.items()))) for entry in value or ()
        )
        return "; ".join(f"{number}. {entry}" for number, entry in enumerate(entries, 1))
    return shown(item, value, language)


def revealed_title(group: Group) -> str:
    """What a group is called on the page that shows it."""
    titles = {
        Group.IDENTIFIERS: _("Identity and contact"),
        Group.INFECTIONS: _("Infections"),
        Group.OFFENCES: _("Offences and justice"),
    }
    return titles[group]
