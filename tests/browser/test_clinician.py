"""The clinician's work on one patient: register, intake, diagnose, review, exit; at a desk and on a telephone."""

from registry.access.roles import Role
from tests.browser.case import (
    Person,
    close_episode,
    diagnose,
    note_visit,
    open_episode,
    record_intake,
    register,
    review_at_start,
    type_name_and_birth,
)
from tests.browser.conftest import FileOf, Visit
from tests.browser.visitor import PHONE, Visitor


def follow_one_patient(visitor: Visitor, person: Person, words_for_cocaine: str) -> str:
    """From the registration to the exit. Returns the address of the case file."""
    file = register(visitor, person)
    assert person.given_names in visitor.text
    for step in (open_episode, record_intake):
        step(visitor)
        assert visitor.path == file
    diagnose(visitor, words_for_cocaine)
    review_at_start(visitor)
    note_visit(visitor)
    assert visitor.path == file
    assert "F14.2" in visitor.text
    close_episode(visitor)
    assert visitor.path == file
    assert visitor.says("No episode is open.")
    return file


def test_a_clinician_follows_a_patient_from_registration_to_exit_and_the_manager_sees_who_looked(visit: Visit) -> None:
    clinician = visit().sign_in()
    file = follow_one_patient(clinician, Person(), "cocaine depend")
    for plural in ("episodes", "intakes", "diagnoses", "outcome-reviews", "visits", "justice-involvements"):
        clinician.go(f"{file}/facts/{plural}")
    manager = visit(Role.PROVIDER_MANAGER, "fr").sign_in()
    manager.go(file).follow("Who has seen this")
    assert "Ana Ribera" in manager.text


def test_the_same_is_done_in_spanish_on_a_telephone(visit: Visit) -> None:
    clinician = visit(language="es", width=PHONE).sign_in()
    file = follow_one_patient(clinician, Person("Lucía", "Vado", "Arcos"), "cocaina depend")
    for plural in ("episodes", "intakes", "diagnoses", "outcome-reviews", "visits"):
        clinician.go(f"{file}/facts/{plural}")


def test_an_error_is_read_out_first_and_nothing_typed_is_lost(visit: Visit) -> None:
    clinician = visit(language="fr").sign_in().follow("Register a patient")
    clinician.type(given_names="Marta", pronouns="elle").send()
    clinician.type(birth_year="1990", age="99").send()
    summary = clinician.page.locator("[data-error-summary]")
    assert summary.evaluate("element => element === document.activeElement")
    assert clinician.field("birth_year").input_value() == "1990"
    summary.get_by_role("link").click()
    assert clinician.field("age").evaluate("element => element === document.activeElement")
    clinician.type(age="").send()
    clinician.follow("Back").follow("Back")
    assert clinician.field("pronouns").input_value() == "elle"


def test_somebody_registered_before_is_shown_before_they_are_registered_twice(visit: Visit, file_of: FileOf) -> None:
    person = Person("Teresa", "Ponte", "Ribeira")
    file_of(
        given_names=person.given_names,
        family_name_1=person.family_name_1,
        family_name_2=person.family_name_2,
        date_of_birth=person.birth.isoformat(),
        birth_year=str(person.birth.year),
    )
    clinician = visit(language="pt").sign_in().follow("Register a patient")
    type_name_and_birth(clinician, person)
    clinician.choose(sex="FEMALE").send()
    for _step in ("identifiers", "contact", "where", "kin"):
        clinician.send()
    assert clinician.says("Is it this person?")
    assert clinician.says("Very much alike")


def test_what_is_hidden_is_shown_once_when_asked_for(visit: Visit, file_of: FileOf) -> None:
    clinician = visit(width=PHONE).sign_in().go(file_of(address="Calle del Mar 5"))
    assert "Calle del Mar 5" not in clinician.text
    clinician.press("identity and contact")
    assert "Calle del Mar 5" in clinician.text
