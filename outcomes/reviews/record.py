"""The declaration of outcome reviews as a kind of record."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from outcomes.reviews.models import REVIEW_CONSTRAINTS, OutcomeReview
from outcomes.reviews.queries import START, get_review, reviews_of
from outcomes.reviews.schemas import OutcomeReviewSchema
from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.episodes.queries import episodes_of
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register

_FOUR_WEEKS = _l("On how many days of the past four weeks? From 0 to 28")
_YES_OR_NO = _l("In the past four weeks. The answer is guarded like a record of an offence")

reviews = Register(
    OutcomeReview,
    Permission.REVIEW_WRITE,
    lambda row: (row.reviewed_on, row.id),
    constraints=REVIEW_CONSTRAINTS,
)


def suggestions(session: Session, by: Actor, patient_id: UUID) -> dict[str, Any]:
    """Today, in the newest episode: its start record if it has none yet, a review, or once it ended a follow-up."""
    found: dict[str, Any] = {"reviewed_on": clock.today().isoformat()}
    episodes = episodes_of(session, by=by, patient_id=patient_id)
    if not episodes:
        return found
    episode = next((episode for episode in episodes if episode.ended_on is None), episodes[0])
    known = reviews_of(session, by=by, patient_id=patient_id)
    has_start = any(review.episode_id == episode.id and review.stage == START for review in known)
    stage = "POST" if episode.ended_on else "REVIEW" if has_start else START
    return {**found, "episode_id": str(episode.id), "stage": stage}


OUTCOME_REVIEW = RecordKind(
    name="outcome_review",
    plural="outcome-reviews",
    title=_l("Outcome reviews"),
    new_title=_l("Add an outcome review"),
    schema=OutcomeReviewSchema,
    write=Permission.REVIEW_WRITE,
    create=reviews.record,
    change=reviews.amend,
    fetch=get_review,
    listing=reviews_of,
    prefill=suggestions,
    steps=(
        Step("review", _l("The review"), ("stage", "reviewed_on")),
        Step(
            "use",
            _l("Use"),
            ("days_alcohol", "days_cannabis", "days_tobacco", "days_opioids", "days_sedatives"),
            _FOUR_WEEKS,
        ),
        Step(
            "stimulants",
            _l("More on use"),
            (
                "days_cocaine",
                "days_crack",
                "days_cocaine_paste",
                "days_amphetamines",
                "other_substance",
                "days_other",
            ),
            _FOUR_WEEKS,
        ),
        Step("injecting", _l("Injecting"), ("days_injected", "sharing"), _l("In the past four weeks")),
        Step(
            "offences",
            _l("The law"),
            ("offence_theft", "offence_selling", "offence_violence", "offence_other"),
            _YES_OR_NO,
        ),
        Step("days", _l("Work and learning"), ("days_paid_work", "days_education"), _FOUR_WEEKS),
        Step("home", _l("Home"), ("housing_acute_problem", "housing_at_risk"), _l("In the past four weeks")),
        Step(
            "health",
            _l("Health and life"),
            ("psychological_health", "physical_health", "quality_of_life", "note"),
            _l("As the person says, over the past four weeks"),
        ),
    ),
)
