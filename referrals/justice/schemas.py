"""Input of justice involvement."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from registry.answers import Missing
from registry.schemas.base import InputSchema
from registry.schemas.fields import ALL_ANSWERS, CodeAnswer, Day, Text

Answer = str | Missing | None


@dataclass(frozen=True, slots=True)
class JusticeInvolvementCommand:
    """Justice involvement to record."""

    legal_status: str | Missing
    offence_class: Answer = None
    offence_category: Answer = None
    diversion_stage: Answer = None
    diversion_mechanism: Answer = None
    diversion_status: Answer = None
    authority_name: str | None = None
    court_case_number: str | None = None
    ordered_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    next_hearing_on: date | None = None
    obligations: str | None = None
    note: str | None = None


class JusticeInvolvementSchema(InputSchema):
    """Justice involvement as forms, the API and imports give it."""

    command = JusticeInvolvementCommand

    legal_status = CodeAnswer("legal_status", required=True, label=_l("How does the person stand with the law?"))
    offence_class = CodeAnswer("offence_classes", answers=ALL_ANSWERS, label=_l("Which class of offender is it?"))
    offence_category = CodeAnswer(
        "offence_category_detail", answers=ALL_ANSWERS, label=_l("Which offence is it about?")
    )
    diversion_stage = CodeAnswer("diversion_stages", answers=ALL_ANSWERS, label=_l("At which stage of the case?"))
    diversion_mechanism = CodeAnswer(
        "diversion_mechanisms", answers=ALL_ANSWERS, label=_l("By which way did the person come to treatment?")
    )
    diversion_status = CodeAnswer(
        "diversion_status", answers=ALL_ANSWERS, label=_l("Where does the arrangement stand?")
    )
    authority_name = Text(max_length=160, label=_l("Which authority decides?"))
    court_case_number = Text(max_length=60, label=_l("Case number"))
    ordered_on = Day(label=_l("When was it ordered or agreed?"))
    starts_on = Day(future=True, label=_l("From when does it bind?"))
    ends_on = Day(future=True, label=_l("Until when?"))
    next_hearing_on = Day(future=True, label=_l("When is the next hearing or review?"))
    obligations = Text(max_length=2000, multiline=True, label=_l("What does it ask of the person?"))
    note = Text(max_length=2000, multiline=True, label=_l("Remarks"))

    @validates_schema
    def check_order(self, data: dict[str, Any], **kw: Any) -> None:
        """An end cannot come before the beginning."""
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            raise ValidationError("date_before_start", "ends_on")
