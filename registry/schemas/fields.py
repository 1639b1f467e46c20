"""Fields of input schemas: one declaration serves the HTML form, the JSON API and the bulk import.

Errors are codes (see registry.web.messages); `label` and `hint` are lazy translations; `widget` says how a form
draws the field.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, missing

from registry import clock
from registry.answers import Missing
from registry.codes.lists import code_list

PLAIN_ANSWERS = (Missing.NOT_KNOWN, Missing.DECLINED, Missing.NOT_ASKED)
ALL_ANSWERS = (*PLAIN_ANSWERS, Missing.NOT_APPLICABLE)
_WHOLE = re.compile(r"[+-]?\d{1,10}")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and those that turn the direction of what follows them on the screen."""


class _Described:
    """What a form shows of a field."""

    widget = "text"

    def describe(self, options: dict[str, Any]) -> dict[str, Any]:
        """Move the words for people into the field's metadata."""
        keys = ("label", "hint", "unit", "autocomplete", "inputmode", "widget", "search_url")
        given = {key: options.pop(key) for key in keys if key in options}
        options["metadata"] = {**options.get("metadata", {}), **given}
        options["error_messages"] = {
            "required": "required",
            "null": "required",
            "invalid": "invalid",
            "validator_failed": "invalid",
            **options.get("error_messages", {}),
        }
        return options


class Text(_Described, fields.String):
    """Text of at most `max_length` characters; blank is nothing. Control characters are refused."""

    def __init__(self, *, max_length: int = 120, multiline: bool = False, **options: Any) -> None:
        self.max_length = max_length
        self.widget = "textarea" if multiline else "text"
        options.setdefault("allow_none", not options.get("required", False))
        super().__init__(**self.describe(options))

    def words_for(self, value: str, language: str) -> str:
        """How the value reads to a person: as it is, unless it stands for something."""
        return value

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        text = str(super()._deserialize(value, attr, data, **kw)).replace("\r\n", "\n").strip()
        if _UNSEEN.search(text):
            raise ValidationError("control_characters")
        if len(text) > self.max_length:
            raise ValidationError(f"too_long:{self.max_length}")
        if not text and self.required:
            raise ValidationError("required")
        return text or None


class Day(_Described, fields.Field[date]):
    """A calendar day; in the future only where `future` allows it."""

    widget = "date"

    def __init__(self, *, future: bool = False, earliest: date = date(1900, 1, 1), **options: Any) -> None:
        self.future, self.earliest = future, earliest
        options.setdefault("allow_none", not options.get("required", False))
        super().__init__(**self.describe(options))

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> date:
        try:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError as error:
            raise ValidationError("not_a_date") from error
        if day < self.earliest:
            raise ValidationError("date_too_early")
        if not self.future and day > clock.today():
            raise ValidationError("date_in_future")
        return day


def whole_number(value: Any, low: int, high: int) -> int:
    """An integer in [low, high]; JSON's 3.0 is 3, anything else is refused rather than rounded."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValidationError("not_a_number")
    if not low <= value <= high:
        raise ValidationError(f"out_of_range:{low}:{high}")
    return value


class Whole(_Described, fields.Field[int]):
    """A whole number within limits."""

    widget = "number"

    def __init__(self, *, low: int = 0, high: int = 1_000_000, **options: Any) -> None:
        self.low, self.high = low, high
        options.setdefault("allow_none", not options.get("required", False))
        super().__init__(**self.describe(options))

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> int:
        return whole_number(value, self.low, self.high)


class RecordId(_Described, fields.Field[UUID]):
    """The id of another record, given by the API or carried along by a form; no form asks for it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("allow_none", not options.get("required", False))
        super().__init__(**self.describe(options))

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> str | None:
        return None if value is None else str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> UUID:
        try:
            return value if isinstance(value, UUID) else UUID(str(value))
        except ValueError as error:
            raise ValidationError("invalid") from error


class YesNo(_Described, fields.Boolean):
    """A plain yes or no, as a single tick box."""

    widget = "checkboxes"

    def __init__(self, **options: Any) -> None:
        super().__init__(**self.describe(options))


class Code(_Described, fields.Field[str]):
    """A code of a code list, valid today. `only` narrows the list."""

    def __init__(self, list_name: str, *, only: tuple[str, ...] = (), **options: Any) -> None:
        self.list_name, self.only = list_name, only
        options.setdefault("allow_none", not options.get("required", False))
        super().__init__(**self.describe(options))

    @property
    def widget(self) -> str:  # type: ignore[override]
        """Short lists are radios, longer ones a select."""
        return "radios" if len(self.choices("en")) <= 7 else "select"

    def choices(self, language: str) -> list[tuple[str, str]]:
        """(code, label) of what can be chosen today."""
        found = code_list(self.list_name).choices(language, clock.today())
        return [(code, label) for code, label in found if not self.only or code in self.only]

    def checked(self, value: Any) -> str:
        """The code, or an error when the list does not have it."""
        if not isinstance(value, str) or not code_list(self.list_name).is_valid(value, clock.today()):
            raise ValidationError("unknown_code")
        if self.only and value not in self.only:
            raise ValidationError("unknown_code")
        return value

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> str:
        return self.checked(value)


class Codes(Code):
    """Several codes of a list."""

    @property
    def widget(self) -> str:  # type: ignore[override]
        """Tick boxes."""
        return "checkboxes"

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kw: Any) -> Any:
        """A null where nothing means a default is that default: a list is never None then."""
        has_default = value is None and self.load_default is not missing
        return self.load_default if has_default else super().deserialize(value, attr, data, **kw)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        if not isinstance(value, list):
            raise ValidationError("invalid")
        return tuple(dict.fromkeys(self.checked(item) for item in value))

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> Any:
        return None if value is None else list(value)


class _Answering:
    """A field whose answer may be a reason for having none."""

    answers: tuple[Missing, ...] = PLAIN_ANSWERS

    def missing_of(self, value: Any) -> Missing | None:
        """The reason, if that is what was given."""
        if isinstance(value, str) and value in Missing.__members__:
            reason = Missing(value)
            if reason not in self.answers and reason is not Missing.NOT_COLLECTED:
                raise ValidationError("unknown_code")
            return reason
        return None


class CodeAnswer(_Answering, Code):
    """A code, or why there is none."""

    def __init__(self, list_name: str, *, answers: tuple[Missing, ...] = PLAIN_ANSWERS, **options: Any) -> None:
        self.answers = answers
        super().__init__(list_name, **options)

    @property
    def widget(self) -> str:  # type: ignore[override]
        """Radios or select, with the missing answers beside."""
        return "coded_answer"

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        return self.missing_of(value) or self._known(self.checked(value))

    def _known(self, code: str) -> Any:
        """The code; or the reason, where the code is only a list's own way to say that there is no answer (R10)."""
        absent = code_list(self.list_name).get(code).missing
        return code if absent is None else Missing(absent.value)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> Any:
        return value.value if isinstance(value, Missing) else value


class WholeAnswer(_Answering, Whole):
    """A whole number, or why there is none."""

    widget = "number_answer"

    def __init__(self, *, answers: tuple[Missing, ...] = PLAIN_ANSWERS, **options: Any) -> None:
        self.answers = answers
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        return self.missing_of(value) or whole_number(value, self.low, self.high)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> Any:
        return value.value if isinstance(value, Missing) else value
