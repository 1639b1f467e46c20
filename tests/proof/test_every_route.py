"""Every route of the URL map, for every role: what is not declared fails, what is not allowed is refused."""

from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.roles import ROLES, Role
from registry.web.guard import declaration, declarations
from tests.conftest import Clinic, form_token, register, sign_in

PEOPLE = ("clinician", "manager", "officer", "analyst", "protection_officer", "administrator")


def filled(rule: Rule, patient_id: UUID) -> str:
    """The rule's address with the patient's id, and ids that do not exist for everything else."""
    values = {name: patient_id if name == "patient_id" else uuid4() for name in rule.arguments}
    values.update({name: "check" for name in rule.arguments if name in {"step", "name", "what", "plural"}})
    address = rule.rule
    for converter in ("uuid:", "string:", "int:", "path:"):
        address = address.replace(converter, "")
    for name, value in values.items():
        address = address.replace(f"<{name}>", str(value))
    return address


def calls(app: Flask) -> list[tuple[Rule, str]]:
    rules = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api/")]
    return [(rule, m) for rule in rules for m in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]


def test_every_view_declares_who_may_use_it(app: Flask):
    assert [f"{m} {e}" for e, m, found in declarations(app) if found is None] == []


def test_public_views_are_the_few_that_must_be(app: Flask):
    public = {e for e, _m, found in declarations(app) if found is not None and not isinstance(found, Permission)}
    allowed = ("accounts.", "home.healthz", "home.readyz", "api", "static")
    assert [e for e in public if not e.startswith(allowed)] == []


def test_nobody_gets_in_without_signing_in(app: Flask):
    client = app.test_client()
    for rule, method in calls(app):
        if not isinstance(declaration(app, rule.endpoint, method), Permission):
            continue
        answer = client.open(filled(rule, uuid4()), method=method)
        refused = answer.status_code in {401, 403} or "/sign-in" in answer.headers.get("Location", "")
        assert refused, f"{method} {rule.rule} answered {answer.status_code}"


@pytest.fixture(scope="module")
def patient_id(clinic: Clinic) -> UUID:
    return register(clinic.database, clinic.clinician)


@pytest.mark.parametrize("who", PEOPLE)
def test_what_a_role_may_not_do_is_refused(app: Flask, clinic: Clinic, patient_id: UUID, who: str):
    actor: Actor = getattr(clinic, who)
    client = sign_in(app, clinic.database, actor)
    token = form_token(client)
    for rule, method in calls(app):
        needed = declaration(app, rule.endpoint, method)
        if not isinstance(needed, Permission) or needed in ROLES[Role(actor.role)].permissions:
            continue
        answer = client.open(filled(rule, patient_id), method=method, data={"csrf_token": token})
        assert answer.status_code == 403, f"{who}: {method} {rule.rule} answered {answer.status_code}"


@pytest.mark.parametrize("who", ["clinician", "manager", "protection_officer"])
def test_what_a_role_may_do_never_breaks(app: Flask, clinic: Clinic, patient_id: UUID, who: str):
    actor: Actor = getattr(clinic, who)
    client = sign_in(app, clinic.database, actor)
    for rule, method in calls(app):
        if method == "GET":
            answer = client.get(filled(rule, patient_id))
            assert answer.status_code < 500, f"{who}: {rule.rule} answered {answer.status_code}"


def test_unsafe_requests_need_the_form_token(app: Flask, clinic: Clinic, patient_id: UUID):
    client = sign_in(app, clinic.database, clinic.clinician)
    for rule, method in calls(app):
        if method != "GET":
            answer = client.open(filled(rule, patient_id), method=method)
            assert answer.status_code in {400, 403, 404}, f"{method} {rule.rule} answered {answer.status_code}"


def test_unsafe_requests_from_another_site_are_refused(app: Flask, clinic: Clinic, patient_id: UUID):
    client = sign_in(app, clinic.database, clinic.clinician)
    token = form_token(client)
    for rule, method in calls(app):
        if method != "GET":
            answer = client.open(
                filled(rule, patient_id),
                method=method,
                data={"csrf_token": token},
                headers={"Sec-Fetch-Site": "cross-site"},
            )
            assert answer.status_code == 403, f"{method} {rule.rule} answered {answer.status_code}"


def test_undeclared_methods_are_405(app: Flask, clinic: Clinic, client: FlaskClient):
    answer = client.delete("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_every_answer_carries_the_headers(app: Flask, clinic: Clinic):
    client = sign_in(app, clinic.database, clinic.clinician)
    nonces = set()
    for path in ("/account", "/no-such-page", "/healthz", "/sign-in"):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        nonces.add(policy)
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    assert len(nonces) == 4
