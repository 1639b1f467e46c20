"""Patients through the API: registered, shown with numbers masked, replaced, found."""

from collections.abc import Callable

from tests.casework.api.conftest import PERSON, Program
from tests.conftest import Clinic

NUMBER = {"kind": "NATIONAL_ID", "value": "X-1234567-Z", "country": "ES"}


def test_official_number_is_masked_until_it_is_revealed(
    program: Program, acts_of: Callable[[str], list[tuple[str, str | None]]]
) -> None:
    created = program.post("/patients", {**PERSON, "identifiers": [NUMBER]})
    assert created.status_code == 201
    assert created.json["identifiers"] == [{**NUMBER, "value": None}]
    assert created.json["masked"] == ["identifiers.value"]
    patient = f"/patients/{created.json['id']}"
    assert program.get(patient).json == created.json
    assert ("record.reveal", "identifiers") not in acts_of(patient)
    assert program.get(f"{patient}?reveal=identifiers").json["identifiers"] == [NUMBER]
    assert ("record.reveal", "identifiers") in acts_of(patient)


def test_identity_is_replaced_by_who_sees_it_whole(program: Program, patient: str) -> None:
    person = {**PERSON, "chosen_name": "Evita", "identifiers": [NUMBER]}
    assert program.put(patient, person, If_Match='"1"').status_code == 422
    changed = program.put(f"{patient}?reveal=identifiers", person, If_Match='"1"')
    assert changed.status_code == 200
    assert changed.json["chosen_name"] == "Evita"
    assert changed.json["identifiers"] == [NUMBER]
    late = program.put(f"{patient}?reveal=identifiers", PERSON, If_Match='"1"')
    assert late.status_code == 412


def test_patient_is_found_by_words_in_the_body(program: Program) -> None:
    created = program.post("/patients", {**PERSON, "given_names": "Leocadia", "family_name_1": "Puentenuevo"}).json
    found = program.post("/patients/search", {"words": "leocadia puentenuevo"}).json["items"]
    assert [item["id"] for item in found] == [created["id"]]
    assert found[0]["reasons"]
    assert program.post("/patients/search", {"words": "eva"}).json["errors"]["words"][0]["code"] == "search_more"


def test_name_in_an_address_finds_nothing(program: Program) -> None:
    assert program.get("/patients/search?words=leocadia").status_code == 405
    assert program.get("/patients?words=leocadia+puentenuevo").status_code == 405


def test_possible_duplicates_are_told_with_reasons(program: Program, stranger: Program) -> None:
    person = {**PERSON, "given_names": "Casimira", "family_name_1": "Duplicada", "birth_year": 1971}
    created = program.post("/patients", person).json
    found = program.post("/patients/duplicates", person).json["items"]
    assert [item["id"] for item in found] == [created["id"]]
    assert "Same names" in found[0]["reasons"]
    assert stranger.post("/patients/duplicates", person).json["items"] == []


def test_data_protection_officer_reads_but_does_not_write(
    clinic: Clinic, program_of: Callable[..., Program], patient: str
) -> None:
    officer = program_of(clinic.protection_officer)
    assert officer.get(patient).json["given_names"] == "Eva"
    assert officer.get(f"{patient}?reveal=identifiers").status_code == 403
    assert officer.post("/patients", PERSON).status_code == 403
