"""A case file with something in every part of it, and browsers in which its readers have signed in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from audit.queries import who_has_seen
from registry.db.work import Database
from tests.casework.people_in_care import in_care, interviewed, reviewed, with_background, with_facts
from tests.conftest import Clinic, sign_in


@pytest.fixture(scope="module")
def patient_id(database: Database, clinic: Clinic) -> UUID:
    """Somebody with a thousand facts."""
    by = clinic.clinician
    patient_id, episode_id = in_care(database, by, chosen_name="Lola")
    interviewed(database, by, patient_id, episode_id)
    reviewed(database, by, patient_id, episode_id, 195, 100, 10)
    with_background(database, by, patient_id)
    assert with_facts(database, by, patient_id, episode_id) == 1000
    return patient_id


@pytest.fixture(scope="module")
def clinician(app: Flask, database: Database, clinic: Clinic) -> FlaskClient:
    return sign_in(app, database, clinic.clinician)


@pytest.fixture(scope="module")
def manager(app: Flask, database: Database, clinic: Clinic) -> FlaskClient:
    return sign_in(app, database, clinic.manager)


@pytest.fixture
def acts(database: Database, clinic: Clinic, patient_id: UUID) -> Callable[[], list[tuple[str, str | None]]]:
    """What the audit has about the patient, the newest first: (act, object)."""

    def read() -> list[tuple[str, str | None]]:
        with database.read(clinic.manager) as session:
            return [(row.act, row.obj) for row in who_has_seen(session.connection(), patient_id)]

    return read


@pytest.fixture
def statements(database: Database) -> Callable[[], Iterator[list[str]]]:
    """Collects every statement sent to the database while its block runs."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        found: list[str] = []

        def note(connection, cursor, statement, *rest) -> None:
            found.append(statement)

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(database.engine, "before_cursor_execute", note)

    return collect
