"""Input of a prescribed medicine."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from registry.answers import Missing
from registry.history.fields import Amount, note_field, source_field
from registry.schemas.base import InputSchema
from registry.schemas.fields import Code, CodeAnswer, Day, Text


@dataclass(frozen=True, slots=True)
class MedicationCommand:
    """A prescription to record."""

    medication: str
    started_on: date
    source: str
    name: str | None = None
    purpose: str | Missing | None = None
    daily_amount: Decimal | None = None
    daily_unit: str | None = None
    ended_on: date | None = None
    prescriber: str | None = None
    note: str | None = None


class MedicationSchema(InputSchema):
    """A prescription as forms, the API and imports give it."""

    command = MedicationCommand

    medication = Code("ost_medication", required=True, label=_l("Which medicine?"))
    name = Text(max_length=120, label=_l("Name of the medicine"), hint=_l("Only if it is not in the list above"))
    purpose = CodeAnswer("medication_purpose", label=_l("What is it for?"))
    daily_amount = Amount(label=_l("How much a day?"))
    daily_unit = Text(max_length=16, label=_l("In which unit?"), hint=_l("Such as mg, ml or drops"))
    started_on = Day(required=True, label=_l("First day"))
    ended_on = Day(future=True, label=_l("Last day"), hint=_l("Leave empty while it goes on"))
    prescriber = Text(max_length=120, label=_l("Who prescribed it?"))
    note = note_field()
    source = source_field()

    @validates_schema
    def check_together(self, data: dict[str, Any], **kw: Any) -> None:
        """Another medicine needs its name, an amount its unit; an end cannot come before the beginning."""
        if data.get("medication") == "OTHER" and not data.get("name"):
            raise ValidationError("required", "name")
        if data.get("daily_amount") is not None and not data.get("daily_unit"):
            raise ValidationError("required", "daily_unit")
        started, ended = data.get("started_on"), data.get("ended_on")
        if started and ended and ended < started:
            raise ValidationError("date_before_start", "ended_on")
