"""How an operation of the API is described: its name, its errors, its headers."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask_smorest import Blueprint

from registry.web.api import conditions
from registry.web.api.idempotency_header import HEADER, PATTERN

F = TypeVar("F", bound=Callable[..., Any])

ALWAYS = (401, 403, 429)
READING = (404, 422)
SENDING = (400, 413, 415, 422)
CHANGING = (*READING, *SENDING, 412, 428)

IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of the version that was read; the change is refused when there is a newer one",
    "schema": {"type": "string", "pattern": conditions.PATTERN, "examples": ['"1"']},
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": "A key of the caller's choice: the same request sent again within 24 hours has no second effect "
    "and gets the first answer, with the header Idempotent-Replay",
    "schema": {"type": "string", "pattern": PATTERN, "minLength": 1, "maxLength": 80},
}
E_TAG = {"ETag": {"description": "Version of the record, for If-Match", "schema": {"type": "string"}}}


def operation(name: str, summary: str, *errors: int, headers: tuple[dict[str, Any], ...] = ()) -> Callable[[F], F]:
    """Describe a view: the id of its operation, one line, the errors it can answer with, the headers it reads."""

    def describe(view: F) -> F:
        responses = {status: HTTPStatus(status).name for status in sorted({*ALWAYS, *errors})}
        described: F = Blueprint.doc(operationId=name, summary=summary, description=summary, responses=responses)(view)
        arguments = described._apidoc.setdefault("arguments", {})  # type: ignore[attr-defined]
        arguments.setdefault("parameters", []).extend(headers)
        return described

    return describe
