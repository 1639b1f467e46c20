"""Words for what the case file shows: codes, items of reviews, gaps, scores, how long."""

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from marshmallow import Schema

from casework.casefile.attention import HighScore
from casework.casefile.care import Care
from outcomes.reviews.schemas import OutcomeReviewSchema
from registry.answers import Missing
from registry.codes.lists import code_list
from registry.intake.schemas import IntakeSchema
from registry.web.messages import missing_label

_REVIEW, _INTAKE = OutcomeReviewSchema(), IntakeSchema()


def item_words(item: str) -> str:
    """What a review's item asks."""
    return _label(_REVIEW, item)


def gap_words(gaps: list[str]) -> list[str]:
    """What the unanswered questions of an intake ask; those about one substance after another only once."""
    words = (_("Details of a substance") if name.startswith("substances") else _label(_INTAKE, name) for name in gaps)
    return list(dict.fromkeys(words))


def _label(schema: Schema, name: str) -> str:
    item = schema.fields.get(name)
    return str(item.metadata.get("label", name)) if item is not None else name


def answer_words(answer: object) -> str:
    """A number as it is; a missing answer with its reason."""
    if isinstance(answer, Missing):
        return missing_label(answer)
    return "–" if answer is None else str(answer)


def code_words(code: object, list_name: str) -> str:
    """The label of a code; a missing answer's reason; the code itself when the list does not have it."""
    if isinstance(code, Missing):
        return missing_label(code)
    known = code_list(list_name)
    return known.label(str(code), get_locale().language) if str(code) in known else str(code)


def score_words(high: HighScore) -> str:
    """A high score, and whether it rises."""
    values = {"scale": code_words(high.scale, "scale"), "score": high.score}
    return str(_("%(scale)s %(score)s, rising", **values) if high.rising else _("%(scale)s %(score)s", **values))


def time_in_care(care: Care) -> str:
    """How long the person has been here."""
    if care.started_on is None:
        return ""
    if care.months < 1:
        return str(_("with us for less than a month"))
    return str(ngettext("with us %(num)d month", "with us %(num)d months", care.months))
