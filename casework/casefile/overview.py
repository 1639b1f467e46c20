"""What the first page of a case file shows, read in as few queries as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session, joinedload

from casework.casefile.sections import counts
from casework.caseload.due import CaseDates, Due, what_is_due
from outcomes.reviews.change import Answers, ItemChange, change
from outcomes.reviews.items import RATING_ITEMS, USE_ITEMS
from outcomes.reviews.models import OutcomeReview
from outcomes.reviews.queries import pair_of, reviews_of
from registry import clock
from registry.access.actor import Actor
from registry.diagnoses.models import Diagnosis
from registry.diagnoses.queries import diagnoses_of
from registry.episodes.lifecycle import administrative_end_due
from registry.episodes.models import Episode
from registry.history.timeline import TimelineFacts, timeline_facts
from registry.intake.gaps import missing_items
from registry.intake.models import Intake
from registry.people.scopes import visible_facts
from registry.people.summary import PatientHeader, patient_header

MOST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A person at a glance."""

    header: PatientHeader
    episodes: Sequence[Episode]
    facts: TimelineFacts
    intake: Intake | None
    gaps: list[str]
    reviews: Sequence[OutcomeReview]
    changes: list[ItemChange]
    diagnoses: Sequence[Diagnosis]
    counts: dict[str, int]
    due: list[Due]

    @property
    def open_episode(self) -> Episode | None:
        """The episode that runs now."""
        return next((episode for episode in self.episodes if episode.ended_on is None), None)


def read_case_file(session: Session, *, by: Actor, patient_id: UUID) -> CaseFile:
    """Everything for the first page; NotFound for a patient who is not visible."""
    header = patient_header(session, by=by, patient_id=patient_id)
    episodes = _episodes(session, by, patient_id)
    intake = _latest_intake(session, by, patient_id)
    reviews = reviews_of(session, by=by, patient_id=patient_id)
    pair = pair_of(reviews)
    changes = change(_answers(pair.start), _answers(pair.latest)) if pair.start and pair.latest else ()
    return CaseFile(
        header=header,
        episodes=episodes,
        facts=timeline_facts(session, by, patient_id),
        intake=intake,
        gaps=missing_items(intake) if intake is not None else [],
        reviews=reviews,
        changes=_telling(changes),
        diagnoses=diagnoses_of(session, by=by, patient_id=patient_id),
        counts=counts(session, by=by, patient_id=patient_id),
        due=_due(episodes, reviews, intake),
    )


def _episodes(session: Session, by: Actor, patient_id: UUID) -> Sequence[Episode]:
    """Episodes with their interventions in one query, the newest first."""
    query = visible_facts(by, Episode, patient_id).options(joinedload(Episode.interventions))
    found = session.scalars(query).unique().all()
    return sorted(found, key=lambda e: e.started_on or e.referred_on or date.min, reverse=True)


def _latest_intake(session: Session, by: Actor, patient_id: UUID) -> Intake | None:
    query = visible_facts(by, Intake, patient_id).options(joinedload(Intake.substances))
    found = session.scalars(query).unique().all()
    return max(found, key=lambda intake: (intake.assessed_on, intake.created_at), default=None)


def _answers(review: OutcomeReview) -> Answers:
    """Use and ratings only: what a review says of offences stays sealed until it is revealed."""
    shown = {item: getattr(review, item) for item in (*USE_ITEMS, *RATING_ITEMS)}
    return {**shown, "window_days": review.window_days}


def _telling(changes: Sequence[ItemChange]) -> list[ItemChange]:
    """What to say first: substances used at the start, the most used first; then how life goes."""
    used = [c for c in changes if c.item in USE_ITEMS and isinstance(c.start, int) and (c.start or c.difference)]
    used.sort(key=lambda c: -(c.start if isinstance(c.start, int) else 0))
    rated = [c for c in reversed(changes) if c.item in RATING_ITEMS and c.difference is not None]
    return used[: MOST_CHANGES - 1] + rated[:1]


def _due(episodes: Sequence[Episode], reviews: Sequence[OutcomeReview], intake: Intake | None) -> list[Due]:
    episode = next((e for e in episodes if e.ended_on is None), None)
    if episode is None:
        return []
    end = None
    if episode.started_on is not None:
        end = administrative_end_due(
            centre_type=episode.centre_type,
            started_on=episode.started_on,
            last_contact_on=episode.last_contact_on,
            ended_on=None,
        )
    dates = CaseDates(
        episode.referred_on,
        episode.started_on,
        episode.last_contact_on,
        end,
        [review.reviewed_on for review in reviews],
        intake is not None,
    )
    return what_is_due(dates, clock.today())
