"""A real PostgreSQL with the tables of accounts, and a small app that has nothing but sign-in."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pyotp
import pytest
from sqlalchemy import create_engine, text

from audit import ddl
from audit.tables import metadata as audit_tables
from audit.writer import install as install_audit
from registry import clock
from registry.access.actor import Actor, system_actor
from registry.access.roles import Role
from registry.accounts.lockout import Attempt
from registry.accounts.session_store import SessionStore
from registry.accounts.sign_in import SignInForm, confirm_recovery_code, confirm_second_factor, sign_in_with_password
from registry.accounts.signed_in import OpenSession
from registry.accounts.users import NewUser, provision_user
from registry.db.base import Base
from registry.db.keystore import KeyService
from registry.db.row_security import table_statements
from registry.db.work import Database, make_engine
from registry.organisations.models import OrganisationKind
from registry.organisations.services import NewOrganisation, create_organisation
from registry.security.keys import INSTALLATION, FileKekProvider
from registry.security.passwords import Passwords
from registry.services.paths import Home
from registry.services.secrets import load_or_create
from registry.services.supervisor import EmbeddedServices
from registry.services.urls import DatabaseRole, Urls
from registry.settings import DatabaseUrls, Secrets, Settings

TABLES = [
    "place", "organisation", "user_account", "membership", "recovery_code", "web_session", "api_token",
    "sign_in_failure", "keys.org_key", "keys.dek",
]  # fmt: skip


@pytest.fixture(scope="session")
def urls() -> Iterator[Urls]:
    """The addresses of servers with our tables."""
    root = Path(tempfile.mkdtemp(prefix="puente-accounts-"))
    home = Home(root)
    with EmbeddedServices(home, load_or_create(home), fsync=False) as started:
        _make_tables(started.urls.url(DatabaseRole.MIGRATE))
        yield started.urls
    shutil.rmtree(root)


def _make_tables(url: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    own = [Base.metadata.tables[name] for name in TABLES]
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA keys"))
        connection.execute(text("CREATE SCHEMA audit"))
        Base.metadata.create_all(connection, tables=own)
        audit_tables.create_all(connection)
        connection.execute(text("GRANT USAGE ON SCHEMA keys TO puente_app, puente_backup"))
        lines = [line for table in own for line in table_statements(table)]
        for line in [*lines, *ddl.statements()]:
            connection.execute(text(line))
    engine.dispose()


@pytest.fixture(scope="session")
def settings(urls: Urls) -> Settings:
    keys = [bytes((i * 7 + n) % 256 for i in range(32)) for n in range(5)]
    return Settings(
        databases=DatabaseUrls(app=urls.url(DatabaseRole.APP)),
        redis_url=urls.valkey,
        secrets=Secrets(*keys),
        base_url="http://localhost",
        environment="test",
    )


@pytest.fixture(scope="session")
def shared_database(urls: Urls, settings: Settings) -> Iterator[Database]:
    engine = make_engine(urls.url(DatabaseRole.APP).replace("postgresql:", "postgresql+psycopg:"))
    install_audit(engine, settings.secrets.audit_mac_key)
    yield Database(engine, KeyService(FileKekProvider(settings.secrets.root_key)))
    engine.dispose()


@pytest.fixture
def database(shared_database: Database) -> Iterator[Database]:
    """Emptied after each test; sign-in commits, so nothing can be rolled back."""
    yield shared_database
    clock.shift(timedelta())
    with shared_database.engine.begin() as connection:
        for name in ("api_token", "recovery_code", "web_session", "membership", "sign_in_failure", "user_account"):
            connection.execute(text(f"DELETE FROM {name}"))


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
        self.passwords = Passwords(settings.secrets.pepper, memory_kib=64, passes=1)
        self.nobody = system_actor(INSTALLATION)

    def organisation(self, kind: OrganisationKind = OrganisationKind.PROVIDER) -> UUID:
        code = f"o{uuid4().hex[:10]}"
        with self.database.work(self.nobody) as session:
            return create_organisation(session, by=self.nobody, new=NewOrganisation(code, "Centro Sereno", kind)).id

    def person(self, org_id: UUID | None = None, role: Role = Role.CLINICIAN, name: str = "") -> SignIn:
        name, secret = name or f"person.{uuid4().hex[:8]}", pyotp.random_base32()
        org_id = org_id or self.organisation()
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
def audited(urls: Urls) -> Callable[[UUID], list[dict[str, Any]]]:
    """The events about one account, in the order they were written."""

    def read(account_id: UUID) -> list[dict[str, Any]]:
        engine = make_engine(urls.url(DatabaseRole.SEQUENCER).replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect() as connection:
            bodies = connection.execute(text("SELECT body FROM audit.pending ORDER BY id")).scalars().all()
        engine.dispose()
        events = [json.loads(bytes(body)) for body in bodies]
        return [event for event in events if event.get("obj") == f"user_account/{account_id}"]

    return read
