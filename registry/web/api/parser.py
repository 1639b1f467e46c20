"""Reading a request of the API: JSON only, typed, no field that the schema does not have, errors as our codes."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from flask import Request, request
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from registry.errors import Invalid
from registry.schemas.base import flat_errors
from registry.web.api.json_types import wrong_types
from registry.web.messages import known_codes


def json_body() -> Any:
    """The body of this request. BadRequest when it is not JSON, or text that no encoding can carry."""
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        payload = request.get_json()
        canonical_json(payload)
    except (RecursionError, UnicodeEncodeError) as error:
        raise BadRequest from error
    return payload


def canonical_json(payload: Any) -> bytes:
    """The same bytes for the same content, whatever its order and spacing. UnicodeEncodeError for half a pair."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def coded(errors: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Every error as one of our codes: a library's own sentence tells a program nothing."""
    known = known_codes()
    return {name: [c if c.partition(":")[0] in known else "invalid" for c in codes] for name, codes in errors.items()}


class ApiParser(FlaskParser):
    """webargs with our reading of JSON and our errors."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE, "json": None}

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The typed body; Invalid names every value of a wrong type."""
        payload = json_body()
        errors = wrong_types(schema, payload)
        if errors:
            raise Invalid(errors)
        return payload

    def handle_error(self, error: ValidationError, req: Request, schema: Schema, **kw: Any) -> NoReturn:
        """Invalid, with `substances.0.route` for a field of a list."""
        messages = error.messages if isinstance(error.messages, dict) else {"": error.messages}
        found: dict[str, list[str]] = {}
        for errors in messages.values():
            found.update(flat_errors(errors))
        raise Invalid(coded(found)) from error
