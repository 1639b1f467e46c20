"""People in care with a history, written quickly: models without events, for tests that only look."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from outcomes.reviews.models import OutcomeReview
from referrals.justice.models import JusticeInvolvement
from registry import clock
from registry.access.actor import Actor
from registry.answers import Missing
from registry.db.work import Database
from registry.diagnoses.models import Diagnosis
from registry.episodes.models import Episode, Intervention
from registry.history.dose.models import Dose
from registry.history.drug_test.models import DrugTest
from registry.history.infection_test.models import InfectionTest
from registry.history.overdose.models import Overdose
from registry.history.scale_score.models import ScaleScore
from registry.history.substance_use.models import UseDay
from registry.history.visit.models import Visit
from registry.ids import new_id
from registry.intake.models import Intake, IntakeSubstance
from registry.people.models import Patient
from tests.conftest import register


def days_ago(days: int) -> date:
    """A day in the past, by the program's clock."""
    return clock.today() - timedelta(days=days)


def in_care(database: Database, by: Actor, *, days: int = 200, **identity: str) -> tuple[UUID, UUID]:
    """A patient of whom `by` is the key worker, with an episode open for so many days: (patient, episode)."""
    patient_id, episode_id = register(database, by, **identity), new_id()
    with database.work(by) as session:
        session.get_one(Patient, patient_id).key_worker_id = by.user_id
        session.add(
            Episode(
                id=episode_id,
                org_id=by.org_id,
                patient_id=patient_id,
                referred_on=days_ago(days + 10),
                started_on=days_ago(days),
                last_contact_on=days_ago(min(days, 3)),
                centre_type="1",
                key_worker_id=by.user_id,
                referral_source="GP",
            )
        )
    return patient_id, episode_id


def reviewed(database: Database, by: Actor, patient_id: UUID, episode_id: UUID, *ago: int) -> None:
    """Outcome reviews so many days ago, the first as the start record: better each time."""
    with database.work(by) as session:
        for number, days in enumerate(ago):
            session.add(
                OutcomeReview(
                    org_id=by.org_id,
                    patient_id=patient_id,
                    episode_id=episode_id,
                    stage="REVIEW" if number else "START",
                    reviewed_on=days_ago(days),
                    window_days=28,
                    days_cocaine=max(20 - 6 * number, 0),
                    days_alcohol=4,
                    days_opioids=Missing.DECLINED,
                    offence_theft="YES",
                    psychological_health=8 + 2 * number,
                    quality_of_life=6 + 2 * number,
                )
            )


def interviewed(database: Database, by: Actor, patient_id: UUID, episode_id: UUID) -> UUID:
    """An intake with gaps, an HIV result and a legal status."""
    intake_id = new_id()
    owned = {"org_id": by.org_id, "patient_id": patient_id}
    with database.work(by) as session:
        session.add(
            Intake(
                id=intake_id,
                episode_id=episode_id,
                assessed_on=days_ago(150),
                injecting="1",
                hiv_testing="2.2",
                hiv_result="POS",
                legal_status="PROBATION",
                living_with="1",
                labour_status=Missing.NOT_ASKED,
                **owned,
            )
        )
        session.flush()
        session.add(
            IntakeSubstance(
                intake_id=intake_id,
                position=1,
                window_days=30,
                substance="COC_HCL",
                route="SNIFF",
                days_used=20,
                age_first_use=17,
                **owned,
            )
        )
    return intake_id


def with_facts(database: Database, by: Actor, patient_id: UUID, episode_id: UUID, *, most: int = 1000) -> int:
    """Two years of doses, days of use, visits and tests: about `most` facts in all. Returns how many."""
    owned = {"org_id": by.org_id, "patient_id": patient_id, "source": "CLINICIAN"}
    doses, uses, visits = most * 45 // 100, most * 40 // 100, most * 8 // 100
    tests = most - doses - uses - visits
    facts: list[object] = [
        Dose(given_on=days_ago(doses - n), medication="METHADONE", amount_mg=Decimal(20 + 10 * (n // 60)), **owned)
        for n in range(doses)
    ]
    facts += [
        UseDay(used_on=days_ago(uses + 40 - n - n % 3), substance=("OPI_HEROIN", "COC_HCL")[n % 2], **owned)
        for n in range(uses)
    ]
    facts += [
        Visit(visit_on=days_ago(6 * (visits - n)), attendance="MISSED" if n % 7 == 0 else "ATTENDED", **owned)
        for n in range(visits)
    ]
    facts += [
        DrugTest(
            collected_on=days_ago(7 * (tests - n)),
            specimen_type="URINE",
            validity="VALID",
            results={"OPI": "POSITIVE" if n % 3 == 0 else "NEGATIVE", "COC": "NEGATIVE"},
            **owned,
        )
        for n in range(tests)
    ]
    with database.work(by) as session:
        session.add_all(facts)
        session.add(
            Intervention(
                org_id=by.org_id,
                patient_id=patient_id,
                episode_id=episode_id,
                started_on=days_ago(180),
                modality="OST",
                setting="1",
            )
        )
    return len(facts)


def with_background(database: Database, by: Actor, patient_id: UUID) -> None:
    """A diagnosis, an overdose, a score, an infection test and a court order."""
    owned = {"org_id": by.org_id, "patient_id": patient_id}
    told = {**owned, "source": "PATIENT"}
    with database.work(by) as session:
        session.add_all(
            [
                Diagnosis(
                    diagnosed_on=days_ago(140),
                    is_principal=True,
                    recorded_by=by.user_id,
                    code_system="ICD-10",
                    code="F14.2",
                    status="ACTIVE",
                    certainty="CONFIRMED",
                    **owned,
                ),
                Overdose(
                    occurred_on=days_ago(400),
                    occurred_precision="MONTH",
                    substances=("OPI_HEROIN",),
                    outcome="SURVIVED_TREATED",
                    **told,
                ),
                ScaleScore(taken_on=days_ago(20), scale="CRAVING", score=8, **told),
                ScaleScore(taken_on=days_ago(80), scale="CRAVING", score=4, **told),
                InfectionTest(infection="HIV", result="POS", tested_on="2025-02", note="Seropositiva", **told),
                JusticeInvolvement(
                    starts_on=days_ago(90),
                    legal_status="PROBATION",
                    authority_name="Juzgado Tercero",
                    court_case_number="EXP-77-2026",
                    next_hearing_on=clock.today() + timedelta(days=12),
                    **owned,
                ),
            ]
        )
