"""The OpenAPI 3.1 document, the same on every machine and in every version of Python."""

import json
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask_babel import force_locale

EXTENSION = "puente_openapi"
DESCRIPTIONS = {
    400: "The body is not JSON",
    401: "No token, or one that opens nothing",
    403: "The role of the token does not carry the permission; written down in the audit log",
    404: "Nothing there, or nothing this token may know of: the two answers are alike",
    412: "Somebody else changed the record since the version of If-Match",
    413: "The body is too large",
    415: "The body is not said to be JSON",
    422: "A field, parameter or header is not right; `errors` names each with codes",
    428: "If-Match is missing",
    429: "Too many requests in a minute",
}
ABOUT = """The record of treatment episodes, for programs.

Every request carries a token in `Authorization: Bearer`; a person makes one on their own page, and it acts as that
person does in one organisation. Cookies do not count. Whatever is read or refused is written into the audit log.

- **Missing answers** keep their reason: NOT_ASKED, NOT_KNOWN, DECLINED, NOT_APPLICABLE, NOT_COLLECTED.
- **Masked values** (official numbers, infections, offences) are null and named in `masked`; `reveal` shows them.
- **Changes** replace a record whole and need `If-Match` with the ETag that was read.
- **Writes** may carry an `Idempotency-Key`: sent again within 24 hours, they happen once.
- **Errors** have one shape; `X-Request-Id` names the request for whoever runs the server.
"""


def openapi_document(app: Flask) -> dict[str, Any]:
    """The document of an app made by create_app."""
    found: dict[str, Any] = json.loads(app.extensions[EXTENSION])
    return found


def keep_document(app: Flask, written: dict[str, Any]) -> None:
    """Put the document as flask-smorest wrote it into its final words, in English, and keep it as text."""
    with app.test_request_context(), force_locale("en"):
        text = json.dumps(written, default=str)
    for status in DESCRIPTIONS:
        text = text.replace(f"#/components/responses/{HTTPStatus(status).name}", f"#/components/responses/{status}")
    found = json.loads(text)
    responses = found["components"]["responses"]
    for status, says in DESCRIPTIONS.items():
        response = responses.pop(HTTPStatus(status).name, None)
        if response is not None:
            responses[str(status)] = {**response, "description": says}
    found.pop("tags")  # flask-smorest names its blueprint there, which groups nothing
    found["components"]["schemas"].pop("PaginationMetadata", None)
    app.extensions[EXTENSION] = json.dumps(found, ensure_ascii=False, sort_keys=True)
