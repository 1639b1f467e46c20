"""Limits on requests, with Valkey and without it."""

from dataclasses import replace

import pytest
import redis
from flask import Flask

from registry.errors import NotSignedIn
from registry.web.limits import LIMIT, install_limits, limited
from registry.web.runtime import Runtime, install


def limited_app(settings, database):
    app = Flask(__name__)
    install(app, Runtime(settings=settings, database=database, passwords=None))
    install_limits(app, settings)

    @app.get("/often")
    @limited("8 per minute")
    def often():
        return "ok"

    @app.get("/free")
    def free():
        return "ok"

    return app


@pytest.fixture
def nobody(monkeypatch):
    """There is no sign-in in these apps: everybody is an address."""

    def refuse():
        raise NotSignedIn

    monkeypatch.setattr("registry.web.limits.current_actor", refuse)


def allowed(app, address, tries, path="/often"):
    client = app.test_client()
    answers = [client.get(path, environ_base={"REMOTE_ADDR": address}).status_code for _ in range(tries)]
    assert set(answers) <= {200, 429}
    return answers.count(200)


def test_ninth_request_in_a_minute_is_refused(settings, database, nobody):
    app = limited_app(settings, database)
    assert allowed(app, "192.0.2.1", 12) == 8
    assert allowed(app, "192.0.2.2", 3) == 3


def test_other_views_have_room(settings, database, nobody):
    assert allowed(limited_app(settings, database), "192.0.2.3", 30, "/free") == 30


def test_dead_valkey_makes_the_limit_stricter_and_breaks_nothing(settings, database, nobody):
    dead = replace(settings, redis_url="unix:///nowhere/valkey.sock?db=0")
    assert allowed(limited_app(dead, database), "192.0.2.4", 12) == 2


def test_valkey_holds_no_address(settings, database, nobody):
    allowed(limited_app(settings, database), "192.0.2.55", 2)
    store = redis.from_url(settings.redis_url)
    keys = [key.decode() for key in store.keys("*")]
    store.close()
    assert any("address:" in key for key in keys)
    assert not any("192.0.2" in key for key in keys)


def test_sign_in_has_a_limit_of_its_own(app):
    assert getattr(app.view_functions["accounts.sign_in_now"], LIMIT) == "120 per minute"
