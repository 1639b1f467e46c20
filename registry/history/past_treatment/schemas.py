"""Input of a past treatment."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from registry.answers import Missing
from registry.history.fields import PartialDate, note_field, source_field
from registry.history.partial_dates import is_before
from registry.schemas.base import InputSchema
from registry.schemas.fields import CodeAnswer, Text


@dataclass(frozen=True, slots=True)
class PastTreatmentCommand:
    """A past treatment to record; the dates are YYYY or YYYY-MM."""

    modality: str | Missing
    source: str
    started: str | None = None
    ended: str | None = None
    place_name: str | None = None
    outcome: str | Missing | None = None
    note: str | None = None


class PastTreatmentSchema(InputSchema):
    """A past treatment as forms, the API and imports give it."""

    command = PastTreatmentCommand

    modality = CodeAnswer("treatment_modality", required=True, label=_l("What kind of treatment was it?"))
    place_name = Text(max_length=160, label=_l("Where was it?"))
    started = PartialDate(label=_l("When did it begin?"), hint=_l("A month or a year, such as 3/2019 or 2019"))
    ended = PartialDate(label=_l("When did it end?"), hint=_l("A month or a year, such as 3/2019 or 2019"))
    outcome = CodeAnswer("exit_reason", label=_l("How did it end?"))
    note = note_field()
    source = source_field()

    @validates_schema
    def check_order(self, data: dict[str, Any], **kw: Any) -> None:
        """An end cannot come before the beginning."""
        started, ended = data.get("started"), data.get("ended")
        if started and ended and is_before(ended, started):
            raise ValidationError("date_before_start", "ended")
