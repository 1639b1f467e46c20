"""Registering people and amending who they are."""

import pytest
from sqlalchemy import text

from audit.queries import who_has_seen
from registry.db.columns import sealed_columns
from registry.db.work import ring_of
from registry.errors import Forbidden, Invalid, NotFound, Stale
from registry.ids import new_id
from registry.people.models import NextOfKin, Patient, PatientContact, PatientIdentifier
from registry.people.names import PersonName
from registry.people.queries import get_identity
from registry.people.references import read_reference
from registry.people.schemas import PatientSchema
from registry.people.scopes import get_patient
from registry.people.search import find_patients
from registry.people.services import amend_patient, assign_key_worker
from registry.people.summary import patient_header
from registry.people.tokens import index_rows
from registry.schemas.base import parse
from registry.security.envelope import is_envelope
from tests.conftest import Clinic
from tests.registry.people.people_made import MARIA, register

TOKENS = text("SELECT kind, tok FROM blind_index WHERE subject_id = :id")


def amended(clinic, patient_id, row_version=1, **changes):
    by = clinic.clinician
    command = parse(PatientSchema(), {**MARIA, **changes})
    with clinic.database.work(by) as session:
        return amend_patient(session, by=by, patient_id=patient_id, command=command, row_version=row_version)


def found_by(clinic, words, by=None):
    by = by or clinic.clinician
    with clinic.database.read(by) as session:
        return [patient.id for patient in find_patients(session, by=by, words=words)]


def test_a_registered_patient_is_read_back_whole(clinic: Clinic):
    patient_id = register(clinic.database, clinic.clinician)
    with clinic.database.read(clinic.clinician) as session:
        record = get_identity(session, by=clinic.clinician, patient_id=patient_id)
        dumped = PatientSchema().dump(record)
    assert {name: dumped[name] for name in MARIA if name not in ("identifiers", "contacts", "next_of_kin")} == {
        name: value for name, value in MARIA.items() if not isinstance(value, list)
    }
    assert dumped["identifiers"] == MARIA["identifiers"]
    assert dumped["next_of_kin"][0]["relationship_code"] == "MOTHER"
    assert dumped["contacts"][0]["value"] == "+000 600 123 456"


def test_a_new_patient_has_a_record_number_and_the_registering_clinician_as_key_worker(clinic: Clinic):
    patient_id = register(clinic.database, clinic.clinician)
    with clinic.database.read(clinic.clinician) as session:
        header = patient_header(session, by=clinic.clinician, patient_id=patient_id)
    assert read_reference(header.reference) == header.reference
    assert (header.key_worker_id, header.key_worker) == (clinic.clinician.user_id, "Ana")
    assert (header.friendly_name, header.has_identifiers) == ("María C.", True)


@pytest.mark.parametrize("model", [Patient, PatientIdentifier, PatientContact, NextOfKin])
def test_sealed_columns_hold_envelopes_only(clinic: Clinic, model):
    register(clinic.database, clinic.clinician)
    with clinic.database.read(clinic.clinician) as session:
        for name in sealed_columns(model):
            query = text(f"SELECT {name} FROM {model.__tablename__} WHERE {name} IS NOT NULL")
            assert all(is_envelope(bytes(value)) for value in session.execute(query).scalars())


def test_no_identity_stands_readable_in_the_rows(clinic: Clinic):
    register(clinic.database, clinic.clinician)
    with clinic.database.read(clinic.clinician) as session:
        for table in ("patient", "patient_identifier", "patient_contact", "next_of_kin", "blind_index"):
            for row in session.execute(text(f"SELECT t::text FROM {table} t")).scalars():
                assert not any(marker in row for marker in ("Colibr", "EJEMPLO", "Garza", "Villa"))


def test_tokens_of_two_organisations_for_one_person_differ(clinic: Clinic):
    tokens = []
    for actor in (clinic.clinician, clinic.stranger):
        patient_id = register(clinic.database, actor)
        with clinic.database.read(actor) as session:
            tokens.append({tuple(row) for row in session.execute(TOKENS, {"id": patient_id})})
    assert len(tokens[0]) == len(tokens[1]) > 10
    # One in 32 thousand numbers meets by chance; more than one of these never does.
    assert len(tokens[0] & tokens[1]) <= 1


def test_the_rows_of_the_import_are_those_of_the_service(clinic: Clinic):
    patient_id = register(clinic.database, clinic.clinician)
    with clinic.database.read(clinic.clinician) as session:
        patient = get_patient(session, by=clinic.clinician, patient_id=patient_id)
        rows = index_rows(
            ring_of(session).index_key(),
            patient.org_id,
            patient.id,
            name=PersonName("María José", "Colibrí", "de Ejemplo"),
            date_of_birth=patient.date_of_birth,
            identifiers=[("NATIONAL_ID", "EJEMPLO-01234567")],
            phones=["+000 600 123 456"],
        )
        written = {tuple(row) for row in session.execute(TOKENS, {"id": patient_id})}
    assert {(kind, tok) for _org, kind, tok, _subject in rows} == written


def test_an_amended_patient_is_found_by_the_new_name_and_not_by_the_old(clinic: Clinic):
    patient_id = register(clinic.database, clinic.clinician, family_name_1="Ruiseñor", family_name_2="Viaducto")
    assert patient_id in found_by(clinic, "maria ruiseñor 1984")
    amended(clinic, patient_id, given_names="Aurora", family_name_1="Tucán", family_name_2=None)
    assert patient_id in found_by(clinic, "aurora tucan 1984")
    assert patient_id not in found_by(clinic, "maria ruiseñor 1984")


def test_only_what_changed_of_numbers_and_contacts_is_written_anew(clinic: Clinic):
    patient_id = register(clinic.database, clinic.clinician)
    ids = text("SELECT id FROM patient_identifier WHERE patient_id = :id")
    with clinic.database.read(clinic.clinician) as session:
        before = session.execute(ids, {"id": patient_id}).scalars().all()
    amended(clinic, patient_id, contacts=[{"kind": "EMAIL", "value": "maria@ejemplo.invalid"}])
    with clinic.database.read(clinic.clinician) as session:
        record = get_identity(session, by=clinic.clinician, patient_id=patient_id)
        assert session.execute(ids, {"id": patient_id}).scalars().all() == before
    assert [contact.value for contact in record.contacts] == ["maria@ejemplo.invalid"]
    assert patient_id not in found_by(clinic, "600123456")


def test_an_identity_changed_meanwhile_is_not_overwritten(clinic: Clinic):
    patient_id = register(clinic.database, clinic.clinician)
    assert amended(clinic, patient_id, contacts=[]).row_version == 2
    with pytest.raises(Stale):
        amended(clinic, patient_id, pronouns="ella")


def test_another_organisation_can_neither_open_nor_amend(clinic: Clinic):
    patient_id = register(clinic.database, clinic.clinician)
    with clinic.database.work(clinic.stranger) as session:
        with pytest.raises(NotFound):
            patient_header(session, by=clinic.stranger, patient_id=patient_id)
        with pytest.raises(NotFound):
            amend_patient(
                session,
                by=clinic.stranger,
                patient_id=patient_id,
                command=parse(PatientSchema(), MARIA),
                row_version=1,
            )


def test_a_liaison_officer_may_not_register(clinic: Clinic):
    with pytest.raises(Forbidden):
        register(clinic.database, clinic.officer)


def test_a_key_worker_is_one_of_the_clinical_staff(clinic: Clinic):
    patient_id = register(clinic.database, clinic.clinician)
    by = clinic.clinician
    with clinic.database.work(by) as session:
        assign_key_worker(session, by=by, patient_id=patient_id, user_id=clinic.manager.user_id)
        assert patient_header(session, by=by, patient_id=patient_id).key_worker == "Marta"
    for other in (clinic.stranger.user_id, clinic.administrator.user_id, new_id()):
        with clinic.database.work(by) as session, pytest.raises(Invalid):
            assign_key_worker(session, by=by, patient_id=patient_id, user_id=other)


def acts_about(clinic, patient_id):
    with clinic.database.read(clinic.clinician) as session:
        return [(row.act, row.obj) for row in who_has_seen(session.connection(), patient_id)]


def test_registering_and_amending_leave_an_event_for_every_row(clinic: Clinic):
    patient_id = register(clinic.database, clinic.clinician)
    acts = acts_about(clinic, patient_id)
    tables = sorted(obj.partition(":")[0] for act, obj in acts if act == "record.create")
    assert tables == ["next_of_kin", "patient", "patient_contact", "patient_identifier"]
    amended(clinic, patient_id, contacts=[])
    acts = acts_about(clinic, patient_id)
    assert ("record.update", f"patient:{patient_id}") in acts
    assert [obj.partition(":")[0] for act, obj in acts if act == "record.void"] == ["patient_contact"]
