"""Nothing typed is lost: a session that ends half-way, two tabs, a second click, the Back button."""

from datetime import timedelta

from sqlalchemy import func, select

from registry import clock
from registry.access.actor import Actor
from registry.db.work import Database
from registry.people.models import Patient
from registry.settings import Settings
from tests.browser.case import finish_diagnosis
from tests.browser.conftest import FileOf, Visit
from tests.browser.visitor import PHONE, Visitor
from tests.conftest import Clinic


def patients(database: Database, actor: Actor) -> int:
    """How many there are."""
    with database.read(actor) as session:
        return session.scalars(select(func.count()).select_from(Patient)).one()


def test_a_form_goes_on_where_it_was_after_the_session_timed_out(visit: Visit, settings: Settings) -> None:
    clinician = visit(language="pt", width=PHONE).sign_in().follow("Register a patient")
    clinician.type(given_names="Elvira", family_name_1="Represa").send()
    step = clinician.path
    clinician.type(birth_year="1979")
    clock.shift(settings.idle_timeout + timedelta(minutes=1))
    clinician.send()
    assert clinician.path.startswith("/sign-in")
    clinician.give_both_factors()
    assert clinician.path == step
    assert clinician.field("birth_year").input_value() == "1979"
    clinician.follow("Back")
    assert clinician.field("family_name_1").input_value() == "Represa"


def test_what_is_typed_is_saved_while_it_is_typed(visit: Visit) -> None:
    clinician = visit().sign_in().follow("Register a patient").type(given_names="Amparo")
    clinician.page.get_by_text("Saved", exact=False).wait_for()
    clinician.go("/caseload").follow("Register a patient")
    assert clinician.says("You began this form earlier. Here is what you had typed.")
    assert clinician.field("given_names").input_value() == "Amparo"


def test_of_two_tabs_the_second_compares_before_it_saves(visit: Visit, file_of: FileOf) -> None:
    file = file_of()
    first = visit().sign_in().go(f"{file}/diagnoses/new").find_code("diagnosis", "opioid depend", "F11.2")
    finish_diagnosis(first)
    first.go(f"{file}/facts/diagnoses")
    change = first.page.locator("a[href$='/change']").get_attribute("href")
    colleague = visit(language="fr").sign_in()
    for visitor in (first, colleague):
        visitor.go(str(change)).choose(certainty="SUSPECTED").send()
    first.type(note="what the first one saw").send()
    colleague.type(note="what the second one saw").send()
    assert colleague.says("What you typed")
    assert "what the first one saw" in colleague.text and "what the second one saw" in colleague.text
    colleague.send()
    assert colleague.path == file


def test_a_double_click_on_save_makes_one_record_and_back_makes_no_second(
    visit: Visit, database: Database, clinic: Clinic
) -> None:
    clinician = visit().sign_in()
    before = patients(database, clinic.clinician)
    clinician.follow("Register a patient")
    fill_to_the_check_page(clinician)
    with clinician.page.expect_navigation(url="**/patients/*"):
        clinician.page.get_by_role("button", name="Save", exact=True).dblclick()
    file = clinician.look().path
    assert patients(database, clinic.clinician) == before + 1
    clinician.back()
    assert clinician.path == file
    assert patients(database, clinic.clinician) == before + 1


def fill_to_the_check_page(clinician: Visitor) -> None:
    """The shortest registration."""
    clinician.type(given_names="Dora", family_name_1="Dique").send()
    clinician.type(birth_year="1991").send()
    clinician.choose(sex="FEMALE").send()
    for _step in ("identifiers", "contact", "where", "kin"):
        clinician.send()


def test_markup_typed_into_a_field_is_shown_as_text(visit: Visit, file_of: FileOf) -> None:
    clinician = visit().sign_in()
    markup = "<script>document.title='taken'</script><img src=x onerror=alert(1)>"
    file = file_of(chosen_name="<b>Zoe</b>")
    assert "<b>Zoe</b>" in clinician.go(file).text
    clinician.go(f"{file}/visits/new").type_day("visit_on", clock.today()).type(note=markup).choose(
        attendance="ATTENDED"
    ).send()
    clinician.go(f"{file}/facts/visits")
    assert markup in clinician.text


def test_a_diagnosis_taken_up_again_is_shown_in_words(visit: Visit, file_of: FileOf) -> None:
    clinician = visit().sign_in().go(f"{file_of()}/diagnoses/new").find_code("diagnosis", "opioid depend", "F11.2")
    clinician.send()  # the other questions are not answered yet
    assert "dependence" in clinician.page.locator("#diagnosis").input_value()
    assert clinician.page.locator("[type=hidden][name=diagnosis]").input_value() == "ICD-10:F11.2"
