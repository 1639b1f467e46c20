"""Justice involvement: recorded, guarded as offence data, and closed to whom it does not concern."""

import pytest
from sqlalchemy import text

from referrals.justice.models import JusticeInvolvement
from referrals.justice.record import JUSTICE_INVOLVEMENT
from referrals.justice.schemas import JusticeInvolvementSchema
from registry.db.columns import Sensitivity, sealed_columns
from registry.errors import Forbidden, Invalid, NotFound
from registry.schemas.base import parse
from tests.conftest import Clinic

GOOD = {
    "legal_status": "DIVERSION_PRE",
    "offence_class": "1",
    "offence_category": "DRUG_POSSESSION",
    "diversion_stage": "PRE_TRIAL",
    "diversion_mechanism": "DTC_PRE",
    "diversion_status": "NOT_KNOWN",
    "authority_name": "Juzgado 7",
    "court_case_number": "RIT-4411-2026",
    "ordered_on": "2026-01-05",
    "starts_on": "2026-01-10",
    "ends_on": "2099-01-09",
    "next_hearing_on": "2098-02-01",
    "obligations": "Come twice a week",
    "note": "Brings his sister",
}


def _record(clinic: Clinic, patient_id, actor=None, **changes):
    actor = actor or clinic.clinician
    command = parse(JusticeInvolvementSchema(), {**GOOD, **changes})
    with clinic.database.work(actor) as session:
        return JUSTICE_INVOLVEMENT.create(session, by=actor, patient_id=patient_id, command=command).id


def test_justice_involvement_is_read_back_as_it_was_given_with_days_to_come(clinic, patient_id):
    record_id = _record(clinic, patient_id)
    with clinic.database.read(clinic.clinician) as session:
        row = JUSTICE_INVOLVEMENT.fetch(session, by=clinic.clinician, patient_id=patient_id, record_id=record_id)
        assert JUSTICE_INVOLVEMENT.dump(row) == GOOD


def test_newest_arrangement_comes_first(clinic, patient_id):
    older = _record(clinic, patient_id, starts_on="2024-01-10", ends_on="2025-01-10")
    newer = _record(clinic, patient_id)
    undated = _record(clinic, patient_id, starts_on=None, ordered_on=None)
    with clinic.database.read(clinic.clinician) as session:
        found = JUSTICE_INVOLVEMENT.listing(session, by=clinic.clinician, patient_id=patient_id)
        assert [row.id for row in found] == [newer, older, undated]


def test_everything_but_days_is_guarded_as_offence_data():
    assert {item.sensitivity for item in sealed_columns(JusticeInvolvement).values()} == {Sensitivity.OFFENCE}


def test_nothing_of_it_is_legible_in_the_database(clinic, patient_id):
    _record(clinic, patient_id)
    with clinic.database.read(clinic.clinician) as session:
        whole = " ".join(session.execute(text("SELECT (j.*)::text FROM justice_involvement j")).scalars())
    assert str(patient_id) in whole
    words = ("Juzgado", "RIT-4411-2026", "DRUG_POSSESSION", "twice", "sister")
    assert not [word for word in words if word in whole or word.encode().hex() in whole]


@pytest.mark.parametrize("who", ["officer", "analyst", "administrator", "protection_officer"])
def test_only_who_treats_the_person_writes_it(clinic, patient_id, who):
    with pytest.raises(Forbidden):
        _record(clinic, patient_id, actor=getattr(clinic, who))


def test_it_is_not_opened_for_change_without_leave_to_reveal(clinic, patient_id):
    record_id = _record(clinic, patient_id)
    officer = clinic.protection_officer
    with clinic.database.read(officer) as session, pytest.raises(Forbidden, match="offences:reveal"):
        JUSTICE_INVOLVEMENT.fetch(session, by=officer, patient_id=patient_id, record_id=record_id)


def test_another_organisation_finds_nothing(clinic, patient_id):
    record_id = _record(clinic, patient_id)
    stranger = clinic.stranger
    with clinic.database.read(stranger) as session:
        assert not JUSTICE_INVOLVEMENT.listing(session, by=stranger, patient_id=patient_id)
        with pytest.raises(NotFound):
            JUSTICE_INVOLVEMENT.fetch(session, by=stranger, patient_id=patient_id, record_id=record_id)


def test_arrangement_cannot_end_before_it_starts():
    with pytest.raises(Invalid) as refused:
        parse(JusticeInvolvementSchema(), {**GOOD, "ends_on": "2026-01-09"})
    assert refused.value.errors == {"ends_on": ["date_before_start"]}


def test_each_step_asks_at_most_seven_questions():
    assert all(len(step.fields) <= 7 for step in JUSTICE_INVOLVEMENT.steps)
