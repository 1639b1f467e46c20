"""Input of a scale's score."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from registry.history.fields import note_field, source_field
from registry.history.scale_score.instruments import RANGES, range_of
from registry.schemas.base import InputSchema
from registry.schemas.fields import Code, Day, Whole


@dataclass(frozen=True, slots=True)
class ScaleScoreCommand:
    """A score to record."""

    scale: str
    score: int
    taken_on: date
    source: str
    note: str | None = None


class ScaleScoreSchema(InputSchema):
    """A scale's score as forms, the API and imports give it."""

    command = ScaleScoreCommand

    scale = Code("scale", only=tuple(RANGES), required=True, label=_l("Which scale?"))
    score = Whole(high=1000, required=True, label=_l("What is the total?"))
    taken_on = Day(required=True, label=_l("On which day was it taken?"))
    note = note_field()
    source = source_field()

    @validates_schema
    def check_range(self, data: dict[str, Any], **kw: Any) -> None:
        """The total lies within the scale's range."""
        if "scale" in data and "score" in data:
            low, high = range_of(data["scale"])
            if not low <= data["score"] <= high:
                raise ValidationError(f"out_of_range:{low}:{high}", "score")
