"""Who has seen a record, in words, for who may ask; the asking is written down."""

import pytest

from audit.events import Act
from registry.access.trail import record_look
from tests.conftest import register, sign_in


@pytest.fixture(scope="module")
def seen_patient(database, clinic):
    return register(database, clinic.clinician)


def test_the_newest_look_comes_first_with_name_role_and_words(clinician, manager, seen_patient):
    clinician.get(f"/patients/{seen_patient}")
    clinician.get(f"/patients/{seen_patient}/facts/doses")
    text = manager.get(f"/patients/{seen_patient}/seen").text
    words = ["looked at who has seen the record", "read the record: Doses", "read the record", "added to the record"]
    places = [text.index(phrase) for phrase in words]
    assert places[0] < places[1] < places[3]
    assert "Ana" in text and "Clinician" in text and "Marta" in text and "Service manager" in text


def test_asking_who_has_seen_is_itself_written_down(manager, database, patient_id, acts):
    manager.get(f"/patients/{patient_id}/seen")
    assert acts()[0] == (Act.AUDIT_READ, f"patient:{patient_id}")


def test_a_clinician_may_not_ask(clinician, patient_id):
    assert clinician.get(f"/patients/{patient_id}/seen").status_code == 403
    assert "/seen" not in clinician.get(f"/patients/{patient_id}").text


def test_the_protection_officer_may(app, database, clinic, seen_patient):
    officer = sign_in(app, database, clinic.protection_officer)
    assert officer.get(f"/patients/{seen_patient}/seen").status_code == 200


def test_a_group_that_was_shown_is_named(manager, database, clinic, seen_patient):
    record_look(database, by=clinic.clinician, act=Act.RECORD_REVEAL, obj="infections", subject=seen_patient)
    assert "had hidden details shown: Infections" in manager.get(f"/patients/{seen_patient}/seen").text
