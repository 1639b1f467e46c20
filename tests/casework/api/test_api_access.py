"""Who may ask the API, and how it refuses."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask

from registry.access.permissions import Permission
from registry.access.roles import ROLES
from registry.accounts.api_tokens import list_api_tokens, revoke_api_token
from registry.db.work import Database
from registry.web.guard import declaration
from tests.casework.api.conftest import DIAGNOSIS, PERSON, Program
from tests.conftest import Clinic, sign_in


def test_without_a_token_nothing_is_answered(app: Flask, patient: str) -> None:
    answer = app.test_client().get(f"/api/v1{patient}")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="puente"'
    assert answer.json["code"] == "not_signed_in"


@pytest.mark.parametrize("credentials", ["Bearer puente_wrong", "Bearer x", "Basic YTpi", "puente_wrong"])
def test_wrong_token_opens_nothing(app: Flask, credentials: str) -> None:
    answer = app.test_client().get("/api/v1/me", headers={"Authorization": credentials})
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_cookie_of_somebody_signed_in_does_not_count(
    app: Flask, database: Database, clinic: Clinic, patient: str
) -> None:
    browser = sign_in(app, database, clinic.manager)
    assert browser.get("/account").status_code == 200
    assert browser.get(f"/api/v1{patient}").status_code == 401
    answer = browser.post("/api/v1/patients", json=PERSON)
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers


def test_token_that_was_taken_back_opens_nothing(
    clinic: Clinic, database: Database, program_of: Callable[..., Program]
) -> None:
    program = program_of(clinic.manager)
    assert program.get("/me").status_code == 200
    with database.work(clinic.manager) as session:
        for token in list_api_tokens(session, by=clinic.manager):
            revoke_api_token(session, by=clinic.manager, token_id=token.id)
    assert program.get("/me").status_code == 401


def test_role_without_the_permission_is_refused(
    clinic: Clinic, program_of: Callable[..., Program], patient: str
) -> None:
    for actor in (clinic.analyst, clinic.officer, clinic.administrator):
        program = program_of(actor)
        assert program.get("/code-lists").status_code == 200
        assert program.get(patient).status_code == 403
        assert program.post(f"{patient}/diagnoses", DIAGNOSIS).status_code == 403


def test_token_needs_no_form_token(program: Program) -> None:
    assert program.post("/patients", PERSON).status_code == 201


def test_another_site_cannot_send_a_token_from_a_browser(program: Program) -> None:
    assert program.post("/patients", PERSON, Sec_Fetch_Site="cross-site").status_code == 403


def test_me_says_who_the_token_speaks_for(program: Program, clinic: Clinic) -> None:
    found = program.get("/me").json
    assert found["user_id"] == str(clinic.clinician.user_id)
    assert found["role"] == "clinician"
    assert "diagnosis:write" in found["permissions"]
    assert "audit:view" not in found["permissions"]


def test_code_list_has_labels_in_every_language(program: Program) -> None:
    names = [item["name"] for item in program.get("/code-lists").json["items"]]
    assert "substances" in names
    found = program.get("/code-lists/substances").json
    heroin = next(code for code in found["codes"] if code["code"] == "OPI_HEROIN")
    assert set(heroin["labels"]) == {"en", "es", "fr", "pt"}
    assert program.get("/code-lists/nothing").status_code == 404


def operations(app: Flask) -> list[tuple[str, str, Permission]]:
    """(method, address, permission) of every operation."""
    found = []
    for rule in app.url_map.iter_rules():
        address = re.sub("<[^>]+>", str(uuid4()), rule.rule).removeprefix("/api/v1")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            needed = declaration(app, rule.endpoint, method)
            if rule.rule.startswith("/api/v1/") and isinstance(needed, Permission):
                found.append((method, address, needed))
    return found


def test_every_operation_needs_a_token(app: Flask) -> None:
    found = operations(app)
    assert len(found) > 70
    browser = app.test_client()
    answers = {browser.open(f"/api/v1{address}", method=method).status_code for method, address, _needed in found}
    assert answers == {401}


@pytest.mark.parametrize("who", ["protection_officer", "officer", "analyst", "administrator"])
def test_every_operation_is_refused_to_a_role_that_lacks_its_permission(
    app: Flask, clinic: Clinic, program_of: Callable[..., Program], who: str
) -> None:
    actor = getattr(clinic, who)
    program = program_of(actor)
    lacking = [found for found in operations(app) if found[2] not in ROLES[actor.role].permissions]
    assert lacking
    assert {program.ask(method, address).status_code for method, address, _needed in lacking} == {403}
