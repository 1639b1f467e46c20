"""A patient of the north clinic, and short ways to do what clinicians do."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from registry.db.work import ring_of
from registry.episodes.interventions import start_intervention
from registry.episodes.models import Episode, Intervention
from registry.episodes.schemas import EpisodeSchema, InterventionSchema
from registry.episodes.services import open_episode
from registry.ids import new_id
from registry.people.models import Patient
from registry.schemas.base import parse
from tests.conftest import Clinic


@pytest.fixture
def patient_id(clinic: Clinic) -> UUID:
    found = new_id()
    with clinic.database.work(clinic.clinician) as session:
        ring_of(session).create(found)
        reference = str(found)[-12:]
        session.add(Patient(id=found, org_id=clinic.clinician.org_id, reference=reference, given_names="Eva"))
    return found


@pytest.fixture
def opened(clinic: Clinic, patient_id: UUID) -> Callable[..., Episode]:
    """Opens an episode from input as the API gives it."""

    def do(**given: Any) -> Episode:
        with clinic.database.work(clinic.clinician) as session:
            command = parse(EpisodeSchema(), given)
            return open_episode(session, by=clinic.clinician, patient_id=patient_id, command=command)

    return do


@pytest.fixture
def begun(clinic: Clinic, patient_id: UUID) -> Callable[..., Intervention]:
    """Starts an intervention from input as the API gives it."""

    def do(**given: Any) -> Intervention:
        with clinic.database.work(clinic.clinician) as session:
            command = parse(InterventionSchema(), {"modality": "OST", **given})
            return start_intervention(session, by=clinic.clinician, patient_id=patient_id, command=command)

    return do
