"""What a clinician of the demo added to a patient's record: invented, and written by the normal services."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from casework.app.demo.interviews import amend_identity, answer_intake
from outcomes.reviews.queries import reviews_of
from outcomes.reviews.record import OUTCOME_REVIEW
from referrals.justice.record import JUSTICE_INVOLVEMENT
from registry import clock
from registry.access.actor import Actor
from registry.diagnoses.record import DIAGNOSIS
from registry.episodes.models import Episode
from registry.episodes.queries import episodes_of
from registry.history.infection_test.record import INFECTION_TEST
from registry.history.medication.record import MEDICATION
from registry.history.overdose.record import OVERDOSE
from registry.history.past_treatment.record import PAST_TREATMENT
from registry.records.kinds import RecordKind
from registry.schemas.base import parse

STORIES = 12
Entry = tuple[RecordKind, dict[str, Any]]

_COMORBID = ("ICD-11:6A70", "ICD-11:6A71", "ICD-10:F41.1", "ICD-10:F43.1", "ICD-10:F60.3", "ICD-10:B18.2")
_JUSTICE = (
    ("DIVERSION_PRE", "DRUG_POSSESSION", "PRE_TRIAL", "SUSPENDED_PROCESS", "ACTIVE"),
    ("COURT_ORDERED", "ACQUISITIVE", "SENTENCE", "DTC_POST", "ACTIVE"),
    ("PROBATION", "PUBLIC_ORDER", "SENTENCE", "PROBATION", "ADMITTED"),
)


def tell_story(session: Session, *, by: Actor, patient_id: UUID, number: int) -> None:
    """Fill the case file of a patient, unless it has been done; the same number tells the same story."""
    if reviews_of(session, by=by, patient_id=patient_id):
        return
    rng = Random(number)  # noqa: S311  a story, not a secret
    episode = episodes_of(session, by=by, patient_id=patient_id)[0]
    started_on = episode.started_on or clock.today()
    amend_identity(session, by=by, patient_id=patient_id, rng=rng)
    answer_intake(session, by=by, patient_id=patient_id, rng=rng)
    for kind, payload in (
        *_reviews(rng, episode, started_on),
        *_history(rng, started_on),
        *_sometimes(number, started_on),
    ):
        kind.create(session, by=by, patient_id=patient_id, command=parse(kind.schema(), payload))


def _reviews(rng: Random, episode: Episode, started_on: date) -> Iterator[Entry]:
    """A start record, a review every twelve weeks, an exit record: better on the whole, not in everything."""
    last = episode.ended_on or clock.today()
    yield OUTCOME_REVIEW, _review(rng, "START", started_on, episode.id, 0)
    turn = 1
    while started_on + timedelta(weeks=12 * turn) < last:
        yield OUTCOME_REVIEW, _review(rng, "REVIEW", started_on + timedelta(weeks=12 * turn), episode.id, turn)
        turn += 1
    if episode.ended_on:
        yield OUTCOME_REVIEW, _review(rng, "EXIT", last, episode.id, turn)
    elif turn == 1 and last > started_on:
        yield OUTCOME_REVIEW, _review(rng, "REVIEW", last, episode.id, turn)


def _review(rng: Random, stage: str, day: date, episode_id: UUID, turn: int) -> dict[str, Any]:
    def fewer(first: int) -> int:
        return max(0, min(28, first // (turn + 1) + rng.randint(-2, 2)))

    return {
        "stage": stage,
        "reviewed_on": day.isoformat(),
        "episode_id": str(episode_id),
        "days_opioids": fewer(rng.randint(18, 28)),
        "days_alcohol": fewer(rng.randint(0, 12)),
        "days_cannabis": fewer(rng.randint(0, 16)),
        "days_cocaine": fewer(rng.randint(0, 9)),
        "days_cocaine_paste": "NOT_ASKED" if rng.random() < 0.2 else fewer(4),
        "days_sedatives": fewer(rng.randint(0, 10)),
        "days_tobacco": 28,
        "days_injected": fewer(rng.randint(0, 20)),
        "sharing": "DECLINED" if rng.random() < 0.2 else "NO",
        "offence_theft": "NO" if turn else rng.choice(("YES", "NO", "DECLINED")),
        "offence_selling": "NO",
        "offence_violence": "NO",
        "offence_other": "NO",
        "days_paid_work": min(20, rng.randint(0, 6) + 5 * turn),
        "days_education": 0,
        "housing_acute_problem": "YES" if not turn and rng.random() < 0.3 else "NO",
        "housing_at_risk": rng.choice(("YES", "NO")),
        "psychological_health": min(20, rng.randint(5, 11) + 2 * turn),
        "physical_health": min(20, rng.randint(6, 12) + 2 * turn),
        "quality_of_life": min(20, rng.randint(4, 10) + 3 * turn),
    }


def _history(rng: Random, started_on: date) -> Iterator[Entry]:
    """A diagnosis beside the main one, a prescription, an earlier treatment."""
    yield (
        DIAGNOSIS,
        {
            "diagnosis": rng.choice(_COMORBID),
            "diagnosed_on": (started_on + timedelta(days=rng.randint(0, 20))).isoformat(),
            "status": "ACTIVE",
            "certainty": rng.choice(("CONFIRMED", "PROVISIONAL")),
        },
    )
    yield (
        MEDICATION,
        {
            "medication": "OTHER",
            "name": rng.choice(("Sertraline", "Mirtazapine", "Quetiapine")),
            "purpose": "PSYCHIATRIC",
            "daily_amount": str(rng.choice((25, 50, 100))),
            "daily_unit": "mg",
            "started_on": (started_on + timedelta(days=21)).isoformat(),
            "source": "CLINICIAN",
        },
    )
    year = started_on.year - rng.randint(1, 6)
    yield (
        PAST_TREATMENT,
        {
            "modality": rng.choice(("OUTPATIENT", "RES_DETOX", "RES_LONG")),
            "started": f"{year}-{rng.randint(1, 9):02d}",
            "ended": f"{year}-{rng.randint(10, 12):02d}",
            "outcome": rng.choice(("DROPPED_OUT", "COMPLETED_UNSPECIFIED", "NOT_KNOWN")),
            "source": "PATIENT",
        },
    )


def _sometimes(number: int, started_on: date) -> Iterator[Entry]:
    """What not everybody has: tests for infections, overdoses, an order of a court."""
    if number % 3 != 2:
        for infection in ("HIV", "HCV"):
            result = "POS" if infection == "HCV" and number % 4 == 0 else "NEG"
            yield INFECTION_TEST, _infection_test(infection, result, started_on)
    if number % 4 == 1:
        yield OVERDOSE, _overdose(started_on)
    if number % 4 == 0:
        yield JUSTICE_INVOLVEMENT, _justice(_JUSTICE[number // 4 % len(_JUSTICE)], started_on)


def _infection_test(infection: str, result: str, started_on: date) -> dict[str, Any]:
    return {
        "infection": infection,
        "result": result,
        "tested_on": (started_on + timedelta(days=3)).isoformat(),
        "source": "LABORATORY",
        **({"on_treatment": "NO"} if result == "POS" else {}),
    }


def _overdose(started_on: date) -> dict[str, Any]:
    return {
        "occurred": (started_on - timedelta(days=70)).isoformat()[:7],
        "substances": [{"substance": "OPI_HEROIN"}, {"substance": "SED_BENZODIAZEPINE"}],
        "outcome": "SURVIVED_TREATED",
        "naloxone_given": "YES",
        "source": "PATIENT",
    }


def _justice(entry: tuple[str, str, str, str, str], started_on: date) -> dict[str, Any]:
    status, offence, stage, mechanism, standing = entry
    return {
        "legal_status": status,
        "offence_class": "1",
        "offence_category": offence,
        "diversion_stage": stage,
        "diversion_mechanism": mechanism,
        "diversion_status": standing,
        "authority_name": "Juzgado Uno de Ejemplo",
        "court_case_number": f"EJEMPLO-{started_on.year}-{started_on.toordinal() % 1000:03d}",
        "ordered_on": (started_on - timedelta(days=12)).isoformat(),
        "starts_on": started_on.isoformat(),
        "ends_on": (started_on + timedelta(days=365)).isoformat(),
        "next_hearing_on": (clock.today() + timedelta(days=24)).isoformat(),
        "obligations": "Treatment at the service and a drug test each week",
    }
