"""Input of a diagnosis."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from registry.diagnoses.catalogue import system_of, title_of, well_formed
from registry.schemas.base import InputSchema
from registry.schemas.fields import Code, Day, Text, YesNo


@dataclass(frozen=True, slots=True)
class DiagnosisCommand:
    """A diagnosis to record; `diagnosis` is system and code, such as `ICD-10:F11.2`."""

    diagnosis: str
    diagnosed_on: date
    status: str
    certainty: str
    is_principal: bool = False
    title: str | None = None
    diagnosed_by: str | None = None
    ended_on: date | None = None
    note: str | None = None


class DiagnosisField(Text):
    """System and code as one value; the form offers a search by code and words."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kw)
        system, _colon, code = str(text).rpartition(":")
        system = system or system_of(code.upper())
        if not well_formed(system, code.upper()):
            raise ValidationError("unknown_diagnosis")
        return f"{system}:{code.upper()}"

    def words_for(self, value: str, language: str) -> str:
        """Code and title, as the search shows them; what was typed when none of our lists has it."""
        system, _colon, code = value.rpartition(":")
        title = title_of(system, code, language)
        return f"{code} {title} ({system})" if title else value


class DiagnosisSchema(InputSchema):
    """A diagnosis as forms, the API and imports give it."""

    command = DiagnosisCommand

    diagnosis = DiagnosisField(
        required=True,
        max_length=20,
        label=_l("Diagnosis"),
        hint=_l("Type a code or words, such as F11.2 or opioids"),
        widget="code_search",
        search_url="/diagnoses/search",
    )
    title = Text(max_length=200, label=_l("Name of the diagnosis"), hint=_l("Only if the code is not in the list"))
    diagnosed_on = Day(required=True, label=_l("When was it made?"))
    status = Code("diagnosis_status", required=True, label=_l("Where does it stand?"))
    certainty = Code("diagnosis_certainty", required=True, label=_l("How certain is it?"))
    is_principal = YesNo(load_default=False, label=_l("It is the main reason for treatment"))
    diagnosed_by = Text(max_length=120, label=_l("Who made it?"), hint=_l("Leave empty if it was you"))
    ended_on = Day(label=_l("When did it end?"))
    note = Text(max_length=2000, multiline=True, label=_l("Remarks"))

    @validates_schema
    def check_together(self, data: dict[str, Any], **kw: Any) -> None:
        """A code outside our lists needs its name; an end cannot come before the beginning."""
        system, _colon, code = data.get("diagnosis", "").partition(":")
        if code and not data.get("title") and title_of(system, code, "en") is None:
            raise ValidationError("unknown_diagnosis", "title")
        began, ended = data.get("diagnosed_on"), data.get("ended_on")
        if began and ended and ended < began:
            raise ValidationError("date_before_start", "ended_on")
