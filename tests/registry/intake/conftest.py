"""A patient of the north clinic with an open episode, and short ways to record an intake."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from registry.db.work import ring_of
from registry.episodes.schemas import EpisodeSchema
from registry.episodes.services import open_episode
from registry.ids import new_id
from registry.intake.models import Intake
from registry.intake.schemas import IntakeSchema
from registry.intake.services import record_intake
from registry.people.models import Patient
from registry.schemas.base import parse
from tests.conftest import Clinic


@dataclass(frozen=True)
class Case:
    """Somebody born on 1 May 1990 and in treatment since 2 January 2026."""

    patient_id: UUID
    episode_id: UUID


@pytest.fixture
def case(clinic: Clinic) -> Case:
    patient_id = new_id()
    with clinic.database.work(clinic.clinician) as session:
        ring_of(session).create(patient_id)
        session.add(
            Patient(
                id=patient_id,
                org_id=clinic.clinician.org_id,
                reference=str(patient_id)[-12:],
                date_of_birth=date(1990, 5, 1),
            )
        )
        session.flush()
        command = parse(EpisodeSchema(), {"started_on": "2026-01-02"})
        episode = open_episode(session, by=clinic.clinician, patient_id=patient_id, command=command)
    return Case(patient_id, episode.id)


@pytest.fixture
def record(clinic: Clinic, case: Case) -> Callable[..., Intake]:
    """Records an intake from input as the API gives it."""

    def do(**given: Any) -> Intake:
        payload = {"assessed_on": "2026-01-05", "substances": [{"substance": "OPI_HEROIN"}], **given}
        with clinic.database.work(clinic.clinician) as session:
            command = parse(IntakeSchema(), payload)
            return record_intake(session, by=clinic.clinician, patient_id=case.patient_id, command=command)

    return do
