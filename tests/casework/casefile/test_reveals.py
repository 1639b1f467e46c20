"""What is hidden is shown to who may, when they ask, and each time it is written down first."""

import pytest

from audit.events import Act
from tests.conftest import form_token, register, sign_in

SHOWN = {
    "identifiers": ("Gala", "Viaducto", "1990"),
    "infections": ("HIV", "Last test positive", "Seropositiva", "February 2025"),
    "offences": ("On probation", "EXP-77-2026", "Juzgado Tercero", "Has the person stolen"),
}


def ask(client, patient_id, what):
    return client.post(f"/patients/{patient_id}/reveal/{what}", data={"csrf_token": form_token(client)})


@pytest.mark.parametrize("what", list(SHOWN))
def test_a_reveal_shows_its_group_and_is_written_down(clinician, patient_id, acts, what):
    answer = ask(clinician, patient_id, what)
    assert answer.status_code == 200
    assert [words for words in SHOWN[what] if words not in answer.text] == []
    assert acts()[0] == (Act.RECORD_REVEAL, what)


def test_a_reveal_shows_no_other_group(clinician, patient_id):
    infections = ask(clinician, patient_id, "infections").text
    offences = ask(clinician, patient_id, "offences").text
    assert "EXP-77-2026" not in infections and "Has the person stolen" not in infections
    assert "Seropositiva" not in offences and "Last test positive" not in offences


def test_a_record_that_is_hidden_whole_is_changed_from_where_it_is_shown(clinician, patient_id):
    assert "/justice-involvements/" in ask(clinician, patient_id, "offences").text


def test_a_reveal_is_never_an_address_to_visit(clinician, patient_id):
    assert clinician.get(f"/patients/{patient_id}/reveal/offences").status_code == 405


def test_a_reveal_without_the_form_is_refused(clinician, patient_id, acts):
    before = len(acts())
    assert clinician.post(f"/patients/{patient_id}/reveal/offences").status_code == 403
    assert len(acts()) == before


def test_an_unknown_group_is_not_found(clinician, patient_id):
    assert ask(clinician, patient_id, "everything").status_code == 404


def test_who_may_read_and_not_reveal_is_refused(app, database, clinic, patient_id):
    reader = sign_in(app, database, clinic.protection_officer)
    answer = ask(reader, patient_id, "offences")
    assert answer.status_code == 403 and "EXP-77-2026" not in answer.text


def test_somebody_elses_patient_is_not_found(app, database, clinic, patient_id):
    stranger = sign_in(app, database, clinic.stranger)
    assert ask(stranger, patient_id, "identifiers").status_code == 404


def test_an_empty_group_says_so(clinician, database, clinic):
    new = register(database, clinic.clinician)
    assert "Nothing recorded yet" in ask(clinician, new, "infections").text


def test_orders_and_the_next_hearing_are_drawn_where_offences_are_shown_and_only_there(clinician, patient_id):
    shown = ask(clinician, patient_id, "offences").text
    assert ">Orders and agreements<" in shown and ">Hearings<" in shown
    assert "Orders and agreements" not in clinician.get(f"/patients/{patient_id}").text
