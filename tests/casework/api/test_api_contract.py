"""The API keeps its own description, whatever is sent to it."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.casework.api.conftest import Program

ALWAYS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = settings(
    max_examples=int(__import__("os").environ.get("EX", "6")),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Exercise:
    """Calls the operations with a token, about one patient and about the records that the calls have made."""

    def __init__(self, app: Flask, program: Program, patient: str) -> None:
        self.schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
        self.headers = {"Authorization": f"Bearer {program.token}", "Accept-Encoding": "identity"}
        self.patient = patient.rpartition("/")[2]
        self.made: dict[str, str] = {}
        self.calls = 0

    def operations(self) -> Iterator[Any]:
        """Creations first, so that there are records to read and replace."""
        found = [result.ok() for result in self.schema.get_all_operations()]
        return iter(sorted(found, key=lambda operation: ("post", "get", "put").index(operation.method)))

    def run(self, operation: Any, mode: GenerationMode) -> None:
        """Some calls of one operation, with what its description allows or with what it does not."""
        named = {"patient_id": self.patient}
        if operation.path.removesuffix("/{record_id}") in self.made:
            named["record_id"] = self.made[operation.path.removesuffix("/{record_id}")]
        fixed = {name: value for name, value in named.items() if f"{{{name}}}" in operation.path}
        checks = [*ALWAYS, *([negative_data_rejection] if mode is GenerationMode.NEGATIVE else [])]
        strategy = operation.as_strategy(mode, **({"path_parameters": fixed} if fixed else {}))

        @seed(20261122)
        @EXAMPLES
        @given(case=strategy)
        def call(case: Any) -> None:
            self.calls += 1
            response = case.call(headers=self.headers)
            case.validate_response(response, checks=checks)
            if response.status_code == 201:
                self.made[operation.path] = response.json()["id"]

        call()


@pytest.fixture
def exercise(app: Flask, program: Program, patient: str) -> Exercise:
    """The operations, ready to be called."""
    return Exercise(app, program, patient)


def test_every_answer_is_as_described_and_nothing_wrong_is_accepted(exercise: Exercise) -> None:
    for operation in exercise.operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            exercise.run(operation, mode)
    assert exercise.calls > 500
    assert len(exercise.made) >= 8
