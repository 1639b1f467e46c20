"""Fixtures of the browser tests: a site that answers on the loopback address, and people who visit it."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import WSGIRequestHandler, make_server

from registry import clock
from registry.access.actor import system_actor
from registry.access.roles import Role
from registry.accounts.users import NewUser, provision_user
from registry.db.work import Database
from registry.ids import new_id
from registry.security.keys import INSTALLATION
from registry.security.passwords import Passwords
from registry.settings import Settings
from tests.browser.chromium import find_chromium, started_chromium
from tests.browser.visitor import DESK, PHONE, Account, Visitor
from tests.conftest import Clinic, register

HERE = Path(__file__).parent
PASSWORD = "correct-horse-battery-staple"
Visit = Callable[..., Visitor]
FileOf = Callable[..., str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; each visitor has a profile of their own in it."""
    with started_chromium(find_chromium()) as browser:
        yield browser


class Quiet(WSGIRequestHandler):
    """Says nothing of each request, and waits for no browser that opened a connection and sends nothing."""

    timeout = 5

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The address of the running program."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = False  # type: ignore[attr-defined]  # the database closes after the last answer
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    """A test may turn the clock; the next one has the right time again."""
    yield
    clock.shift(timedelta())


@pytest.fixture
def visit(chromium: Browser, site: str, database: Database, settings: Settings, clinic: Clinic) -> Iterator[Visit]:
    """Makes a visitor with an account of their own: a role, a language, a width of screen, with scripts or without."""
    contexts = []

    def arrive(role: Role = Role.CLINICIAN, language: str = "en", width: int = DESK, **more: Any) -> Visitor:
        account = new_account(database, settings, clinic, role, language)
        phone = {"has_touch": True, "is_mobile": True} if width == PHONE else {}
        context = chromium.new_context(viewport={"width": width, "height": 800}, locale=language, **phone, **more)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visitor(context, site, account, has_scripts=more.get("java_script_enabled", True))

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def file_of(database: Database, clinic: Clinic) -> FileOf:
    """Has somebody registered beforehand; gives the address of their case file."""
    return lambda **identity: f"/patients/{register(database, clinic.clinician, **identity)}"


def new_account(database: Database, settings: Settings, clinic: Clinic, role: Role, language: str) -> Account:
    """An account ready to sign in with both factors, in the organisation where the role belongs."""
    member = {Role.LIAISON_OFFICER: clinic.officer, Role.BOARD_ANALYST: clinic.analyst}.get(role, clinic.clinician)
    account = Account(f"{role.value}-{new_id().hex[-10:]}", PASSWORD, pyotp.random_base32(), language)
    root = system_actor(INSTALLATION)
    new = NewUser(account.user_name, "Ana Ribera", language, member.org_id, role)
    with database.work(root) as session:
        provision_user(
            session,
            by=root,
            new=new,
            password=account.password,
            totp_secret=account.totp_secret,
            passwords=Passwords(settings.secrets.pepper, memory_kib=1024, passes=1),
        )
    return account
