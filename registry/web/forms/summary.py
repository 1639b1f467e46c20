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
    """One question and its answer in words; no words when it has none."""

    path: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """One step of a form, which is where its answers can be changed."""

    title: str
    step: str
    rows: list[SummaryRow]

    @property
    def answered(self) -> list[SummaryRow]:
        """The questions that have an answer."""
        return [row for row in self.rows if row.value]

    @property
    def unanswered(self) -> list[str]:
        """The labels of those that have none, each once: a list of contacts asks the same again and again."""
        return list(dict.fromkeys(row.label for row in self.rows if not row.value))


def summary_parts(kind: RecordKind, raw: Raw, language: str) -> list[SummaryPart]:
    """Every step that is asked, with its questions."""
    schema = kind.schema()
    payload = payload_of(schema, raw)
    return [
        SummaryPart(str(step.title), step.slug, [_row(schema, payload, path, language) for path in step.fields])
        for step in kind.steps
        if step.when(raw)
    ]


def differing_rows(theirs: list[SummaryPart], ours: list[SummaryPart]) -> list[SummaryRow]:
    """What stands in the record otherwise than it was typed; a question without an answer says so."""
    typed = {row.path: row.value for part in ours for row in part.rows}
    return [
        SummaryRow(row.path, row.label, row.value or _("Not answered"))
        for part in theirs
        for row in part.rows
        if row.value != typed.get(row.path, "")
    ]


def _row(schema: Schema, payload: Any, path: str, language: str) -> SummaryRow:
    item = schema_field(schema, path)
    return SummaryRow(path, str(item.metadata.get("label", path)), shown(item, value_at(payload, path), language))


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
