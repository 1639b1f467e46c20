"""Everything can be done in a browser that runs no scripts."""

from tests.browser.case import Person, finish_diagnosis, register
from tests.browser.conftest import FileOf, Visit
from tests.browser.visitor import PHONE


def test_a_patient_is_registered_and_diagnosed_without_scripts(visit: Visit) -> None:
    clinician = visit(language="es", java_script_enabled=False).sign_in()
    register(clinician, Person("Nora", "Vado", "Llano"))
    assert "Nora" in clinician.text
    clinician.follow("Add a diagnosis").type(diagnosis="f11.2")
    finish_diagnosis(clinician)
    assert "F11.2" in clinician.text


def test_pages_whose_scripts_never_arrive_are_as_accessible(visit: Visit, file_of: FileOf) -> None:
    clinician = visit(language="fr", width=PHONE)
    clinician.context.route("**/*.js*", lambda route: route.abort("blockedbyclient"))
    clinician.sign_in()
    assert clinician.page.locator("html.js").count() == 0
    clinician.go("/patients/new").go("/caseload")
    clinician.go(f"{file_of()}/diagnoses/new").send()
    assert clinician.says("There is something to put right")


def test_a_code_that_no_list_knows_is_explained_without_scripts(visit: Visit, file_of: FileOf) -> None:
    clinician = visit(java_script_enabled=False).sign_in().go(f"{file_of()}/diagnoses/new").type(diagnosis="opium")
    clinician.send()
    assert clinician.says("There is something to put right")
    assert clinician.field("diagnosis").input_value() == "opium"
