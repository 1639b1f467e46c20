"""The description of the API, and the page that shows it."""

import json
import re
from typing import Any

import pytest
from flask import Flask

from casework.api.document import openapi_document
from casework.api.install import api_kinds
from registry.answers import Missing
from registry.codes.lists import code_list


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document."""
    return openapi_document(app)


def properties(document: dict[str, Any], schema: str) -> dict[str, Any]:
    """The properties of one schema."""
    found: dict[str, Any] = document["components"]["schemas"][schema]["properties"]
    return found


def test_document_is_open_to_everybody_and_holds_no_data(app: Flask, document: dict[str, Any]) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json == document
    assert document["openapi"] == "3.1.0"


def test_every_kind_has_its_addresses(document: dict[str, Any]) -> None:
    for kind in api_kinds():
        root = f"/api/v1/patients/{{patient_id}}/{kind.plural}"
        assert {"get", "post"} <= set(document["paths"][root])
        assert ("put" in document["paths"][f"{root}/{{record_id}}"]) == (kind.change is not None)


def test_every_operation_asks_for_a_token_and_says_how_it_refuses(document: dict[str, Any]) -> None:
    assert document["security"] == [{"bearer": []}]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    operations = [
        (path, m, o) for path, item in document["paths"].items() for m, o in item.items() if m != "parameters"
    ]
    assert len({operation["operationId"] for _path, _method, operation in operations}) == len(operations)
    for path, method, operation in operations:
        assert {"401", "403", "429"} <= set(operation["responses"]), (path, method)
        assert "default" not in operation["responses"]
        if method == "put":
            required = [p["name"] for p in operation["parameters"] if p["in"] == "header" and p["required"]]
            assert required == ["If-Match"]


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document))):
        place: Any = document
        for part in reference.split("/"):
            place = place[part]
        assert place


def test_words_are_english_whatever_the_language_of_the_caller(document: dict[str, Any]) -> None:
    assert properties(document, "Diagnosis")["diagnosed_on"]["description"] == "When was it made?"


def test_days_are_dates(document: dict[str, Any]) -> None:
    assert properties(document, "Diagnosis")["diagnosed_on"]["format"] == "date"
    assert properties(document, "DiagnosisRecord")["diagnosed_on"]["type"] == ["string", "null"]


def test_missing_answer_is_an_answer(document: dict[str, Any]) -> None:
    number, reason = properties(document, "UseReport")["days"]["anyOf"]
    assert number == {"type": "integer", "minimum": 0, "maximum": 366}
    assert "DECLINED" in reason["enum"]
    sex = properties(document, "Patient")["sex"]
    assert {code.code for code in code_list("sex")} < set(sex["enum"])
    assert Missing.NOT_ASKED in sex["enum"]
    assert sex["type"] == "string"
    gender = properties(document, "Patient")["gender"]
    assert gender["type"] == ["string", "null"]
    assert None in gender["enum"]


def test_input_refuses_what_it_does_not_name(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for kind in api_kinds():
        name = kind.schema.__name__.removesuffix("Schema")
        assert schemas[name]["additionalProperties"] is False


def test_page_shows_the_document_under_a_policy_of_its_own(app: Flask) -> None:
    answer = app.test_client().get("/api/docs")
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"script-src 'nonce-([^']+)';", policy)
    assert nonce
    assert answer.text.count(f'nonce="{nonce[1]}"') == answer.text.count("<script") == 2
    assert "unsafe-eval" not in policy
    for address in re.findall(r'(?:src|href)="(/[^"]+)"', answer.text):
        with app.test_client().get(address) as file:
            assert file.status_code == 200, address
    assert "'unsafe-inline'" not in app.test_client().get("/sign-in").headers["Content-Security-Policy"]
