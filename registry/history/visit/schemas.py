"""Input of a visit."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from registry.answers import Missing
from registry.history.fields import note_field, source_field
from registry.schemas.base import InputSchema
from registry.schemas.fields import Code, CodeAnswer, Day, Text

MISSED = "MISSED"


@dataclass(frozen=True, slots=True)
class VisitCommand:
    """A visit to record."""

    visit_on: date
    attendance: str
    source: str
    planned: str | None = None
    reason: str | Missing | None = None
    note: str | None = None


class VisitSchema(InputSchema):
    """A visit as forms, the API and imports give it."""

    command = VisitCommand

    visit_on = Day(required=True, label=_l("On which day?"))
    planned = Text(max_length=120, label=_l("What was it for?"))
    attendance = Code("visit_attendance", required=True, label=_l("Did the person come?"))
    reason = CodeAnswer("visit_reason", label=_l("If not, why?"))
    note = note_field()
    source = source_field()

    @validates_schema
    def check_reason(self, data: dict[str, Any], **kw: Any) -> None:
        """Only a missed visit has a reason for being missed."""
        if data.get("reason") and data.get("attendance", MISSED) != MISSED:
            raise ValidationError("only_when_missed", "reason")
