"""Input of a health condition."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from registry.answers import Missing
from registry.history.fields import PartialDate, note_field, source_field
from registry.history.partial_dates import is_before
from registry.schemas.base import InputSchema
from registry.schemas.fields import Code, CodeAnswer, Day, Text


@dataclass(frozen=True, slots=True)
class HealthConditionCommand:
    """A condition to record; `since` is YYYY, YYYY-MM or YYYY-MM-DD."""

    kind: str
    title: str
    noted_on: date
    is_current: str | Missing
    source: str
    since: str | None = None
    note: str | None = None


class HealthConditionSchema(InputSchema):
    """A condition as forms, the API and imports give it."""

    command = HealthConditionCommand

    kind = Code("condition_kind", required=True, label=_l("What is it about?"))
    title = Text(max_length=200, required=True, label=_l("Which condition?"))
    since = PartialDate(label=_l("Since when?"), hint=_l("A day, a month or a year, such as 17/3/2024, 3/2024 or 2024"))
    is_current = CodeAnswer("yes_no", required=True, label=_l("Does the person have it now?"))
    noted_on = Day(required=True, label=_l("On which day was this said or found?"))
    note = note_field()
    source = source_field()

    @validates_schema
    def check_order(self, data: dict[str, Any], **kw: Any) -> None:
        """A condition is noted when it has begun."""
        since, noted = data.get("since"), data.get("noted_on")
        if since and noted and is_before(noted.isoformat(), since):
            raise ValidationError("date_before_start", "noted_on")
