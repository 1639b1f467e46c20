"""Input of a test for an infection."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from registry.answers import Missing
from registry.history.fields import PartialDate, note_field, source_field
from registry.schemas.base import InputSchema
from registry.schemas.fields import ALL_ANSWERS, Code, CodeAnswer


@dataclass(frozen=True, slots=True)
class InfectionTestCommand:
    """A test to record; `tested_on` is YYYY, YYYY-MM or YYYY-MM-DD."""

    infection: str
    result: str | Missing
    source: str
    tested_on: str | None = None
    on_treatment: str | Missing | None = None
    note: str | None = None


class InfectionTestSchema(InputSchema):
    """A test for an infection as forms, the API and imports give it."""

    command = InfectionTestCommand

    infection = Code("infection", required=True, label=_l("Which infection?"))
    result = CodeAnswer("bbv_test_result", required=True, label=_l("What was the result?"))
    tested_on = PartialDate(
        label=_l("When was the test?"), hint=_l("A day, a month or a year, such as 17/3/2024, 3/2024 or 2024")
    )
    on_treatment = CodeAnswer("yes_no", answers=ALL_ANSWERS, label=_l("Is it being treated?"))
    note = note_field()
    source = source_field()
