"""Cookies and the sessions behind them: what they are worth, and for how long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import session
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from casework.app.factory import create_app
from registry import clock
from registry.access.roles import Role
from registry.accounts.anonymous_cookie import AnonymousCookies
from registry.accounts.browsers import browser_family
from registry.accounts.login import expired_owner
from registry.accounts.memberships import end_membership
from registry.accounts.models import WebSession
from registry.accounts.purge import purge_sessions
from registry.accounts.users import disable_user
from registry.security.passwords import Passwords
from registry.web.runtime import Runtime


def wait(**time):
    clock.shift(clock.now() - datetime.now(UTC) + timedelta(**time))


def is_signed_in(browser):
    return browser.get("/account").status_code == 200


def copied(app, cookie):
    other = app.test_client()
    other.set_cookie("puente", cookie)
    return other


def rows(database):
    with database.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(WebSession)).scalar_one()


def test_cookie_of_a_visitor_is_signed_http_only_lax_and_for_this_host(browser):
    sent = browser.get("/sign-in").headers["Set-Cookie"]
    assert sent.startswith("puente=")
    assert "HttpOnly" in sent and "SameSite=Lax" in sent and "Path=/" in sent
    assert "Domain" not in sent


def test_over_tls_the_cookie_is_secure_and_named_for_its_host(app, settings, database):
    safe = replace(settings, base_url="https://puente.example")
    runtime = Runtime(safe, database, Passwords(safe.secrets.pepper, memory_kib=1024, passes=1))
    answer = create_app(runtime).test_client().get("/sign-in", base_url="https://puente.example")
    sent = answer.headers["Set-Cookie"]
    assert sent.startswith("__Host-puente=")
    assert "Secure" in sent and "Path=/" in sent and "Domain" not in sent


def test_visitor_leaves_no_row_in_the_database(browser, database):
    before = rows(database)
    browser.post("/language", {"language": "fr"})
    assert "Se connecter" in browser.get("/sign-in").text or rows(database) == before
    assert rows(database) == before


def test_altered_cookie_of_a_visitor_is_worth_nothing(settings):
    cookies = AnonymousCookies(settings.secrets.session_key)
    value = cookies.write({"language": "fr"})
    assert cookies.read(value) == {"language": "fr"}
    assert cookies.read(value[:-2] + "AA") == {}
    assert cookies.read("a.b.c") == {}


def test_cookie_of_a_visitor_is_worth_nothing_after_two_hours(settings):
    cookies = AnonymousCookies(settings.secrets.session_key)
    value = cookies.write({"language": "fr"})
    wait(hours=2, seconds=2)
    assert cookies.read(value) == {}


def test_cookie_of_a_visitor_refuses_anything_about_a_person(settings):
    with pytest.raises(ValueError, match="user_name"):
        AnonymousCookies(settings.secrets.session_key).write({"user_name": "ana"})


def test_token_in_the_cookie_has_256_bits_and_is_not_in_the_database(browser, people, database):
    browser.sign_in(people.person())
    assert len(browser.cookie) == 43
    with database.engine.connect() as connection:
        kept = connection.execute(text("SELECT string_agg(web_session::text, ' ') FROM web_session")).scalar_one()
    assert browser.cookie not in kept


def test_token_changes_with_every_step_and_the_old_ones_are_refused(app, browser, people):
    who = people.person()
    browser.get("/sign-in")
    cookies = [browser.cookie]
    browser.password_step(who)
    cookies.append(browser.cookie)
    browser.post("/sign-in/code", {"code": who.code()}, "/sign-in/code")
    cookies.append(browser.cookie)
    assert len(set(cookies)) == 3
    assert [copied(app, c).get("/account").status_code for c in cookies] == [302, 302, 200]


def test_form_token_changes_at_sign_in(browser, people):
    before = browser.token()
    browser.sign_in(people.person())
    assert browser.client.post("/language", data={"csrf_token": before, "language": "fr"}).status_code == 403


def test_copied_cookie_is_worth_nothing_after_sign_out(app, browser, people):
    browser.sign_in(people.person())
    thief = copied(app, browser.cookie)
    assert thief.get("/account").status_code == 200
    answer = browser.post("/sign-out", {}, "/account")
    assert answer.headers["Clear-Site-Data"] == '"*"'
    assert thief.get("/account").status_code == 302
    assert thief.get("/account", headers={"Accept": "application/json"}).status_code == 401


def test_session_ends_after_fifteen_minutes_of_nothing(browser, people):
    browser.sign_in(people.person())
    wait(minutes=14, seconds=50)
    assert is_signed_in(browser)
    wait(minutes=14, seconds=50)
    assert is_signed_in(browser)
    wait(minutes=15, seconds=1)
    assert not is_signed_in(browser)


def test_session_ends_after_ten_hours_whatever_happens(browser, people):
    browser.sign_in(people.person())
    for _ in range(59):
        wait(minutes=10)
        assert is_signed_in(browser)
    wait(minutes=10, seconds=1)
    assert not is_signed_in(browser)


def test_disabled_account_is_refused_at_the_next_request(browser, people):
    who, chief = people.person(), people.person(role=Role.SYSTEM_ADMINISTRATOR)
    browser.sign_in(who)
    assert is_signed_in(browser)
    with people.database.work(chief.actor) as work:
        disable_user(work, by=chief.actor, account_id=who.id)
    assert not is_signed_in(browser)


def test_ended_membership_is_refused_at_the_next_request(browser, people):
    who, chief = people.person(), people.person(role=Role.SYSTEM_ADMINISTRATOR)
    browser.sign_in(who)
    with people.database.work(chief.actor) as work:
        found = work.execute(text("SELECT id FROM membership WHERE user_id = :u"), {"u": who.id}).scalar_one()
        end_membership(work, by=chief.actor, membership_id=found)
    assert not is_signed_in(browser)


def test_cookie_in_another_browser_family_is_refused(app, browser, people):
    browser.sign_in(people.person())
    firefox = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    assert copied(app, browser.cookie).get("/account", headers=firefox).status_code == 302
    assert is_signed_in(browser)


def test_session_is_opened_with_one_query(browser, people, database):
    browser.sign_in(people.person())
    seen = []
    listen = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(database.engine, "before_cursor_execute", listen)
    browser.get("/healthz")
    event.remove(database.engine, "before_cursor_execute", listen)
    assert len(seen) == 1
    assert all(table in seen[0] for table in ("web_session", "user_account", "membership", "organisation"))


def test_last_use_is_noted_at_most_once_a_minute(browser, people, database):
    browser.sign_in(people.person())
    seen = []
    listen = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(database.engine, "before_cursor_execute", listen)
    for seconds in (10, 20, 31):
        wait(seconds=seconds)
        browser.get("/healthz")
    event.remove(database.engine, "before_cursor_execute", listen)
    assert len([line for line in seen if line.startswith("UPDATE web_session SET seen_at")]) == 1


def owner_seen_by(app, cookie):
    with app.test_request_context("/", headers={"Cookie": f"puente={cookie}"}):
        return expired_owner()


def test_owner_of_a_timed_out_session_is_known_for_a_day(app, browser, people):
    who = people.person()
    browser.sign_in(who)
    assert owner_seen_by(app, browser.cookie) is None
    wait(minutes=16)
    found = owner_seen_by(app, browser.cookie)
    assert (found.user_id, found.org_id) == (who.id, who.org_id)
    wait(hours=24)
    assert owner_seen_by(app, browser.cookie) is None


def test_form_token_still_fits_after_the_time_out_and_opens_nothing(browser, people):
    browser.sign_in(people.person())
    token = browser.token("/account")
    wait(minutes=16)
    cookie = browser.cookie
    answer = browser.client.post("/alive", data={"csrf_token": token})
    assert answer.status_code == 302
    assert browser.get("/sign-in").status_code == 200
    assert browser.cookie == cookie


def test_form_without_its_token_is_refused_after_the_time_out(browser, people):
    browser.sign_in(people.person())
    wait(minutes=16)
    assert browser.client.post("/language", data={"language": "fr"}).status_code == 403


def test_signed_out_session_has_no_owner(app, browser, people):
    browser.sign_in(people.person())
    cookie = browser.cookie
    browser.post("/sign-out", {}, "/account")
    assert owner_seen_by(app, cookie) is None


def test_half_a_sign_in_has_no_owner(app, browser, people):
    browser.password_step(people.person())
    wait(minutes=16)
    assert owner_seen_by(app, browser.cookie) is None


def test_same_person_may_send_the_form_that_was_open_when_time_ran_out(browser, people):
    who = people.person()
    browser.sign_in(who)
    token = browser.token("/account")
    wait(minutes=16)
    browser.sign_in(who)
    assert browser.client.post("/language", data={"csrf_token": token, "language": "fr"}).status_code == 302


def test_another_person_may_not_send_it(browser, people):
    browser.sign_in(people.person())
    token = browser.token("/account")
    wait(minutes=16)
    browser.sign_in(people.person())
    assert browser.client.post("/language", data={"csrf_token": token, "language": "fr"}).status_code == 403


def test_api_takes_no_cookie(app, browser, people):
    browser.sign_in(people.person())
    with app.test_request_context("/api/v1/anything", headers={"Cookie": f"puente={browser.cookie}"}):
        assert dict(session) == {}
        assert session.opened is None


def test_unreadable_database_is_an_error_and_not_a_visitor(app, browser, people, monkeypatch):
    browser.sign_in(people.person())

    def away(self, token):
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr("registry.accounts.session_store.SessionStore.find", away)
    cookie = browser.cookie
    assert browser.get("/account").status_code >= 500
    assert browser.cookie == cookie


def test_purge_takes_what_nobody_can_come_back_to(people, database, settings):
    who = people.person()
    token = people.signed_in(who)
    times = {"idle": settings.idle_timeout, "absolute": settings.absolute_timeout}
    wait(minutes=15, hours=23)
    with database.work(people.nobody) as work:
        purge_sessions(work, by=people.nobody, **times)
    assert people.found(token) is not None
    wait(hours=1, minutes=1)
    with database.work(people.nobody) as work:
        assert purge_sessions(work, by=people.nobody, **times).sessions >= 1
    assert people.found(token) is None


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8", "Other"),
    ],
)
def test_browser_is_named_by_its_family(agent, family):
    assert browser_family(agent) == family
