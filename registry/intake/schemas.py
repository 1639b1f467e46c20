"""Input of an intake."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from registry.answers import Missing
from registry.schemas.base import InputSchema
from registry.schemas.fields import ALL_ANSWERS, CodeAnswer, Codes, Day, RecordId, Text, Whole, WholeAnswer

CodeOrMissing = str | Missing | None
NumberOrMissing = int | Missing | None
NO_SUBSTANCE, NO_EXCLUSION, OTHER_SUBSTANCE = "NONE", "NONE", "OTH"
DEFAULT_WINDOW = 30
"""Days of the usual recall period: TDI and TEDS ask for 30, outcome reviews for 28 (standards R9)."""


@dataclass(frozen=True, slots=True)
class SubstanceCommand:
    """One substance; the first of the list is the main one."""

    substance: str | Missing
    name: str | None = None
    route: CodeOrMissing = None
    days_used: NumberOrMissing = None
    window_days: int = DEFAULT_WINDOW
    age_first_use: NumberOrMissing = None


@dataclass(frozen=True, slots=True)
class IntakeCommand:
    """An intake; without `episode_id` it belongs to the open episode, if there is one."""

    assessed_on: date
    substances: list[SubstanceCommand]
    episode_id: UUID | None = None
    reason_for_seeking_help: str | None = None
    polydrug: CodeOrMissing = None
    tobacco: CodeOrMissing = None
    injecting: CodeOrMissing = None
    age_first_injection: NumberOrMissing = None
    sharing: CodeOrMissing = None
    hiv_testing: CodeOrMissing = None
    hiv_result: CodeOrMissing = None
    hcv_testing: CodeOrMissing = None
    hcv_result: CodeOrMissing = None
    hbv_testing: CodeOrMissing = None
    hbv_result: CodeOrMissing = None
    hbv_vaccinated: CodeOrMissing = None
    previous_treatment: CodeOrMissing = None
    previous_treatments: NumberOrMissing = None
    ost_status: CodeOrMissing = None
    ost_medication: CodeOrMissing = None
    ost_first_year: NumberOrMissing = None
    living_with: CodeOrMissing = None
    living_where: CodeOrMissing = None
    living_children: CodeOrMissing = None
    number_of_children: NumberOrMissing = None
    family_situation: CodeOrMissing = None
    social_support: CodeOrMissing = None
    social_exclusion: tuple[str, ...] | None = None
    labour_status: CodeOrMissing = None
    education: CodeOrMissing = None
    income_source: str | None = None
    legal_status: CodeOrMissing = None
    offence_category: CodeOrMissing = None
    arrests: NumberOrMissing = None
    pregnancy: CodeOrMissing = None
    mental_disorder: CodeOrMissing = None
    chronic_illness: CodeOrMissing = None


def _code(list_name: str, label: Any, **options: Any) -> CodeAnswer:
    return CodeAnswer(list_name, answers=ALL_ANSWERS, label=label, **options)


def _whole(low: int, high: int, label: Any, **options: Any) -> WholeAnswer:
    return WholeAnswer(low=low, high=high, answers=ALL_ANSWERS, label=label, **options)


class SubstanceSchema(InputSchema):
    """One substance of an intake."""

    command = SubstanceCommand

    substance = CodeAnswer("substances", required=True, label=_l("Which substance?"))
    name = Text(max_length=80, label=_l("Its name"), hint=_l("Only if the list does not have it"))
    route = _code("routes", _l("How is it taken, mostly?"))
    days_used = _whole(0, 366, _l("On how many days was it used?"), unit=_l("days"))
    window_days = Whole(
        low=1,
        high=366,
        allow_none=False,
        load_default=DEFAULT_WINDOW,
        label=_l("Out of the last how many days?"),
        hint=_l("30 if you leave it empty"),
        unit=_l("days"),
    )
    age_first_use = _whole(0, 120, _l("How old was the person at first use?"), unit=_l("years"))

    @validates_schema
    def check_together(self, data: dict[str, Any], **kw: Any) -> None:
        """Days fit into their period; an unlisted substance has a name."""
        days = data.get("days_used")
        if isinstance(days, int) and days > data.get("window_days", DEFAULT_WINDOW):
            raise ValidationError("days_beyond_window", "days_used")
        if data.get("substance") == OTHER_SUBSTANCE and not data.get("name"):
            raise ValidationError("required", "name")


class IntakeSchema(InputSchema):
    """An intake as forms, the API and imports give it."""

    command = IntakeCommand

    episode_id = RecordId(label=_l("Episode"))
    assessed_on = Day(required=True, label=_l("When was the interview?"))
    reason_for_seeking_help = Text(
        max_length=4000,
        multiline=True,
        label=_l("What brings the person here?"),
        hint=_l("In their own words"),
    )
    # Alcohol, tobacco and gambling may be the main problem: they are left out of an export, never refused (R7).
    substances = fields.List(
        fields.Nested(SubstanceSchema),
        required=True,
        validate=validate.Length(min=1, max=4, error="required"),
        error_messages={"required": "required", "null": "required", "invalid": "invalid"},
    )
    polydrug = _code("polydrug", _l("Is the use of several substances a problem in itself?"))
    tobacco = _code("yes_no", _l("Does the person use tobacco?"))
    injecting = _code("injecting_status", _l("Has the person ever injected?"))
    age_first_injection = _whole(0, 120, _l("How old was the person at the first injection?"), unit=_l("years"))
    sharing = _code("needle_sharing", _l("Has the person ever shared needles or syringes?"))
    hiv_testing = _code("bbv_testing", _l("Has the person been tested for HIV?"))
    hiv_result = _code("bbv_test_result", _l("What was the last HIV result?"))
    hcv_testing = _code("bbv_testing", _l("Has the person been tested for hepatitis C?"))
    hcv_result = _code("bbv_test_result", _l("What was the last hepatitis C result?"))
    hbv_testing = _code("bbv_testing", _l("Has the person been tested for hepatitis B?"))
    hbv_result = _code("bbv_test_result", _l("What was the last hepatitis B result?"))
    hbv_vaccinated = _code("yes_no", _l("Has the person been vaccinated against hepatitis B?"))
    previous_treatment = _code("previous_treatment", _l("Has the person been in treatment before?"))
    previous_treatments = _whole(0, 99, _l("How many times, before this one?"))
    ost_status = _code("ost_status", _l("Has the person been in opioid agonist treatment?"))
    ost_medication = _code("ost_medication", _l("With which medication, most recently?"))
    ost_first_year = _whole(1950, 2200, _l("In which year did it first begin?"))
    living_with = _code("living_with", _l("With whom does the person live?"))
    living_where = _code("living_where", _l("Where does the person live?"))
    living_children = _code("living_children", _l("Do children live with the person?"))
    number_of_children = _whole(0, 30, _l("How many children does the person have?"))
    family_situation = _code("family_situation", _l("How are things with the family?"))
    social_support = _code("social_support", _l("How much support does the person have from others?"))
    social_exclusion = Codes("social_exclusion", label=_l("Does any of this apply?"))
    labour_status = _code("labour_status", _l("What does the person do for work?"))
    education = _code("education", _l("What is the highest level of education completed?"))
    income_source = Text(max_length=120, label=_l("What does the person live on?"))
    legal_status = _code("legal_status", _l("Is the person involved with the law?"))
    offence_category = _code("offence_category_detail", _l("What kind of offence is it about?"))
    arrests = _whole(0, 99, _l("How many times was the person arrested in the last 30 days?"))
    pregnancy = _code("pregnancy", _l("Is the person pregnant?"), hint=_l("Choose 'does not apply' where it cannot be"))
    mental_disorder = _code("yes_no", _l("Does the person have a mental disorder?"))
    chronic_illness = _code("yes_no", _l("Does the person have a chronic physical illness?"))

    @validates_schema
    def check_substances(self, data: dict[str, Any], **kw: Any) -> None:
        """No substance twice; a missing answer or an unlisted substance may be repeated."""
        seen: set[str] = set()
        for index, item in enumerate(data.get("substances", [])):
            code = None
            if item.substance == NO_SUBSTANCE and index == 0:
                code = "none_not_first"
            elif item.substance in seen:
                code = "substance_twice"
            if code:
                raise ValidationError({"substances": {index: {"substance": [code]}}})
            if not isinstance(item.substance, Missing) and item.substance not in {OTHER_SUBSTANCE, NO_SUBSTANCE}:
                seen.add(item.substance)

    @validates_schema
    def check_exclusion(self, data: dict[str, Any], **kw: Any) -> None:
        """'None' stands alone."""
        chosen = data.get("social_exclusion") or ()
        if NO_EXCLUSION in chosen and len(chosen) > 1:
            raise ValidationError("none_with_others", "social_exclusion")

    @validates_schema
    def check_year(self, data: dict[str, Any], **kw: Any) -> None:
        """Agonist treatment did not first begin after the interview."""
        year, day = data.get("ost_first_year"), data.get("assessed_on")
        if isinstance(year, int) and day is not None and year > day.year:
            raise ValidationError("date_in_future", "ost_first_year")
