"""A patient of the clinic's own provider."""

from uuid import UUID

import pytest

from registry.db.work import ring_of
from registry.ids import new_id
from registry.people.models import Patient
from tests.conftest import Clinic


@pytest.fixture
def patient_id(clinic: Clinic) -> UUID:
    patient_id = new_id()
    with clinic.database.work(clinic.clinician) as session:
        ring_of(session).create(patient_id)
        session.add(Patient(id=patient_id, org_id=clinic.clinician.org_id, reference=str(patient_id)[-12:]))
    return patient_id
