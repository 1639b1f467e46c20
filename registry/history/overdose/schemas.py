"""Input of an overdose."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from registry.answers import Missing
from registry.history.fields import PartialDate, source_field
from registry.history.overdose.models import NamedSubstance
from registry.schemas.base import InputSchema
from registry.schemas.fields import Code, CodeAnswer, Text


@dataclass(frozen=True, slots=True)
class OverdoseCommand:
    """An overdose to record; `occurred` is YYYY, YYYY-MM or YYYY-MM-DD."""

    occurred: str
    source: str
    named_substances: tuple[NamedSubstance, ...] | list[NamedSubstance] = ()
    outcome: str | Missing | None = None
    naloxone_given: str | Missing | None = None
    setting: str | None = None


class NamedSubstanceSchema(InputSchema):
    """One substance taken."""

    command = NamedSubstance

    substance = Code("substances", required=True, widget="code_search", label=_l("Which substance?"))


class OverdoseSchema(InputSchema):
    """An overdose as forms, the API and imports give it."""

    command = OverdoseCommand

    occurred = PartialDate(
        required=True,
        label=_l("When did it happen?"),
        hint=_l("A day, a month or a year, such as 17/3/2024, 3/2024 or 2024"),
    )
    outcome = CodeAnswer("overdose_outcome", label=_l("How did it end?"))
    naloxone_given = CodeAnswer("yes_no", label=_l("Was naloxone given?"))
    setting = Text(
        max_length=500, multiline=True, label=_l("Where did it happen, and who was there?"), hint=_l("No names")
    )
    substances = fields.List(
        fields.Nested(NamedSubstanceSchema),
        attribute="named_substances",
        validate=validate.Length(max=12, error="invalid"),
    )
    source = source_field()

    @validates_schema
    def check_substances(self, data: dict[str, Any], **kw: Any) -> None:
        """Each substance once."""
        codes = [item.substance for item in data.get("named_substances", ())]
        for position, code in enumerate(codes):
            if code in codes[:position]:
                raise ValidationError({"substances": {position: {"substance": ["substance_twice"]}}})
