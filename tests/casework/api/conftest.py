"""Programs that hold a token, and somebody on record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from audit.queries import who_has_seen
from registry.access.actor import Actor
from registry.accounts.api_tokens import create_api_token
from registry.db.work import Database
from tests.conftest import Clinic

PERSON = {"given_names": "Eva", "family_name_1": "Inventada", "sex": "FEMALE", "birth_year": 1990}
DIAGNOSIS = {"diagnosis": "ICD-10:F11.2", "diagnosed_on": "2026-01-05", "status": "ACTIVE", "certainty": "CONFIRMED"}


@dataclass
class Program:
    """A caller of the API with a person's token."""

    app: Flask
    token: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """One request; header names are given with underscores."""
        sent = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        more = {} if body is None else {"json": body}
        return self.app.test_client().open(f"/api/v1{path}", method=method, headers=sent, **more)

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Record."""
        return self.ask("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Replace."""
        return self.ask("PUT", path, body, **headers)


@pytest.fixture(scope="module")
def program_of(app: Flask, database: Database) -> Callable[[Actor], Program]:
    """The program of a member of staff."""

    def make(actor: Actor) -> Program:
        with database.work(actor) as session:
            return Program(app, create_api_token(session, by=actor, label="test", days=2).token)

    return make


@pytest.fixture(scope="module")
def program(clinic: Clinic, program_of: Callable[[Actor], Program]) -> Program:
    """A clinician's program."""
    return program_of(clinic.clinician)


@pytest.fixture(scope="module")
def stranger(clinic: Clinic, program_of: Callable[[Actor], Program]) -> Program:
    """The program of a clinician of another provider."""
    return program_of(clinic.stranger)


@pytest.fixture
def patient(program: Program) -> str:
    """The address of somebody on record."""
    answer = program.post("/patients", PERSON)
    assert answer.status_code == 201, answer.text
    return f"/patients/{answer.json['id']}"


@pytest.fixture
def acts_of(database: Database, clinic: Clinic) -> Callable[[str], list[tuple[str, str | None]]]:
    """What the audit has about a patient, oldest first: (act, object)."""

    def read(patient: str) -> list[tuple[str, str | None]]:
        with database.read(clinic.manager) as session:
            found = who_has_seen(session.connection(), UUID(patient.rpartition("/")[2]))
        return [(row.act, row.obj) for row in reversed(found)]

    return read
