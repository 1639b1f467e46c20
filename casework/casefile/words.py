"""Words for items of reviews and for gaps, taken from the forms that ask for them."""

from flask_babel import gettext as _
from marshmallow import Schema

from outcomes.reviews.schemas import OutcomeReviewSchema
from registry.answers import Missing
from registry.intake.schemas import IntakeSchema
from registry.web.messages import missing_label


def item_words(item: str) -> str:
    """What a review's item asks."""
    return _label(OutcomeReviewSchema(), item)


def gap_words(name: str) -> str:
    """What an unanswered question of an intake asks."""
    if name.startswith("substances"):
        return _("Details of a substance")
    return _label(IntakeSchema(), name)


def _label(schema: Schema, name: str) -> str:
    item = schema.fields.get(name)
    return str(item.metadata.get("label", name)) if item is not None else name


def answer_words(answer: object) -> str:
    """A number as it is; a missing answer with its reason."""
    if isinstance(answer, Missing):
        return missing_label(answer)
    return "–" if answer is None else str(answer)
