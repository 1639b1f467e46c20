"""An answer of a record in words, whatever kind of field it belongs to."""

from typing import Any

from flask_babel import format_date
from marshmallow import fields

from registry.diagnoses.catalogue import title_of
from registry.diagnoses.schemas import DiagnosisField
from registry.history.fields import PartialDate
from registry.history.partial_dates import Precision, first_day, precision_of
from registry.web.forms.summary import shown


def in_words(item: fields.Field[Any], value: Any, language: str) -> str:
    """Labels instead of codes, dates in the reader's manner; the entries of a list one after another."""
    if isinstance(item, fields.List) and isinstance(item.inner, fields.Nested):
        return _entries(item.inner.schema.fields, value or (), language)
    if isinstance(item, DiagnosisField) and value:
        return _diagnosis(str(value), language)
    if isinstance(item, PartialDate) and value:
        return _partial(str(value))
    return str(shown(item, value, language))


def _entries(inner: dict[str, fields.Field[Any]], entries: Any, language: str) -> str:
    lines = [
        ", ".join(filter(None, (in_words(inner[name], value, language) for name, value in entry.items())))
        for entry in entries
    ]
    return lines[0] if len(lines) == 1 else "; ".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _diagnosis(value: str, language: str) -> str:
    system, _colon, code = value.partition(":")
    title = title_of(system, code, language)
    return f"{code} {title} ({system})" if title else f"{code} ({system})"


def _partial(value: str) -> str:
    precision = precision_of(value)
    if precision is Precision.YEAR:
        return value
    return str(format_date(first_day(value), "long" if precision is Precision.DAY else "LLLL y"))
