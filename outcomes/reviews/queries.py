"""Reading outcome reviews."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outcomes.reviews.models import OutcomeReview
from registry.access.actor import Actor
from registry.people.models import Patient
from registry.people.scopes import get_fact, visible_facts, visible_patients

START = "START"


class ReviewPair(NamedTuple):
    """The start record of an episode and the newest record after it; either may be missing."""

    start: OutcomeReview | None
    latest: OutcomeReview | None


class ReviewDay(NamedTuple):
    """When a review took place, of which stage and episode; enough to say what is due."""

    reviewed_on: date
    stage: str
    episode_id: UUID | None


def reviews_of(session: Session, *, by: Actor, patient_id: UUID) -> Sequence[OutcomeReview]:
    """A patient's reviews, the newest first."""
    query = visible_facts(by, OutcomeReview, patient_id)
    return session.scalars(query.order_by(OutcomeReview.reviewed_on.desc(), OutcomeReview.id.desc())).all()


def get_review(session: Session, *, by: Actor, patient_id: UUID, record_id: UUID) -> OutcomeReview:
    """One review, or NotFound."""
    return get_fact(session, by=by, model=OutcomeReview, patient_id=patient_id, record_id=record_id)


def first_and_latest(session: Session, *, by: Actor, patient_id: UUID) -> ReviewPair:
    """The pair from which change since the start is computed (standards R15); see `pair_of`."""
    return pair_of(reviews_of(session, by=by, patient_id=patient_id))


def pair_of(newest_first: Sequence[OutcomeReview]) -> ReviewPair:
    """The start record of the newest review's episode, and the newest review unless it is that start itself.

    The start of another episode is no start for this one.
    """
    if not newest_first:
        return ReviewPair(None, None)
    episode_id = newest_first[0].episode_id
    own = [review for review in newest_first if review.episode_id == episode_id]
    start = next((review for review in own if review.stage == START), None)
    latest = next((review for review in own if review.stage != START), None)
    return ReviewPair(start, latest)


def review_days(session: Session, *, by: Actor, patient_ids: Iterable[UUID]) -> dict[UUID, list[ReviewDay]]:
    """When each of these visible patients was reviewed, the newest first, in one query: for a worklist."""
    patients = visible_patients(by).where(Patient.id.in_(list(patient_ids))).with_only_columns(Patient.id)
    query = select(
        OutcomeReview.patient_id, OutcomeReview.reviewed_on, OutcomeReview.stage, OutcomeReview.episode_id
    ).where(OutcomeReview.org_id == by.org_id, OutcomeReview.patient_id.in_(patients))
    found: defaultdict[UUID, list[ReviewDay]] = defaultdict(list)
    for patient_id, reviewed_on, stage, episode_id in session.execute(query.order_by(OutcomeReview.reviewed_on.desc())):
        found[patient_id].append(ReviewDay(reviewed_on, stage, episode_id))
    return dict(found)
