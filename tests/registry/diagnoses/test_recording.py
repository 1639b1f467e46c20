"""Recording and amending diagnoses."""

from datetime import date

import pytest

from registry.db.work import ring_of
from registry.diagnoses.queries import diagnoses_of
from registry.diagnoses.schemas import DiagnosisSchema
from registry.diagnoses.services import amend_diagnosis, record_diagnosis
from registry.errors import Forbidden, Invalid, NotFound, Stale
from registry.ids import new_id
from registry.people.models import Patient
from registry.schemas.base import parse
from tests.conftest import Clinic

GOOD = {"diagnosis": "F11.2", "diagnosed_on": "2026-01-05", "status": "ACTIVE", "certainty": "CONFIRMED"}


@pytest.fixture
def patient_id(clinic: Clinic):
    patient_id = new_id()
    with clinic.database.work(clinic.clinician) as session:
        ring_of(session).create(patient_id)
        session.add(
            Patient(id=patient_id, org_id=clinic.clinician.org_id, reference=str(patient_id)[-12:], given_names="Eva")
        )
    return patient_id


def test_diagnosis_is_recorded_and_read_back(clinic: Clinic, patient_id):
    with clinic.database.work(clinic.clinician) as session:
        record_diagnosis(session, by=clinic.clinician, patient_id=patient_id, command=parse(DiagnosisSchema(), GOOD))
    with clinic.database.read(clinic.clinician) as session:
        found = diagnoses_of(session, by=clinic.clinician, patient_id=patient_id)
        assert [(d.diagnosis, d.diagnosed_on, d.status) for d in found] == [
            ("ICD-10:F11.2", date(2026, 1, 5), "ACTIVE")
        ]


def test_another_organisation_finds_nothing(clinic: Clinic, patient_id):
    with clinic.database.work(clinic.stranger) as session, pytest.raises(NotFound):
        record_diagnosis(session, by=clinic.stranger, patient_id=patient_id, command=parse(DiagnosisSchema(), GOOD))


def test_liaison_officer_may_not_diagnose(clinic: Clinic, patient_id):
    with clinic.database.work(clinic.officer) as session, pytest.raises(Forbidden):
        record_diagnosis(session, by=clinic.officer, patient_id=patient_id, command=parse(DiagnosisSchema(), GOOD))


def test_second_principal_diagnosis_takes_the_place_of_the_first(clinic: Clinic, patient_id):
    command = parse(DiagnosisSchema(), {**GOOD, "is_principal": True})
    with clinic.database.work(clinic.clinician) as session:
        first = record_diagnosis(session, by=clinic.clinician, patient_id=patient_id, command=command).id
        record_diagnosis(session, by=clinic.clinician, patient_id=patient_id, command=command)
    with clinic.database.read(clinic.clinician) as session:
        found = {d.id: d.is_principal for d in diagnoses_of(session, by=clinic.clinician, patient_id=patient_id)}
        assert found[first] is False
        assert sum(found.values()) == 1


def test_amendment_of_an_old_version_is_refused(clinic: Clinic, patient_id):
    command = parse(DiagnosisSchema(), GOOD)
    with clinic.database.work(clinic.clinician) as session:
        record_id = record_diagnosis(session, by=clinic.clinician, patient_id=patient_id, command=command).id
    other = parse(DiagnosisSchema(), {**GOOD, "status": "RESOLVED"})
    with clinic.database.work(clinic.clinician) as session:
        amended = amend_diagnosis(
            session, by=clinic.clinician, patient_id=patient_id, record_id=record_id, command=other, row_version=1
        )
        assert amended.row_version == 2
    with clinic.database.work(clinic.clinician) as session, pytest.raises(Stale):
        amend_diagnosis(
            session, by=clinic.clinician, patient_id=patient_id, record_id=record_id, command=other, row_version=1
        )


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"diagnosis": "nonsense"}, "diagnosis", "unknown_diagnosis"),
        ({"diagnosis": "R99"}, "title", "unknown_diagnosis"),
        ({"diagnosed_on": "2999-01-01"}, "diagnosed_on", "date_in_future"),
        ({"ended_on": "2025-12-31"}, "ended_on", "date_before_start"),
        ({"status": "NO"}, "status", "unknown_code"),
        ({"surprise": 1}, "surprise", "unknown_field"),
    ],
)
def test_bad_input_names_field_and_reason(change, field, code):
    with pytest.raises(Invalid) as refused:
        parse(DiagnosisSchema(), {**GOOD, **change})
    assert refused.value.errors[field] == [code]
