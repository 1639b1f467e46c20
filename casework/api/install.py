"""Assembling the API: flask-smorest, our fields, the kinds of all packages."""

from typing import Any

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_smorest import Api
from marshmallow import fields
from werkzeug.exceptions import HTTPException

from casework.api.access import install_access
from casework.api.answer_schemas import AnswerSchema
from casework.api.blueprint import ApiBlueprint
from casework.api.code_lists import install_code_lists
from casework.api.docs import install_docs
from casework.api.document import ABOUT, keep_document
from casework.api.field_shapes import install_shapes
from casework.api.me import install_me
from casework.api.patient_resources import install_patients
from casework.api.resources import install_kind
from casework.api.timeline import install_timeline
from casework.app.kinds import KINDS
from registry.people.record import IDENTITY, PATIENT
from registry.records.kinds import RecordKind
from registry.web.errors import on_http_error

VERSION = "1"
PREFIX = "/api/v1"


class FieldErrorSchema(AnswerSchema):
    """What is wrong with a field."""

    code = fields.String(required=True, metadata={"description": "Stable code, perhaps with limits: too_long:120"})
    message = fields.String(required=True, metadata={"description": "For a person, by Accept-Language"})


class ErrorSchema(AnswerSchema):
    """Every error of the API."""

    code = fields.String(required=True, metadata={"description": "Stable code of the error"})
    status = fields.Integer(required=True, metadata={"description": "The HTTP status"})
    message = fields.String(required=True, metadata={"description": "For a person, by Accept-Language"})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Nested(FieldErrorSchema)),
        metadata={"description": "By field: `substances.0.route` is in the first of a list"},
    )


class PuenteApi(Api):  # type: ignore[misc]
    """flask-smorest with our errors: its own handler loses `Allow` and would answer pages with JSON."""

    ERROR_SCHEMA = ErrorSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def handle_http_exception(self, error: HTTPException) -> ResponseReturnValue:
        """A page for pages, JSON below /api, the headers of the error kept."""
        return on_http_error(error)


def api_kinds() -> tuple[RecordKind, ...]:
    """The kinds with addresses of their own below a patient: all but the patient's identity, which is the patient."""
    return tuple(kind for kind in KINDS if kind not in (PATIENT, IDENTITY))


def api_blueprint() -> ApiBlueprint:
    """All operations."""
    blueprint = ApiBlueprint("api", __name__, url_prefix=PREFIX)
    install_me(blueprint)
    install_code_lists(blueprint)
    install_patients(blueprint)
    install_timeline(blueprint)
    for kind in api_kinds():
        install_kind(blueprint, kind)
    return blueprint


def install_api(app: Flask) -> None:
    """Add the API, its documentation, and the token's gate. After the error handlers, before the check of views."""
    app.config.update(API_TITLE="Puente", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0")
    api = PuenteApi(app, spec_kwargs=_spec())
    install_shapes(api)
    blueprint = api_blueprint()
    app.extensions["csrf"].exempt(
        blueprint
    )  # a token is never sent by a browser on its own, so no other site can make use of it
    api.register_blueprint(blueprint)
    install_docs(app)
    install_access(app)
    keep_document(app, api.spec.to_dict())


def _spec() -> dict[str, Any]:
    scheme = {"type": "http", "scheme": "bearer", "description": "A token made on the page of one's own account"}
    return {
        "info": {"description": ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "components": {"securitySchemes": {"bearer": scheme}},
        "security": [{"bearer": []}],
    }
