"""Input of an outcome review."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from marshmallow import ValidationError, validates_schema

from outcomes.reviews.items import DAY_ITEMS, HIGHEST_RATING, WINDOW_DAYS
from registry.answers import Missing
from registry.schemas.base import InputSchema
from registry.schemas.fields import ALL_ANSWERS, Code, CodeAnswer, Day, RecordId, Text, Whole, WholeAnswer

Count = int | Missing | None
YesOrNo = str | Missing | None


@dataclass(frozen=True, slots=True)
class OutcomeReviewCommand:
    """A review to record."""

    stage: str
    reviewed_on: date
    episode_id: UUID | None = None
    window_days: int = WINDOW_DAYS
    days_alcohol: Count = None
    days_cannabis: Count = None
    days_opioids: Count = None
    days_sedatives: Count = None
    days_cocaine: Count = None
    days_crack: Count = None
    days_cocaine_paste: Count = None
    days_amphetamines: Count = None
    days_other: Count = None
    other_substance: str | None = None
    days_tobacco: Count = None
    days_injected: Count = None
    sharing: YesOrNo = None
    offence_theft: YesOrNo = None
    offence_selling: YesOrNo = None
    offence_violence: YesOrNo = None
    offence_other: YesOrNo = None
    days_paid_work: Count = None
    days_education: Count = None
    housing_acute_problem: YesOrNo = None
    housing_at_risk: YesOrNo = None
    psychological_health: Count = None
    physical_health: Count = None
    quality_of_life: Count = None
    note: str | None = None


def _days(label: LazyString) -> WholeAnswer:
    return WholeAnswer(high=90, label=label, unit=_l("days"))


def _yes_no(label: LazyString, **options: Any) -> CodeAnswer:
    return CodeAnswer("yes_no", label=label, **options)


def _rating(label: LazyString) -> WholeAnswer:
    return WholeAnswer(high=HIGHEST_RATING, label=label, hint=_l("From 0, very badly, to 20, very well"))


class OutcomeReviewSchema(InputSchema):
    """A review as forms, the API and imports give it."""

    command = OutcomeReviewCommand

    stage = Code("outcome_stage", required=True, label=_l("Which review is it?"))
    reviewed_on = Day(required=True, label=_l("On which day did you speak?"))
    episode_id = RecordId(label=_l("Episode"))
    window_days = Whole(low=1, high=90, load_default=WINDOW_DAYS, label=_l("Days looked back on"))
    days_alcohol = _days(_l("Alcohol"))
    days_cannabis = _days(_l("Cannabis"))
    days_opioids = _days(_l("Opioids that were not prescribed"))
    days_sedatives = _days(_l("Sedatives that were not prescribed"))
    days_cocaine = _days(_l("Cocaine powder"))
    days_crack = _days(_l("Crack"))
    days_cocaine_paste = _days(_l("Cocaine base paste"))
    days_amphetamines = _days(_l("Amphetamines, methamphetamine or ecstasy"))
    other_substance = Code("substances", widget="code_search", label=_l("Another substance that causes problems"))
    days_other = _days(_l("Days of that substance"))
    days_tobacco = _days(_l("Tobacco or nicotine"))
    days_injected = _days(_l("On how many days was something injected?"))
    sharing = _yes_no(_l("Was a needle, syringe or spoon used that somebody else had used?"), answers=ALL_ANSWERS)
    offence_theft = _yes_no(_l("Has the person stolen from a shop, a home or somebody?"))
    offence_selling = _yes_no(_l("Has the person sold or passed on drugs?"))
    offence_violence = _yes_no(_l("Has the person been violent to somebody?"))
    offence_other = _yes_no(_l("Has the person broken the law in another way?"))
    days_paid_work = _days(_l("Paid work"))
    days_education = _days(_l("School, college or training"))
    housing_acute_problem = _yes_no(_l("Was there a time without a place fit to live in?"))
    housing_at_risk = _yes_no(_l("Is the person at risk of losing their home?"))
    psychological_health = _rating(_l("How does the person feel in mind and mood?"))
    physical_health = _rating(_l("How does the person feel in their body?"))
    quality_of_life = _rating(_l("How does life go, all in all?"))
    note = Text(max_length=2000, multiline=True, label=_l("Remarks"))

    @validates_schema
    def check_window(self, data: dict[str, Any], **kw: Any) -> None:
        """No more days than the window has; days of another substance need its name."""
        window = data.get("window_days", WINDOW_DAYS)
        for item in DAY_ITEMS:
            days = data.get(item)
            if isinstance(days, int) and days > window:
                raise ValidationError(f"out_of_range:0:{window}", item)
        if isinstance(data.get("days_other"), int) and data["days_other"] > 0 and not data.get("other_substance"):
            raise ValidationError("required", "other_substance")
