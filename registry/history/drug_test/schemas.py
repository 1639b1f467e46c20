"""Input of a drug test."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from registry.answers import Missing
from registry.history.fields import note_field, source_field
from registry.schemas.base import InputSchema
from registry.schemas.fields import ALL_ANSWERS, Code, CodeAnswer, Codes, Day, Text


@dataclass(frozen=True, slots=True)
class DrugTestCommand:
    """A drug test to record. What was tested and is neither positive nor invalid is negative."""

    collected_on: date
    specimen_type: str
    tested: tuple[str, ...]
    source: str
    positive: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    validity: str | None = None
    temperature_ok: str | Missing | None = None
    explained: tuple[str, ...] = ()
    explanation: str | None = None
    note: str | None = None


class DrugTestSchema(InputSchema):
    """A drug test as forms, the API and imports give it."""

    command = DrugTestCommand

    collected_on = Day(required=True, label=_l("When was the specimen given?"))
    specimen_type = Code("specimen_type", required=True, label=_l("Which specimen?"))
    validity = Code("specimen_validity", label=_l("Was it a valid specimen?"))
    temperature_ok = CodeAnswer("yes_no", answers=ALL_ANSWERS, label=_l("Was its temperature right?"))
    tested = Codes("drug_test_panel", required=True, label=_l("Which substances did the test look for?"))
    positive = Codes("drug_test_panel", load_default=(), label=_l("Which were positive?"))
    invalid = Codes("drug_test_panel", load_default=(), label=_l("Which gave no valid result?"))
    explained = Codes(
        "drug_test_panel", load_default=(), label=_l("Which positive results does a prescribed medicine explain?")
    )
    explanation = Text(max_length=500, label=_l("Which medicine explains them?"))
    note = note_field()
    source = source_field()

    @validates_schema
    def check_panel(self, data: dict[str, Any], **kw: Any) -> None:
        """A result belongs to a substance that was tested; a substance has one result."""
        tested, positive = set(data.get("tested", ())), set(data.get("positive", ()))
        if "tested" in data and not tested:
            raise ValidationError("required", "tested")
        if positive - tested:
            raise ValidationError("not_tested", "positive")
        if set(data.get("invalid", ())) - (tested - positive):
            raise ValidationError("not_tested", "invalid")
        if set(data.get("explained", ())) - positive:
            raise ValidationError("not_positive", "explained")
