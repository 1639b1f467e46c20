"""People who sign in, through the services and through the pages."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from registry import clock
from registry.access.actor import Actor, system_actor
from registry.access.roles import Role
from registry.accounts.lockout import Attempt
from registry.accounts.session_store import SessionStore
from registry.accounts.sign_in import SignInForm, confirm_recovery_code, confirm_second_factor, sign_in_with_password
from registry.accounts.signed_in import OpenSession
from registry.accounts.users import NewUser, provision_user
from registry.db.work import Database, make_engine
from registry.organisations.models import OrganisationKind
from registry.organisations.services import NewOrganisation, create_organisation
from registry.security.keys import INSTALLATION
from registry.security.passwords import Passwords
from registry.settings import Settings


@pytest.fixture(autouse=True)
def fresh_start(database: Database) -> Iterator[None]:
    """The clock set right again and no failures left: sign-in commits, so nothing can be rolled back."""
    yield
    clock.shift(timedelta())
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM sign_in_failure"))


@dataclass
class SignIn:
    """A person of the tests, ready to sign in."""

    id: UUID
    org_id: UUID
    role: Role
    user_name: str
    password: str
    secret: str
    passwords: Passwords

    def code(self, steps: int = 0) -> str:
        """The code an authenticator app shows at the program's time, so many steps on."""
        return str(pyotp.TOTP(self.secret).at(int(clock.now().timestamp()) + 30 * steps))

    @property
    def actor(self) -> Actor:
        return Actor(user_id=self.id, org_id=self.org_id, role=self.role)


class People:
    """Makes organisations and people, and takes the steps of a sign-in through the services."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self.secret = settings.secrets.session_key
        self.passwords = Passwords(settings.secrets.pepper, memory_kib=1024, passes=1)
        self.nobody = system_actor(INSTALLATION)

    def organisation(self, kind: OrganisationKind = OrganisationKind.PROVIDER) -> UUID:
        code = f"o{uuid4().hex[:10]}"
        with self.database.work(self.nobody) as session:
            return create_organisation(session, by=self.nobody, new=NewOrganisation(code, "Centro Sereno", kind)).id

    def person(self, org_id: UUID | None = None, role: Role = Role.LIAISON_OFFICER, name: str = "") -> SignIn:
        """Somebody in an organisation that fits the role, by default one of their own."""
        name, secret = name or f"person.{uuid4().hex[:8]}", pyotp.random_base32()
        kind = OrganisationKind.COURT if role is Role.LIAISON_OFFICER else OrganisationKind.PROVIDER
        org_id = org_id or self.organisation(kind)
        with self.database.work(self.nobody) as session:
            account = provision_user(
                session,
                by=self.nobody,
                new=NewUser(name, "Ana Ruiz", "en", org_id, role),
                password="three quiet rivers meet",
                totp_secret=secret,
                passwords=self.passwords,
            )
        return SignIn(account.id, org_id, role, name, "three quiet rivers meet", secret, self.passwords)

    def password_step(self, user_name: str, password: str, address: str | None = "192.0.2.7") -> str | None:
        form = SignInForm(user_name, password, "Other", address)
        with self.database.work(self.nobody) as session:
            return sign_in_with_password(
                session, by=self.nobody, form=form, passwords=self.passwords, secret=self.secret
            )

    def code_step(self, who: SignIn, token: str, code: str) -> str | None:
        attempt = Attempt.of(self.secret, who.user_name, "192.0.2.7")
        with self.database.work(self.nobody) as session:
            return confirm_second_factor(session, by=self.nobody, token=token, code=code, attempt=attempt)

    def recovery_step(self, who: SignIn, token: str, code: str) -> str | None:
        attempt = Attempt.of(self.secret, who.user_name, "192.0.2.7")
        with self.database.work(self.nobody) as session:
            return confirm_recovery_code(
                session, by=self.nobody, token=token, code=code, attempt=attempt, passwords=self.passwords
            )

    def signed_in(self, who: SignIn) -> str:
        """The token of a session with both factors shown."""
        token = self.password_step(who.user_name, who.password)
        assert token is not None
        clock.shift(clock.now() - datetime.now(UTC) + timedelta(seconds=31))  # a code works once
        entered = self.code_step(who, token, who.code())
        assert entered is not None
        return entered

    def found(self, token: str) -> OpenSession | None:
        return SessionStore(self.database.engine).find(token)


@pytest.fixture
def people(database: Database, settings: Settings) -> People:
    return People(database, settings)


@pytest.fixture
def audited(settings: Settings) -> Callable[[UUID], list[dict[str, Any]]]:
    """The events about one account, in the order they were written."""

    def read(account_id: UUID) -> list[dict[str, Any]]:
        engine = make_engine(settings.databases.sequencer)
        with engine.connect() as connection:
            bodies = connection.execute(text("SELECT body FROM audit.pending ORDER BY id")).scalars().all()
        engine.dispose()
        events = [json.loads(bytes(body)) for body in bodies]
        return [event for event in events if event.get("obj") == f"user_account/{account_id}"]

    return read


TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser:
    """A browser without scripts: follows what the pages say, form token included."""

    def __init__(self, client: FlaskClient, people: People) -> None:
        self.client, self.people = client, people
        client.environ_base["REMOTE_ADDR"] = f"2001:db8::{uuid4().hex[:4]}:{uuid4().hex[:4]}"

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def token(self, path: str = "/sign-in") -> str:
        found = TOKEN.search(self.client.get(path, follow_redirects=True).text)
        assert found is not None
        return found[1]

    def post(self, path: str, fields: dict[str, str], on: str = "/sign-in", **options: Any) -> TestResponse:
        """Send the form of `path` with the token that the page `on` gave."""
        return self.client.post(path, data={"csrf_token": self.token(on), **fields}, **options)

    @property
    def cookie(self) -> str:
        found = self.client.get_cookie("puente")
        assert found is not None
        return found.value

    def password_step(self, who: SignIn, password: str | None = None) -> TestResponse:
        fields = {"user_name": who.user_name, "password": password or who.password}
        return self.post("/sign-in", fields, "/sign-in?again=1")

    def sign_in(self, who: SignIn) -> TestResponse:
        """Both steps."""
        assert self.password_step(who).status_code == 302
        clock.shift(clock.now() - datetime.now(UTC) + timedelta(seconds=31))
        return self.post("/sign-in/code", {"code": who.code()}, "/sign-in/code")


@pytest.fixture
def open_browser(app: Flask, people: People) -> Callable[[], Browser]:
    return lambda: Browser(app.test_client(), people)


@pytest.fixture
def browser(open_browser: Callable[[], Browser]) -> Browser:
    return open_browser()
