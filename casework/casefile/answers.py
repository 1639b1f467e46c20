"""An answer of a record in words, whatever kind of field it belongs to."""

from typing import Any

from flask_babel import format_date
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from marshmallow import fields

from registry.diagnoses.catalogue import title_of
from registry.diagnoses.schemas import DiagnosisField
from registry.history.fields import PartialDate
from registry.history.partial_dates import Precision, first_day, precision_of
from registry.web.forms.summary import shown

_LISTS: dict[str, LazyString] = {
    "substances": _l("Substances"),
    "identifiers": _l("Official numbers"),
    "contacts": _l("Ways to reach them"),
    "next_of_kin": _l("Somebody close to them"),
}
"""What a list of entries is called: its questions stand in the entries."""


def label_of(item: fields.Field[Any], name: str) -> str:
    """The question that a field asks."""
    return str(item.metadata.get("label") or _LISTS.get(name, name))


def in_words(item: fields.Field[Any], value: Any, language: str) -> str:
    """Labels instead of codes, dates in the reader's manner; the entries of a list on a line each."""
    if isinstance(item, fields.List) and isinstance(item.inner, fields.Nested):
        return "\n".join(_entry(item.inner.schema.fields, entry, language) for entry in value or ())
    if isinstance(item, DiagnosisField) and value:
        return _diagnosis(str(value), language)
    if isinstance(item, PartialDate) and value:
        return _partial(str(value))
    return str(shown(item, value, language))


def _entry(inner: dict[str, fields.Field[Any]], entry: dict[str, Any], language: str) -> str:
    """What it is; then what else was asked about it, each with its question."""
    answers = [(label_of(item, name), in_words(item, entry.get(name), language)) for name, item in inner.items()]
    (_question, first), *others = answers
    return " · ".join([first, *(f"{label} {answer}" for label, answer in others if answer)])


def _diagnosis(value: str, language: str) -> str:
    system, _colon, code = value.partition(":")
    title = title_of(system, code, language)
    return f"{code} {title} ({system})" if title else f"{code} ({system})"


def _partial(value: str) -> str:
    precision = precision_of(value)
    if precision is Precision.YEAR:
        return value
    return str(format_date(first_day(value), "long" if precision is Precision.DAY else "LLLL y"))
