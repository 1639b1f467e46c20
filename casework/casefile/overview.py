"""What the first page of a case file shows: plain values, read and opened in as few queries as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session, joinedload

from casework.casefile.attention import HighScore, high_scores
from casework.casefile.care import Care, care_of
from casework.casefile.progress import ItemProgress, progress_of
from casework.casefile.sections import counts
from casework.casefile.unguarded import visible_gaps
from outcomes.reviews.queries import reviews_of
from registry import clock
from registry.access.actor import Actor
from registry.diagnoses.models import Diagnosis
from registry.diagnoses.queries import diagnoses_of
from registry.episodes.models import Episode
from registry.history.timeline import TimelineFacts, timeline_facts
from registry.intake.models import Intake
from registry.people.scopes import visible_facts
from registry.people.summary import PatientHeader, patient_header

_NO_LONGER = frozenset({"RESOLVED", "REFUTED"})


@dataclass(frozen=True, slots=True)
class NamedSubstance:
    """One substance of the intake, main one first."""

    substance: Any
    name: str | None
    route: Any
    days_used: Any
    window_days: int


@dataclass(frozen=True, slots=True)
class DiagnosisLine:
    """A diagnosis that still holds."""

    code_system: str
    code: str
    title: str | None
    is_principal: bool
    diagnosed_on: date


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A person at a glance. `intake_id` is that of the newest intake; `gaps` what it does not ask yet."""

    header: PatientHeader
    care: Care
    facts: TimelineFacts
    intake_id: UUID | None
    substances: list[NamedSubstance]
    gaps: list[str]
    reviews: int
    progress: list[ItemProgress]
    diagnoses: list[DiagnosisLine]
    scores: list[HighScore]
    counts: dict[str, int]


def read_case_file(session: Session, *, by: Actor, patient_id: UUID) -> CaseFile:
    """Everything for the first page; NotFound for a patient who is not visible."""
    header = patient_header(session, by=by, patient_id=patient_id)
    intake = _latest_intake(session, by, patient_id)
    reviews = reviews_of(session, by=by, patient_id=patient_id)
    facts = timeline_facts(session, by, patient_id)
    episodes = _episodes(session, by, patient_id)
    return CaseFile(
        header=header,
        care=care_of(episodes, [review.reviewed_on for review in reviews], has_intake=intake is not None),
        facts=facts,
        intake_id=intake.id if intake is not None else None,
        substances=_substances(intake),
        gaps=visible_gaps(intake) if intake is not None else [],
        reviews=len(reviews),
        progress=progress_of(reviews),
        diagnoses=_diagnoses(diagnoses_of(session, by=by, patient_id=patient_id)),
        scores=high_scores(facts.scores, clock.today()),
        counts=counts(session, by=by, patient_id=patient_id),
    )


def _episodes(session: Session, by: Actor, patient_id: UUID) -> Sequence[Episode]:
    """Episodes with their interventions in one query, the newest first."""
    query = visible_facts(by, Episode, patient_id).options(joinedload(Episode.interventions))
    found = session.scalars(query).unique().all()
    return sorted(found, key=lambda e: e.started_on or e.referred_on or date.min, reverse=True)


def _latest_intake(session: Session, by: Actor, patient_id: UUID) -> Intake | None:
    query = visible_facts(by, Intake, patient_id).options(joinedload(Intake.substances))
    found = session.scalars(query).unique().all()
    return max(found, key=lambda intake: (intake.assessed_on, intake.id), default=None)


def _substances(intake: Intake | None) -> list[NamedSubstance]:
    found = [] if intake is None else intake.substances
    return [NamedSubstance(s.substance, s.name, s.route, s.days_used, s.window_days) for s in found]


def _diagnoses(found: Sequence[Diagnosis]) -> list[DiagnosisLine]:
    """Those that still hold, opened."""
    return [
        DiagnosisLine(d.code_system, d.code, d.title, d.is_principal, d.diagnosed_on)
        for d in found
        if d.ended_on is None and d.status not in _NO_LONGER
    ]
