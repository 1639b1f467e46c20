"""The worklist: open episodes of the service or of one key worker, with what is due. A handful of queries, whatever
the number of people; only the people of the page are opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from casework.caseload.due import CaseDates, Due, Need, what_is_due
from outcomes.reviews.models import OutcomeReview
from outcomes.reviews.queries import ReviewDay, review_days
from registry import clock
from registry.access.actor import Actor
from registry.accounts.models import UserAccount
from registry.answers import is_known
from registry.db.work import ring_of
from registry.episodes.lifecycle import administrative_end_due
from registry.episodes.models import Episode
from registry.episodes.queries import visible_episodes
from registry.intake.models import Intake
from registry.people.models import Patient
from registry.people.scopes import visible_patients

PAGE = 25
SPARK = 6


class Sort(StrEnum):
    """How the list may be ordered."""

    DUE = "due"
    NEWEST = "newest"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One person on the list. `use` and `wellbeing` are the latest values, oldest first; None where not answered."""

    patient_id: UUID
    friendly_name: str
    age: int | None
    reference: str
    key_worker: str | None
    started_on: date | None
    due: list[Due]
    use: list[float | None]
    wellbeing: list[float | None]


@dataclass(frozen=True, slots=True)
class Caseload:
    """A page of the list, and the counts of the whole."""

    rows: list[CaseRow]
    people: int
    counts: dict[Need, int]
    page: int
    pages: int


def caseload(session: Session, *, by: Actor, mine: bool, sort: Sort, page: int) -> Caseload:
    """A page of the actor's own people, or of the whole service's."""
    cases = session.execute(_open_cases(by, mine)).all()
    patient_ids = [case.patient_id for case in cases]
    reviews = review_days(session, by=by, patient_ids=patient_ids)
    with_intake = _with_intake(session, by, patient_ids)
    today = clock.today()
    due = {
        case.id: what_is_due(_dates(case, reviews.get(case.patient_id, []), case.patient_id in with_intake), today)
        for case in cases
    }
    ordered = sorted(cases, key=lambda case: _place(sort, case, due[case.id]))
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(page, 1), pages)
    shown = ordered[(page - 1) * PAGE : page * PAGE]
    counts = {need: sum(any(d.need is need for d in found) for found in due.values()) for need in Need}
    return Caseload(_rows(session, by, shown, due), len(cases), counts, page, pages)


def _open_cases(by: Actor, mine: bool) -> Any:
    columns = (
        Episode.id,
        Episode.patient_id,
        Episode.referred_on,
        Episode.started_on,
        Episode.last_contact_on,
        Episode.centre_type,
        Episode.ended_on,
    )
    query = visible_episodes(by).with_only_columns(*columns).where(Episode.ended_on.is_(None))
    if mine:
        own = visible_patients(by).where(Patient.key_worker_id == by.user_id).with_only_columns(Patient.id)
        query = query.where(or_(Episode.key_worker_id == by.user_id, Episode.patient_id.in_(own)))
    return query


def _with_intake(session: Session, by: Actor, patient_ids: Sequence[UUID]) -> set[UUID]:
    query = select(Intake.patient_id).where(Intake.org_id == by.org_id, Intake.patient_id.in_(patient_ids))
    return set(session.scalars(query.distinct()))


def _dates(case: Any, reviews: Sequence[ReviewDay], has_intake: bool) -> CaseDates:
    end = None
    if case.started_on is not None:
        end = administrative_end_due(
            centre_type=case.centre_type,
            started_on=case.started_on,
            last_contact_on=case.last_contact_on,
            ended_on=None,
        )
    days = [review.reviewed_on for review in reviews]
    return CaseDates(case.referred_on, case.started_on, case.last_contact_on, end, days, has_intake)


_URGENCY = {need: place for place, need in enumerate(Need)}


def _place(sort: Sort, case: Any, due: Sequence[Due]) -> tuple[Any, ...]:
    started = case.started_on or case.referred_on or date.max
    if sort is Sort.NEWEST:
        return (-started.toordinal(),)
    if sort is Sort.QUIET:
        return ((case.last_contact_on or started).toordinal(),)
    if not due:
        return (len(Need), 0, -started.toordinal())
    return (_URGENCY[due[0].need], due[0].since.toordinal(), 0)


def _rows(session: Session, by: Actor, cases: Sequence[Any], due: dict[UUID, list[Due]]) -> list[CaseRow]:
    """Open the people of the page: one query for them, one for their keys, one for their reviews."""
    ids = [case.patient_id for case in cases]
    query = visible_patients(by).where(Patient.id.in_(ids)).add_columns(UserAccount.display_name)
    people = session.execute(query.outerjoin(UserAccount, UserAccount.id == Patient.key_worker_id)).all()
    ring_of(session).prefetch(ids)
    reviews = _reviews(session, by, ids)
    found = {patient.id: (patient, worker) for patient, worker in people}
    return [_row(case, *found[case.patient_id], due[case.id], reviews.get(case.patient_id, [])) for case in cases]


def _reviews(session: Session, by: Actor, patient_ids: Sequence[UUID]) -> dict[UUID, list[OutcomeReview]]:
    query = select(OutcomeReview).where(OutcomeReview.org_id == by.org_id, OutcomeReview.patient_id.in_(patient_ids))
    found: dict[UUID, list[OutcomeReview]] = {}
    for review in session.scalars(query.order_by(OutcomeReview.reviewed_on)):
        found.setdefault(review.patient_id, []).append(review)
    return found


def _row(case: Any, patient: Patient, worker: str | None, due: list[Due], reviews: list[OutcomeReview]) -> CaseRow:
    latest = reviews[-SPARK:]
    return CaseRow(
        patient_id=patient.id,
        friendly_name=patient.name.friendly,
        age=patient.age_on(clock.today()),
        reference=patient.reference,
        key_worker=worker,
        started_on=case.started_on,
        due=due,
        use=[most_days(review) for review in latest],
        wellbeing=[_number(review.quality_of_life) for review in latest],
    )


USE = ("days_opioids", "days_cocaine", "days_crack", "days_cocaine_paste", "days_amphetamines", "days_cannabis")
USE_OTHER = ("days_alcohol", "days_sedatives", "days_other")


def most_days(review: OutcomeReview) -> float | None:
    """The most days of use of any one substance (tobacco aside) in the review's window; None when none is known."""
    days = [_number(getattr(review, item)) for item in (*USE, *USE_OTHER)]
    return max((day for day in days if day is not None), default=None)


def _number(answer: object) -> float | None:
    return float(answer) if isinstance(answer, int) and is_known(answer) else None
