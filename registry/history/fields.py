"""Fields of history forms: amounts, dates known in part, lists of days, and the source."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError

from registry import clock
from registry.history.partial_dates import Precision, precision_of, read_partial
from registry.schemas.fields import Code, Text

_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")
"""No exponent: 1e-99999999 is eleven characters to type and a hundred million to write out."""
_SPAN = re.compile(r"(\d{1,2})(?:\s*[-\u2013]\s*(\d{1,2}))?")


class Amount(Text):
    """A decimal number within limits, with point or comma; JSON may give a number."""

    def __init__(self, *, low: Decimal = Decimal(0), high: Decimal = Decimal(100_000), **options: Any) -> None:
        self.low, self.high = low, high
        super().__init__(max_length=12, **{"inputmode": "decimal", **options})

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        given = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        text = super()._deserialize(given, attr, data, **kw)
        return None if text is None else self._number(text)

    def _number(self, text: str) -> Decimal:
        if not _PLAIN_NUMBER.fullmatch(text):
            raise ValidationError("not_an_amount")
        number = Decimal(text.replace(",", "."))
        if not self.low <= number <= self.high:
            raise ValidationError(f"out_of_range:{self.low}:{self.high}")
        return number

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> str | None:
        return None if value is None else format(value, "f")


class PartialDate(Text):
    """A date in the past of which perhaps only month or year is known. `only` asks for a given precision."""

    def __init__(self, *, only: Precision | None = None, **options: Any) -> None:
        self.only_precision = only
        super().__init__(max_length=10, **{"inputmode": "text", **options})

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kw)
        if text is None:
            return None
        try:
            partial = read_partial(text)
        except ValueError as error:
            raise ValidationError("not_a_partial_date") from error
        if partial < "1900":
            raise ValidationError("date_too_early")
        if partial > clock.today().isoformat():
            raise ValidationError("date_in_future")
        if self.only_precision not in (None, precision_of(partial)):
            raise ValidationError("not_a_month")
        return partial


class DaysOfMonth(Text):
    """Days of a month typed as `1,2,5-9`: a tuple of numbers from 1 to 31, in order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=120, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kw)
        parts = [part.strip() for part in str(text or "").replace(";", ",").split(",")]
        return tuple(sorted({day for part in parts if part for day in _span(part)}))

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> str | None:
        return None if value is None else ",".join(map(str, value))


def _span(part: str) -> range:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise ValidationError("not_days")
    first, last = int(found[1]), int(found[2] or found[1])
    if not 1 <= first <= last <= 31:
        raise ValidationError("not_days")
    return range(first, last + 1)


def source_field() -> Code:
    """The question that every form of the history ends with."""
    return Code("fact_source", required=True, label=_l("Where do we know this from?"))


def note_field() -> Text:
    """Remarks."""
    return Text(max_length=2000, multiline=True, label=_l("Remarks"))
