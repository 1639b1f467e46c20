"""What a clinician does for one patient, from the first meeting to the exit, on the real pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from registry import clock
from tests.browser.visitor import Visitor


@dataclass(frozen=True)
class Person:
    """Somebody made up, to be registered."""

    given_names: str = "Rosa"
    family_name_1: str = "Alameda"
    family_name_2: str = "Puentes"
    birth: date = date(1988, 3, 14)


def days_ago(days: int) -> date:
    """The day that many days before today."""
    return clock.today() - timedelta(days)


def type_name_and_birth(visitor: Visitor, person: Person) -> None:
    """The first two steps of the registration."""
    visitor.type(
        given_names=person.given_names, family_name_1=person.family_name_1, family_name_2=person.family_name_2
    ).send()
    visitor.type_day("date_of_birth", person.birth).send()


def register(visitor: Visitor, person: Person) -> str:
    """Register somebody through all steps. Returns the address of the case file."""
    visitor.follow("Register a patient")
    type_name_and_birth(visitor, person)
    visitor.choose(sex="FEMALE", gender__missing="NOT_ASKED", marital_status__missing="DECLINED").send()
    visitor.choose(identifiers_0_kind="PASSPORT").type(
        identifiers_0_value="X1234567", identifiers_0_country="MX"
    ).send()
    visitor.choose(contacts_0_kind="MOBILE").type(contacts_0_value="+52 55 1234 5678").send()
    visitor.type(address="Calle del Río 7", municipality="Ciudad Ribera").send()
    visitor.type(next_of_kin_0_name="Inés Alameda").send()
    assert visitor.says("Check the answers")
    assert person.family_name_2 in visitor.text
    visitor.send()
    return visitor.path


def open_episode(visitor: Visitor) -> None:
    """Referred three weeks ago, started two weeks ago."""
    visitor.follow("Open an episode")
    visitor.type_day("referred_on", days_ago(21)).choose(referral_source="CJ_DRUG_COURT")
    visitor.type_day("first_appointment_offered_on", days_ago(16)).send()
    visitor.type_day("started_on", days_ago(14)).send()
    visitor.send()


def record_intake(visitor: Visitor) -> None:
    """Two substances; what is not told is said to be so."""
    visitor.follow("Record the intake")
    visitor.type(reason_for_seeking_help="Work, and my daughter").send()
    visitor.choose(substances_0_substance__missing="DECLINED").send()
    assert visitor.says("Injecting and sharing")  # nobody is asked for a second substance who told no first
    visitor.follow("Back")
    visitor.choose(substances_0_substance="COC_HCL", substances_0_route="SNIFF")
    visitor.type(substances_0_days_used="18", substances_0_age_first_use="19").send()
    assert visitor.says("The second substance")
    visitor.choose(substances_1_substance="CAN_HERBAL", substances_1_route="SMOKE")
    visitor.type(substances_1_days_used="25").send()
    visitor.send()  # no third one
    for _step in ("injecting", "tests", "treatment before", "home", "work", "the law", "health"):
        visitor.send()
    assert visitor.says("Check the answers")
    visitor.send()


def diagnose(visitor: Visitor, words: str) -> None:
    """Find the diagnosis by typing words."""
    visitor.follow("Add a diagnosis")
    visitor.find_code("diagnosis", words, "F14.2")
    finish_diagnosis(visitor)


def finish_diagnosis(visitor: Visitor) -> None:
    """The questions beside the code, and the second step."""
    visitor.choose(is_principal="yes", certainty="CONFIRMED", status="ACTIVE")
    visitor.type_day("diagnosed_on", days_ago(13)).send()
    visitor.send()


def review_at_start(visitor: Visitor) -> None:
    """The review that outcomes will be counted from; the form knows that it is the first."""
    visitor.follow("Record a review")
    assert visitor.page.locator("[name=stage][value=START]").is_checked()
    visitor.send()
    visitor.type(days_alcohol="4", days_cannabis="25").choose(days_opioids__missing="NOT_ASKED").send()
    visitor.type(days_cocaine="18").send()
    visitor.type(days_injected="0").send()
    for _step in ("offences", "days", "home"):
        visitor.send()
    visitor.type(psychological_health="8", physical_health="11", quality_of_life="7").send()
    visitor.send()


def note_visit(visitor: Visitor) -> None:
    """Came as planned."""
    visitor.follow("Record a visit")
    visitor.type_day("visit_on", days_ago(7)).type(planned="First talk").choose(attendance="ATTENDED").send()


def close_episode(visitor: Visitor) -> None:
    """The exit, with its reason."""
    visitor.follow("Close the episode")
    visitor.choose(exit_reason="DROPPED_OUT").send()
