"""Every error of the API has one shape, whoever found it."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.casework.api.conftest import PERSON, Program


def send(program: Program, path: str, **request: Any) -> TestResponse:
    """A request with a body that no JSON library made."""
    headers = {"Authorization": f"Bearer {program.token}", "Accept-Language": "en", **request.pop("headers", {})}
    return program.app.test_client().post(f"/api/v1{path}", headers=headers, **request)


def check(answer: TestResponse, status: int, code: str) -> None:
    """The shape, the status, the code."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/json"
    assert set(answer.json) <= {"code", "status", "message", "errors"}
    assert (answer.json["status"], answer.json["code"]) == (status, code)
    assert answer.json["message"]
    assert answer.headers["X-Request-Id"]


def test_unknown_address_is_404(program: Program) -> None:
    check(program.get("/nothing"), 404, "not_found")


def test_pages_keep_their_own_errors(app: Flask) -> None:
    answer = app.test_client().get("/nothing")
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "X-Request-Id" not in answer.headers


def test_method_that_is_not_declared_is_405_with_those_that_are(program: Program, patient: str) -> None:
    answer = program.ask("DELETE", patient)
    check(answer, 405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PUT"}


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"\xff\xfe", b"[" * 100_000, b'{"given_names": "\\ud800"}', b"1" * 10_000],
    ids=["cut off", "empty", "no text", "too deep", "half a character", "endless number"],
)
def test_what_is_not_json_is_400(program: Program, body: bytes) -> None:
    check(send(program, "/patients", data=body, content_type="application/json"), 400, "bad_request")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"3"])
def test_json_that_is_no_object_is_422(program: Program, body: bytes) -> None:
    check(send(program, "/patients", data=body, content_type="application/json"), 422, "invalid")


def test_form_is_415(program: Program) -> None:
    check(send(program, "/patients", data=PERSON), 415, "unsupported_media_type")


def test_too_large_a_body_is_413(program: Program) -> None:
    body = b'{"given_names": "' + b"x" * (2 * 1024 * 1024) + b'"}'
    answer = send(program, "/patients", data=body, content_type="application/json")
    assert answer.status_code == 413
    assert answer.json["status"] == 413


def test_too_many_searches_are_429(program: Program) -> None:
    answers = [program.post("/patients/search", {"words": "nadie conocida 1984"}) for _ in range(61)]
    check(answers[-1], 429, "too_many_requests")


def test_messages_come_in_the_language_asked_for(program: Program) -> None:
    codes = {
        language: program.post("/patients", {}, Accept_Language=language).json["code"]
        for language in ("es", "fr", "pt")
    }
    assert set(codes.values()) == {"invalid"}


def test_mistake_in_the_program_tells_nobody_what_it_was_about(
    program: Program, patient: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    marker = "Marcadorsecreto"

    def fail(*given: object) -> None:
        raise RuntimeError(marker)

    monkeypatch.setattr("casework.api.records.content_of", fail)
    answer = program.post(f"{patient}/visits", {"visit_on": "2026-01-05", "source": "CLINICIAN", "note": marker})
    check(answer, 422, "invalid")
    answer = program.post(
        f"{patient}/visits",
        {"visit_on": "2026-01-05", "source": "CLINICIAN", "attendance": "ATTENDED", "note": marker},
    )
    check(answer, 500, "unexpected")
    written = "".join(capfd.readouterr())
    assert "RuntimeError" in written
    assert marker not in answer.text + written
