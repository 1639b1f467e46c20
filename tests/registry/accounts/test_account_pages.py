"""Signing in and keeping accounts through the pages, as a browser without scripts does."""

import re
import statistics
import time
from datetime import UTC, datetime, timedelta
from html import unescape

import pyotp
import pytest
from sqlalchemy import text

from registry import clock
from registry.access.roles import Role
from registry.accounts.memberships import grant_membership
from registry.accounts.next_page import local_page
from registry.accounts.users import NewUser, create_user
from registry.organisations.models import OrganisationKind

CODES = re.compile(r"<code>([A-Z2-9]{5}-[A-Z2-9]{5})</code>")
KEY = re.compile(r'class="secret-text" translate="no">([A-Z2-7 ]+)<')
GIVEN = re.compile(r'<code class="secret-text" translate="no">([^<]+)<')
GOOD = "four green bicycles sing"


def wait(**time_passed):
    clock.shift(clock.now() - datetime.now(UTC) + timedelta(**time_passed))


@pytest.fixture
def admin(people):
    return people.person(role=Role.SYSTEM_ADMINISTRATOR)


@pytest.fixture
def office(browser, admin):
    """The browser of a system administrator."""
    browser.sign_in(admin)
    return browser


def test_two_steps_lead_to_the_page_that_was_asked_for(browser, people):
    who = people.person()
    answer = browser.get("/account")
    assert answer.headers["Location"] == "/sign-in?next=/account"
    fields = {"user_name": who.user_name, "password": who.password, "next": "/account"}
    step = browser.post("/sign-in", fields, "/sign-in?next=/account")
    assert step.headers["Location"] == "/sign-in/code?next=/account"
    done = browser.post("/sign-in/code", {"code": who.code(), "next": "/account"}, "/sign-in/code")
    assert done.headers["Location"] == "/account"
    assert who.user_name in browser.get("/account").text


@pytest.mark.parametrize("path", ["/account", "/", "/account/password", "/account/second-factor", "/users"])
def test_one_factor_opens_no_page(browser, people, path):
    browser.password_step(people.person(role=Role.SYSTEM_ADMINISTRATOR))
    assert browser.get(path).headers["Location"].startswith("/sign-in")


def test_unknown_wrong_closed_and_locked_get_the_same_page(open_browser, people, database):
    who, closed, locked = people.person(), people.person(), people.person()
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE user_account SET disabled_at = now() WHERE id = :id"), {"id": closed.id})
    for _ in range(10):
        people.password_step(locked.user_name, "not the right password", None)
    pages = set()
    for name in (who.user_name, closed.user_name, locked.user_name, "nobody.at.all"):
        fields = {"user_name": name, "password": "not the right password"}
        answer = open_browser().post("/sign-in", fields)
        assert answer.status_code == 401
        pages.add(re.sub(r'(value|data-csrf|nonce)="[^"]*"', "", answer.text))
    assert len(pages) == 1


def test_unknown_and_wrong_take_the_same_time(people):
    names = {"known": people.person().user_name, "unknown": "nobody.at.all"}
    taken = {kind: [] for kind in names}
    for number in range(25):
        for kind, name in names.items():
            with people.database.engine.begin() as connection:
                connection.execute(text("DELETE FROM sign_in_failure"))
            start = time.perf_counter()
            people.password_step(name, "not the right password", f"192.0.2.{number}")
            taken[kind].append(time.perf_counter() - start)
    # The fastest quarter: what else runs on the machine only ever adds.
    known, unknown = (statistics.quantiles(taken[kind], n=4)[0] for kind in ("known", "unknown"))
    assert abs(known - unknown) < 0.005


def test_wrong_code_is_refused_and_the_right_one_still_works(browser, people):
    who = people.person()
    browser.password_step(who)
    assert browser.post("/sign-in/code", {"code": "000000"}, "/sign-in/code").status_code == 401
    assert browser.post("/sign-in/code", {"code": who.code()}, "/sign-in/code").status_code == 302


def test_code_without_a_password_before_it_leads_back_to_the_beginning(browser):
    assert browser.get("/sign-in/code").headers["Location"].startswith("/sign-in?again=1")
    answer = browser.post("/sign-in/code", {"code": "123456"})
    assert answer.headers["Location"].startswith("/sign-in?again=1")


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\tevil", "javascript:alert(1)", "evil", "", None],
)
def test_sign_in_leads_to_no_other_site(wanted):
    assert local_page(wanted) == "/"


@pytest.mark.parametrize("wanted", ["/", "/account", "/patients/0199?tab=notes", "/a//b"])
def test_sign_in_leads_to_pages_of_this_site(wanted):
    assert local_page(wanted) == wanted


def test_first_sign_in_sets_up_a_second_factor_and_a_password_of_ones_own(browser, people, admin):
    org = people.organisation(OrganisationKind.COURT)
    who = NewUser("luz.vega", "Luz Vega", "en", org, Role.LIAISON_OFFICER)
    with people.database.work(admin.actor) as work:
        given = create_user(work, by=admin.actor, new=who, passwords=people.passwords).one_time_password
    step = browser.post("/sign-in", {"user_name": "luz.vega", "password": given})
    assert step.headers["Location"] == "/sign-in/second-factor"
    assert browser.get("/account").status_code == 302
    page = browser.get("/sign-in/second-factor").text
    assert "<svg" in page and "style=" not in page[page.index("<svg") : page.index("</svg>")]
    secret = KEY.search(page)[1].replace(" ", "")
    assert KEY.search(browser.get("/sign-in/second-factor").text)[1].replace(" ", "") == secret
    wrong = browser.post("/sign-in/second-factor", {"code": "000000"}, "/sign-in/second-factor")
    assert wrong.status_code == 422
    code = pyotp.TOTP(secret).at(int(clock.now().timestamp()))
    shown = browser.post("/sign-in/second-factor", {"code": code}, "/sign-in/second-factor")
    assert len(CODES.findall(shown.text)) == 10
    assert browser.get("/account").status_code == 302
    assert browser.get("/sign-in").headers["Location"] == "/sign-in/password"
    fields = {"old_password": given, "new_password": GOOD, "new_password_again": GOOD + "?"}
    differs = browser.post("/sign-in/password", fields, "/sign-in/password")
    assert differs.status_code == 422 and "no coinciden" in differs.text
    fields["new_password_again"] = GOOD
    assert browser.post("/sign-in/password", fields, "/sign-in/password").headers["Location"] == "/"
    assert "Luz Vega" in browser.get("/account").text


def test_recovery_code_signs_in_once(open_browser, people):
    who = people.person()
    first = open_browser()
    first.sign_in(who)
    shown = first.post("/account/recovery-codes", {"password": who.password}, "/account")
    code = CODES.findall(shown.text)[0]
    assert code not in first.get("/account").text
    for status in (302, 401):
        other = open_browser()
        other.password_step(who)
        assert other.post("/sign-in/recovery", {"code": code}, "/sign-in/recovery").status_code == status


def test_new_recovery_codes_want_the_password(browser, people):
    browser.sign_in(people.person())
    answer = browser.post("/account/recovery-codes", {"password": "not the right password"}, "/account")
    assert answer.status_code == 422
    assert CODES.findall(answer.text) == []


def test_new_authenticator_app_wants_the_password_and_replaces_the_old_one(open_browser, people):
    who = people.person()
    browser = open_browser()
    browser.sign_in(who)
    new = KEY.search(browser.get("/account/second-factor").text)[1].replace(" ", "")
    fields = {"code": pyotp.TOTP(new).at(int(clock.now().timestamp())), "password": "not the right password"}
    assert browser.post("/account/second-factor", fields, "/account/second-factor").status_code == 422
    fields["password"] = who.password
    answer = browser.post("/account/second-factor", fields, "/account/second-factor")
    assert len(CODES.findall(answer.text)) == 10
    wait(seconds=31)
    other = open_browser()
    other.password_step(who)
    assert other.post("/sign-in/code", {"code": who.code()}, "/sign-in/code").status_code == 401
    who.secret = new
    assert other.post("/sign-in/code", {"code": who.code()}, "/sign-in/code").status_code == 302


def test_somebody_in_two_places_chooses_and_changes_with_a_new_token(browser, people, admin):
    who = people.person()
    second = people.organisation(OrganisationKind.LIAISON_OFFICE)
    with people.database.work(admin.actor) as work:
        grant_membership(work, by=admin.actor, account_id=who.id, org_id=second, role=Role.LIAISON_OFFICER)
    assert browser.sign_in(who).headers["Location"] == "/account/membership"
    assert browser.get("/account").status_code == 302
    choices = re.findall(r'name="membership" value="([^"]+)"', browser.get("/account/membership").text)
    assert len(choices) == 2
    seen = []
    for choice in choices:
        answer = browser.post("/account/membership", {"membership": choice}, "/account/membership")
        assert answer.status_code == 302
        seen.append((browser.cookie, people.found(browser.cookie).org_id))
    assert len({cookie for cookie, _ in seen}) == 2
    assert {org for _, org in seen} == {who.org_id, second}
    assert people.found(seen[0][0]) is None


def test_membership_of_another_cannot_be_chosen(browser, people, database):
    who, other = people.person(), people.person()
    browser.sign_in(who)
    with database.engine.connect() as connection:
        wanted = connection.execute(text("SELECT id FROM membership WHERE user_id = :u"), {"u": other.id}).scalar_one()
    answer = browser.post("/account/membership", {"membership": str(wanted)}, "/account/membership")
    assert answer.status_code == 404
    assert people.found(browser.cookie).org_id == who.org_id


def test_own_sessions_are_listed_and_ended(open_browser, people):
    who = people.person()
    here, there = open_browser(), open_browser()
    here.sign_in(who)
    there.sign_in(who)
    ends = re.findall(r'action="(/account/sessions/[0-9a-f-]{36}/end)"', here.get("/account").text)
    assert len(ends) == 1
    assert here.post(ends[0], {}, "/account").status_code == 302
    assert [b.get("/account").status_code for b in (here, there)] == [200, 302]


def test_all_other_sessions_end_at_once(open_browser, people):
    who = people.person()
    browsers = [open_browser() for _ in range(3)]
    for browser in browsers:
        browser.sign_in(who)
    browsers[2].post("/account/sessions/end-others", {}, "/account")
    assert [b.get("/account").status_code for b in browsers] == [302, 302, 200]


def test_session_of_another_cannot_be_ended(open_browser, people):
    mine, theirs = open_browser(), open_browser()
    mine.sign_in(people.person())
    theirs.sign_in(people.person())
    target = people.found(theirs.cookie).id
    assert mine.post(f"/account/sessions/{target}/end", {}, "/account").status_code == 404
    assert theirs.get("/account").status_code == 200


def test_password_is_changed_on_the_page(browser, people):
    who = people.person()
    browser.sign_in(who)
    before = browser.cookie
    fields = {"old_password": who.password, "new_password": GOOD, "new_password_again": GOOD}
    assert browser.post("/account/password", fields, "/account/password").headers["Location"] == "/account"
    assert browser.cookie != before
    page = browser.get("/account").text
    assert "Your password is changed" in page
    assert GOOD not in page


def test_token_is_shown_once(browser, people):
    browser.sign_in(people.person())
    shown = browser.post("/account/tokens", {"label": "nightly export", "days": "30"}, "/account").text
    token = GIVEN.search(shown)[1]
    page = browser.get("/account").text
    assert token.startswith("puente_")
    assert token not in page and "nightly export" in page
    revoke = re.search(r'action="(/account/tokens/[0-9a-f-]{36}/revoke)"', page)[1]
    assert browser.post(revoke, {}, "/account").status_code == 302
    assert revoke not in browser.get("/account").text


@pytest.mark.parametrize("days", ["0", "400", "soon", "²"])
def test_token_without_a_sensible_end_is_refused(browser, people, days):
    browser.sign_in(people.person())
    assert browser.post("/account/tokens", {"label": "export", "days": days}, "/account").status_code == 422


def test_language_changes_for_a_visitor_and_stays_on_the_page(browser):
    answer = browser.post("/language?next=/sign-in", {"language": "fr"})
    assert answer.headers["Location"] == "/sign-in"
    assert '<html lang="fr"' in browser.get("/sign-in").text


def test_language_is_kept_with_the_account(browser, people, database):
    who = people.person()
    browser.sign_in(who)
    assert browser.post("/language?next=/sign-out", {"language": "pt"}, "/account").headers["Location"] == "/"
    assert '<html lang="pt"' in browser.get("/account").text
    with database.engine.connect() as connection:
        kept = connection.execute(text("SELECT language FROM user_account WHERE id = :id"), {"id": who.id})
        assert kept.scalar_one() == "pt"


def test_unknown_language_changes_nothing(browser):
    browser.post("/language", {"language": "../../etc"})
    assert "etc" not in browser.get("/sign-in").text


def test_sign_out_without_a_session_is_no_error(browser):
    assert browser.post("/sign-out", {}).status_code == 302


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/language", "/sign-in/code", "/account/password"])
def test_form_without_its_token_is_refused(browser, people, path):
    browser.sign_in(people.person())
    assert browser.client.post(path, data={"language": "fr"}).status_code == 403


def test_administrator_opens_an_account_and_sees_the_password_once(office, people):
    org = people.organisation()
    fields = {
        "display_name": "Luz <b>Vega</b>",
        "user_name": "Luz.Vega2",
        "language": "es",
        "role": "clinician",
        "organisation": str(org),
    }
    shown = office.post("/users", fields, "/users/new")
    given = GIVEN.search(shown.text)[1]
    listed = office.get("/users").text
    assert "Luz &lt;b&gt;Vega" in listed and given not in listed
    assert people.password_step("luz.vega2", given)


def test_what_is_wrong_with_a_new_account_is_said_at_its_field(office):
    page = office.post("/users", {"display_name": "", "user_name": "x"}, "/users/new")
    assert page.status_code == 422
    assert "Answer this question" in page.text
    unknown = {"display_name": "Luz", "user_name": "luz.x", "language": "en", "organisation": "x", "role": "clinician"}
    assert office.post("/users", unknown, "/users/new").status_code == 422
    assert office.post("/users", {**unknown, "organisation": "", "role": "boss"}, "/users/new").status_code == 422


def test_account_is_kept_from_its_page(office, people):
    who = people.person()
    page = f"/users/{who.id}"
    second = people.organisation(OrganisationKind.COURT)
    fields = {"role": "liaison_officer", "organisation": str(second)}
    assert office.post(f"{page}/memberships", fields, page).status_code == 302
    assert office.post(f"{page}/memberships", fields, page).status_code == 422
    ends = re.findall(rf'action="({page}/memberships/[0-9a-f-]+/end)"', office.get(page).text)
    assert len(ends) == 2
    assert office.post(ends[0], {}, page).status_code == 302
    given = unescape(GIVEN.search(office.post(f"{page}/reset-password", {}, page).text)[1])
    assert people.password_step(who.user_name, given)
    assert office.post(f"{page}/reset-second-factor", {}, page).status_code == 302
    assert office.post(f"{page}/disable", {}, page).status_code == 302
    assert people.password_step(who.user_name, given) is None
    assert office.post(f"{page}/enable", {}, page).status_code == 302


def test_own_account_shows_no_way_to_manage_it(office, admin):
    page = office.get(f"/users/{admin.id}").text
    assert "/disable" not in page and "/reset-password" not in page


def test_officer_sees_no_page_of_managers(browser, people):
    who = people.person()
    browser.sign_in(who)
    for path in ("/users", "/users/new", f"/users/{who.id}", "/organisations"):
        assert browser.get(path).status_code == 403
    assert browser.post("/organisations", {"code": "x"}, "/account").status_code == 403


def test_organisations_and_places_are_entered(office, people):
    tag = people.organisation().hex[-6:]
    place = {"place_kind": "COUNTRY", "place_code": tag, "place_name": f"País {tag}"}
    assert office.post("/places", place, "/organisations").status_code == 302
    assert office.post("/places", place, "/organisations").status_code == 422
    assert office.post("/places", {**place, "place_kind": "REGION"}, "/organisations").status_code == 422
    fields = {"code": f"n-{tag}", "name": f"Norte {tag}", "kind": "PROVIDER"}
    assert office.post("/organisations", fields, "/organisations").status_code == 302
    again = office.post("/organisations", fields, "/organisations")
    assert again.status_code == 422 and "This code is taken" in again.text
    assert office.post("/organisations", {**fields, "kind": "PIRATE"}, "/organisations").status_code == 422
    assert office.post("/organisations", {**fields, "place_id": "x"}, "/organisations").status_code == 422
    assert f"Norte {tag}" in office.get("/organisations").text
