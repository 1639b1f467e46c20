"""Fixtures for all tests: real PostgreSQL and Valkey, migrated once per run, one cheap copy for each need."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from casework.app.factory import create_app
from casework.app.opening import open_database
from casework.app.schema import migrate
from casework.app.settings import embedded_settings
from registry import clock
from registry.access.actor import Actor, system_actor
from registry.access.roles import Role
from registry.accounts.models import Membership, UserAccount
from registry.accounts.web_sessions import begin_session
from registry.db.work import Database, ring_of
from registry.ids import new_id
from registry.organisations.models import Organisation
from registry.people.schemas import PatientSchema
from registry.people.services import register_patient
from registry.schemas.base import parse
from registry.security.keys import INSTALLATION
from registry.security.passwords import Passwords
from registry.services.paths import Home
from registry.services.secrets import load_or_create
from registry.services.supervisor import EmbeddedServices
from registry.services.urls import DatabaseRole
from registry.settings import Settings
from registry.web.runtime import Runtime

TEMPLATE = "puente_template"


@dataclass(frozen=True)
class Servers:
    """The servers of the run, and how to make a fresh database in them."""

    services: EmbeddedServices
    settings: Settings
    folder: Path

    def new_database(self, name: str) -> Settings:
        """A copy of the migrated template, as settings that point to it."""
        with psycopg.connect(self.services.superuser_url(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} OWNER puente_owner STRATEGY file_copy')
        home = Home.resolve({"PUENTE_HOME": str(self.folder)})
        found = embedded_settings(
            home,
            load_or_create(home),
            self.services.urls,
            base_url="http://127.0.0.1:8000",
            environment="test",
            database=name,
        )
        return replace(found, argon2_memory_kib=1024, argon2_passes=1)


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """PostgreSQL and Valkey for the whole run, without fsync, with a migrated template database."""
    folder = Path(tempfile.mkdtemp(prefix="puente-tests-"))
    folder.chmod(0o755 if os.geteuid() == 0 else 0o700)
    home = Home.resolve({"PUENTE_HOME": str(folder)})
    secrets = load_or_create(home)
    with EmbeddedServices(home, secrets, fsync=False) as services:
        settings = embedded_settings(
            home, secrets, services.urls, base_url="http://127.0.0.1:8000", environment="test", database=TEMPLATE
        )
        with psycopg.connect(services.superuser_url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE} OWNER puente_owner")
        migrate(services.urls.url(DatabaseRole.MIGRATE, TEMPLATE))
        yield Servers(services, settings, folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def settings(servers: Servers, request: pytest.FixtureRequest) -> Settings:
    """Settings of a database of this module's own."""
    return servers.new_database("t_" + request.module.__name__.replace(".", "_").lower()[-50:])


@pytest.fixture(scope="module")
def database(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The application's database for this module, with real commits."""
    found = open_database(settings, journal=tmp_path_factory.mktemp("journal"), pool_size=4)
    yield found
    found.engine.dispose()


@dataclass(frozen=True)
class Clinic:
    """Two providers with their people, a court, a board; made once per module."""

    database: Database
    clinician: Actor
    manager: Actor
    officer: Actor
    analyst: Actor
    protection_officer: Actor
    administrator: Actor
    stranger: Actor
    """A clinician of another provider."""


@pytest.fixture(scope="module")
def clinic(database: Database) -> Clinic:
    """Organisations and actors to work with."""
    provider = add_organisation(database, "north", "Centro Norte", "PROVIDER")
    other = add_organisation(database, "south", "Centro Sur", "PROVIDER")
    court = add_organisation(database, "court", "Juzgado 1", "LIAISON_OFFICE")
    board = add_organisation(database, "board", "Consejo de Salud", "HEALTH_BOARD")
    return Clinic(
        database=database,
        clinician=add_member(database, provider, Role.CLINICIAN, "ana"),
        manager=add_member(database, provider, Role.PROVIDER_MANAGER, "marta"),
        officer=add_member(database, court, Role.LIAISON_OFFICER, "luis"),
        analyst=add_member(database, board, Role.BOARD_ANALYST, "bea"),
        protection_officer=add_member(database, provider, Role.DATA_PROTECTION_OFFICER, "diego"),
        administrator=add_member(database, provider, Role.SYSTEM_ADMINISTRATOR, "sol"),
        stranger=add_member(database, other, Role.CLINICIAN, "otto"),
    )


def add_organisation(database: Database, code: str, name: str, kind: str) -> UUID:
    """An organisation with its keys."""
    org_id = new_id()
    with database.work(system_actor(org_id)) as session:
        session.add(Organisation(id=org_id, code=code, name=name, kind=kind))
        session.flush()
        ring = ring_of(session)
        ring.index_key()
        ring.personal_key(org_id)
        ring.installation_key(INSTALLATION)
    return org_id


def add_member(database: Database, org_id: UUID, role: Role, user_name: str) -> Actor:
    """An account with one membership, and the actor it makes."""
    user_id = new_id()
    with database.work(system_actor(org_id)) as session:
        account = UserAccount(id=user_id, user_name=user_name, display_name=user_name.title(), language="en")
        session.add(account)
        session.flush()
        session.add(Membership(user_id=user_id, org_id=org_id, role=role.value))
    return Actor(user_id=user_id, org_id=org_id, role=role)


@pytest.fixture(scope="module")
def app(settings: Settings, database: Database) -> Flask:
    """The web application over this module's database."""
    passwords = Passwords(settings.secrets.pepper, memory_kib=1024, passes=1)
    return create_app(Runtime(settings=settings, database=database, passwords=passwords))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts."""
    return app.test_client()


def sign_in(app: Flask, database: Database, actor: Actor) -> FlaskClient:
    """A browser in which `actor` has signed in with both factors; sends the form token by itself."""
    with database.work(actor) as session:
        row, token = begin_session(session, user_id=actor.user_id, browser="Other")
        query = select(Membership.id).where(Membership.user_id == actor.user_id, Membership.org_id == actor.org_id)
        row.membership_id, row.factors = session.scalars(query).first(), 2
        row.data = json.dumps({"_user_id": str(actor.user_id), "_fresh": True})
        account = session.get_one(UserAccount, actor.user_id)
        account.password_hash, account.totp_confirmed_at = "set", clock.now()
        account.totp_sealed = account.totp_sealed or b"set"
    client = app.test_client()
    client.set_cookie("puente", token, domain="localhost")
    return client


TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def form_token(client: FlaskClient) -> str:
    """The token that this browser's forms carry."""
    found = TOKEN.search(client.get("/account").text)
    assert found, "the account page has a form"
    return found[1]


def register(database: Database, actor: Actor, **identity: str) -> UUID:
    """A patient registered by the service; returns the id."""
    values = {"given_names": "Gala", "family_name_1": "Viaducto", "birth_year": 1990, "sex": "FEMALE", **identity}
    with database.work(actor) as session:
        return register_patient(session, by=actor, patient_id=None, command=parse(PatientSchema(), values)).id
