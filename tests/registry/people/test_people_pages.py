"""The pages that find and register people, as a browser without scripts sees them."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest

from registry import clock
from registry.access.roles import Role
from tests.registry.accounts.conftest import Browser, People
from tests.registry.people.people_made import register

ADDRESSES = re.compile(r'(?:href|action|data-autosave-url)="([^"]*)"')
TYPED = ("mar", "colibr", "ejemplo", "1984")


@pytest.fixture(scope="module")
def members(database, settings):
    """A clinician and a system administrator of one organisation, who can sign in."""
    people = People(database, settings)
    clinician = people.person(role=Role.CLINICIAN)
    return people, clinician, people.person(clinician.org_id, Role.SYSTEM_ADMINISTRATOR)


def signed_in(app, people, who):
    """A browser after both steps of the sign-in. Each person signs in once: a code works once."""
    found = Browser(app.test_client(), people)
    assert found.sign_in(who).status_code == 302
    clock.shift(timedelta())
    return found


@pytest.fixture(scope="module")
def browser(app, members):
    people, clinician, _administrator = members
    return signed_in(app, people, clinician)


@pytest.fixture(scope="module")
def maria(database, members):
    return register(database, members[1].actor)


def search(browser, words):
    return browser.post("/patients/search", {"words": words}, "/patients")


def test_the_search_page_offers_its_box_first_and_those_opened_last(browser, maria):
    page = browser.get("/patients").text
    assert page.index('name="words"') < page.index("María C.")
    assert 'method="post" action="/patients/search"' in page


def test_a_search_shows_who_why_and_where_to_go_on(browser, maria):
    answer = search(browser, "colibri maria 1984")
    assert answer.status_code == 200
    assert f'href="/patients/{maria}"' in answer.text
    assert "María C." in answer.text and "Same year of birth" in answer.text


def test_no_name_stands_in_any_address(browser, maria):
    for page in (browser.get("/patients"), search(browser, "colibri maria 1984")):
        addresses = [unquote(address).casefold() for address in ADDRESSES.findall(page.text)]
        assert addresses
        assert not [address for address in addresses for typed in TYPED if typed in address]
    assert browser.get("/patients/search?words=colibri").status_code == 405


def test_too_little_typed_is_said_beside_the_box(browser):
    answer = search(browser, "maria")
    assert answer.status_code == 422
    assert "Type more" in answer.text and 'value="maria"' in answer.text


def test_a_system_administrator_is_shown_nobody(app, members, maria):
    people, _clinician, administrator = members
    answer = signed_in(app, people, administrator).get("/patients")
    assert answer.status_code == 403
    assert "María" not in answer.text


def filled(browser, slug, fields, form):
    address = f"{form}/steps/{slug}"
    return browser.post(address, fields, address)


def test_registering_somebody_twice_shows_the_first_with_reasons_and_lets_one_go_on(browser, maria):
    form = browser.get("/patients/new").headers["Location"].rpartition("/steps/")[0]
    filled(browser, "name", {"given_names": "Mario José", "family_name_1": "Colibrí", "family_name_2": ""}, form)
    birth = {"date_of_birth__day": "12", "date_of_birth__month": "3", "date_of_birth__year": "1984"}
    filled(browser, "birth", birth, form)
    filled(browser, "person", {"sex": "MALE"}, form)
    for slug in ("identifiers", "contact", "where", "kin"):
        assert filled(browser, slug, {}, form).status_code == 302
    check = browser.get(f"{form}/steps/check").text
    assert "Is it this person?" in check
    assert f'href="/patients/{maria}"' in check
    assert "Same date of birth" in check and "Another sex recorded" in check
    assert "EJEMPLO-01234567" not in check and "•••• 4567" in check
    sent = filled(browser, "check", {}, form)
    assert sent.status_code == 302
    assert sent.headers["Location"] != f"/patients/{maria}"
    assert search(browser, "mario colibri 1984").text.count('class="row"') == 2


def test_the_identity_form_begins_with_what_is_recorded(browser, maria):
    answer = browser.get(f"/patients/{maria}/identity/change", follow_redirects=True)
    assert answer.status_code == 200
    assert 'value="María José"' in answer.text


def test_somebody_elses_patient_has_no_identity_form(app, members, maria):
    people = members[0]
    stranger = signed_in(app, people, people.person(role=Role.CLINICIAN))
    assert stranger.get(f"/patients/{maria}/identity/change", follow_redirects=True).status_code == 404


def test_a_key_worker_is_chosen_from_the_staff(browser, members, maria):
    page = browser.get(f"/patients/{maria}/key-worker").text
    assert str(members[1].id) in page and str(members[2].id) not in page
    chosen = browser.post(
        f"/patients/{maria}/key-worker", {"key_worker": str(members[1].id)}, f"/patients/{maria}/key-worker"
    )
    assert chosen.headers["Location"] == f"/patients/{maria}"
    wrong = browser.post(
        f"/patients/{maria}/key-worker", {"key_worker": str(members[2].id)}, f"/patients/{maria}/key-worker"
    )
    assert wrong.status_code == 422
