"""What has been answered, as rows for the check page and the case file's lists."""

from dataclasses import dataclass
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from marshmallow import Schema, fields

from registry import clock
from registry.answers import Missing
from registry.codes.lists import code_list
from registry.records.drafts import Raw
from registry.records.kinds import RecordKind
from registry.schemas.fields import Code, Codes, Day, RecordId, Text, YesNo
from registry.web.forms.bound import schema_field
from registry.web.forms.raw import payload_of
from registry.web.messages import missing_label


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One question, its answer in words, and the step where it can be changed."""

    label: str
    value: str
    step: str


def summary_rows(kind: RecordKind, raw: Raw, language: str) -> list[SummaryRow]:
    """Every asked question with its answer; steps that are not asked are left out."""
    schema = kind.schema()
    payload = payload_of(schema, raw)
    return [
        SummaryRow(
            str(item.metadata.get("label", path)),
            shown(item, value_at(payload, path), language) or _("Not answered"),
            step.slug,
        )
        for step in kind.steps
        if step.when(raw)
        for path, item in ((path, schema_field(schema, path)) for path in step.fields)
    ]


def value_at(payload: Any, path: str) -> Any:
    """The value at a dotted path, or None."""
    found = payload
    for part in path.split("."):
        if isinstance(found, list):
            found = found[int(part)] if part.isdecimal() and int(part) < len(found) else None
        else:
            found = found.get(part) if isinstance(found, dict) else None
    return found


def shown(item: fields.Field[Any], value: Any, language: str) -> str:
    """A JSON value of a field in words: labels instead of codes, dates in the reader's manner, units added."""
    if value is None or value == "":
        return ""
    if isinstance(value, str) and value in Missing.__members__:
        return missing_label(Missing(value))
    if isinstance(item, Codes):
        return ", ".join(_label(item, code, language) for code in value)
    if isinstance(item, Code):
        return _label(item, value, language)
    if isinstance(item, Day):
        return _date(item, str(value))
    if isinstance(item, YesNo):
        return str(_("Yes") if value else _("No"))
    words = item.words_for(str(value), language) if isinstance(item, Text) else value
    unit = str(item.metadata.get("unit", ""))
    return f"{words} {unit}".strip()


def _label(item: Code, code: Any, language: str) -> str:
    """The words for a code; what is no code of the list as it was typed."""
    known = code_list(item.list_name)
    return known.label(code, language) if known.is_valid(code, clock.today()) else str(code)


def _date(item: Day, value: str) -> str:
    try:
        return str(format_date(item.deserialize(value), "long"))
    except Exception:  # what was typed is no date: show it as typed
        return value


def labelled(schema: Schema, values: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """(label, answer) for the plain fields of a record that have an answer."""
    pairs = (
        (str(f.metadata.get("label", name)), shown(f, values.get(name), language))
        for name, f in schema.fields.items()
        if not isinstance(f, RecordId)
    )
    return [(label, value) for label, value in pairs if value]
