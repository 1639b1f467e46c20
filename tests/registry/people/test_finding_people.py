"""Finding people: typing errors, two organisations, duplicates with reasons, and how the database is asked."""

from random import Random

import pytest
from sqlalchemy import insert

from audit.queries import who_has_seen
from registry.db.work import ring_of
from registry.errors import Forbidden, Invalid
from registry.ids import new_id
from registry.people.candidates import shortlist_query
from registry.people.duplicates import possible_duplicates
from registry.people.fictitious import bench_person
from registry.people.models import BlindIndex, Patient
from registry.people.queries import recent_patients
from registry.people.reveals import Group, fields_of, reveal
from registry.people.schemas import PatientSchema
from registry.people.search import find_patients, search_patients
from registry.people.services import remember_opened
from registry.people.tokens import index_rows
from registry.schemas.base import parse
from tests.conftest import Clinic
from tests.registry.people.people_made import MARIA, register


@pytest.fixture(scope="module")
def maria(clinic: Clinic):
    return register(clinic.database, clinic.clinician)


def found_by(clinic, words, by=None):
    by = by or clinic.clinician
    with clinic.database.read(by) as session:
        return find_patients(session, by=by, words=words)


def duplicates_of(clinic, by=None, **changes):
    by = by or clinic.clinician
    with clinic.database.read(by) as session:
        return possible_duplicates(session, by=by, command=parse(PatientSchema(), {**MARIA, **changes}))


@pytest.mark.parametrize(
    "words",
    [
        "maria jose colibri",
        "colibri ejemplo maria 1984",
        "Colibrí de Ejemplo, María José",
        "maira colibri 1984",
        "kolibri maria 12/03/1984",
        "maria colivri ejemplo 03/12/1984",
        "colibri 1984",
        "12/03/1984",
        "ejemplo-01234567",
        "600 123 456",
    ],
)
def test_somebody_is_found_by_what_is_remembered_of_them(clinic: Clinic, maria, words):
    assert maria in [patient.id for patient in found_by(clinic, words)]


def test_a_record_number_finds_exactly_one(clinic: Clinic, maria):
    reference = found_by(clinic, "maria colibri 1984")[0].reference
    found = found_by(clinic, reference.lower())
    assert [(patient.id, patient.score) for patient in found] == [(maria, 1.0)]


def test_results_say_why_and_stay_masked(clinic: Clinic, maria):
    first = found_by(clinic, "maria colibri 12/03/1984")[0]
    assert (first.friendly_name, first.initials, first.key_worker) == ("María C.", "MCE", "Ana")
    assert "Colibrí" not in repr(first)


@pytest.mark.parametrize("words", ["", "maria", "1984"])
def test_too_little_is_answered_with_search_for_more(clinic: Clinic, words):
    with pytest.raises(Invalid) as refused:
        found_by(clinic, words)
    assert refused.value.errors == {"words": ["search_more"]}


def test_nobody_of_another_organisation_is_ever_found(clinic: Clinic, maria):
    theirs = register(clinic.database, clinic.stranger)
    for words in ("maria colibri 1984", "12/03/1984", "EJEMPLO-01234567", "600123456"):
        assert theirs not in [patient.id for patient in found_by(clinic, words)]
        assert [patient.id for patient in found_by(clinic, words, by=clinic.stranger)] == [theirs]
    assert theirs not in [duplicate.patient.id for duplicate in duplicates_of(clinic)]
    reference = found_by(clinic, "maria colibri 1984", by=clinic.stranger)[0].reference
    assert found_by(clinic, reference) == []


def test_whoever_may_not_search_finds_nothing(clinic: Clinic):
    for actor in (clinic.officer, clinic.administrator, clinic.analyst):
        with pytest.raises(Forbidden):
            found_by(clinic, "maria colibri 1984", by=actor)


def test_everybody_listed_is_in_the_log_before_the_answer(clinic: Clinic, maria):
    search_patients(clinic.database, by=clinic.manager, words="maria colibri 1984")
    with clinic.database.read(clinic.manager) as session:
        rows = who_has_seen(session.connection(), maria)
    listings = [row for row in rows if row.act == "record.list" and row.actor == clinic.manager.user_id]
    assert listings[0].on_list


def test_a_duplicate_is_shown_with_reasons_for_and_against(clinic: Clinic, maria):
    [duplicate] = duplicates_of(
        clinic,
        family_name_1="de Ejemplo",
        family_name_2="Colibrí",
        sex="INTERSEX",
        date_of_birth="1984-12-03",
        contacts=[],
        identifiers=[{"kind": "NATIONAL_ID", "value": "999999"}],
    )
    assert duplicate.patient.id == maria
    assert [str(reason) for reason in duplicate.reasons_for] == [
        "Similar names",
        "Surnames the other way round",
        "Day and month of birth exchanged",
    ]
    assert {str(reason) for reason in duplicate.reasons_against} == {"Another official number", "Another sex recorded"}
    assert duplicate.numbers == ("•••• 4567",)


def test_the_same_person_is_marked_as_very_likely(clinic: Clinic, maria):
    assert duplicates_of(clinic)[0].is_likely


def test_a_stranger_is_no_duplicate(clinic: Clinic, maria):
    other = {"given_names": "Bruno", "family_name_1": "Estuario", "family_name_2": None, "date_of_birth": "1999-01-30"}
    assert duplicates_of(clinic, **other, identifiers=[], contacts=[]) == []


def test_the_ones_opened_last_come_first(clinic: Clinic, maria):
    other = register(clinic.database, clinic.manager, given_names="Aurora")
    for patient_id in (other, maria):
        with clinic.database.work(clinic.manager) as session:
            remember_opened(session, by=clinic.manager, patient_id=patient_id)
    with clinic.database.read(clinic.manager) as session:
        assert [patient.id for patient in recent_patients(session, by=clinic.manager)] == [maria, other]


def test_a_reveal_is_written_down_with_its_fields(clinic: Clinic, maria):
    reveal(clinic.database, by=clinic.clinician, patient_id=maria, what=Group.IDENTIFIERS)
    with clinic.database.read(clinic.clinician) as session:
        [row] = [row for row in who_has_seen(session.connection(), maria) if row.act == "record.reveal"]
    assert (row.actor, row.fields) == (clinic.clinician.user_id, ("patient_identifier.value",))
    with pytest.raises(Forbidden):
        reveal(clinic.database, by=clinic.protection_officer, patient_id=maria, what=Group.IDENTIFIERS)


def test_no_infection_is_revealed_with_the_offences():
    assert not set(fields_of(Group.INFECTIONS)) & set(fields_of(Group.OFFENCES))


def test_the_shortlist_is_read_from_the_primary_key_alone_under_row_security(clinic: Clinic):
    """With as many tokens as a clinic has, not a sequential scan of a table that happens to be small."""
    by, rng = clinic.manager, Random(5)
    with clinic.database.work(by) as session:
        key, rows, patients = ring_of(session).index_key(), [], []
        for number in range(1500):
            person, patient_id = bench_person(rng), new_id()
            patients.append({"id": patient_id, "org_id": by.org_id, "reference": f"T{number}", "row_version": 1})
            rows += index_rows(key, by.org_id, patient_id, name=person.name, date_of_birth=person.date_of_birth)
        session.execute(insert(Patient.__table__), patients)
        session.execute(
            insert(BlindIndex.__table__), [dict(zip(BlindIndex.__table__.c.keys(), r, strict=True)) for r in rows]
        )
        query = shortlist_query(by.org_id, [(kind, tok) for _org, kind, tok, _subject in rows[:25]])
    with clinic.database.read(by) as session:
        compiled = query.compile(session.get_bind())
        lines = session.connection().exec_driver_sql(f"EXPLAIN {compiled}", compiled.params).scalars().all()
    plan = "\n".join(lines)
    assert "pk_blind_index" in plan
    assert "Seq Scan" not in plan
