"""The code lists in the API: every code with its labels, so that a program can show what a record holds."""

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from casework.api.answer_schemas import AnswerSchema
from casework.api.answers import respond
from casework.api.blueprint import ApiBlueprint
from casework.api.operations import operation
from registry.access.permissions import Permission
from registry.codes.code import LANGUAGES, Code
from registry.codes.lists import code_list, list_names
from registry.errors import NotFound
from registry.web.guard import requires

TAGS = ["code-lists"]


class CodeListHeadSchema(AnswerSchema):
    """A code list among the others."""

    name = fields.String(required=True)
    version = fields.String(required=True, metadata={"description": "Version of all lists together"})
    export_only = fields.Boolean(required=True, metadata={"description": "For foreign returns, never for recording"})


class CodeListsSchema(AnswerSchema):
    """All code lists."""

    items = fields.List(fields.Nested(CodeListHeadSchema), required=True)


class CodeSchema(AnswerSchema):
    """One code."""

    code = fields.String(required=True)
    labels = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": f"Label by language: {', '.join(LANGUAGES)}"},
    )
    parent = fields.String(required=True, allow_none=True, metadata={"description": "Code above it in the list"})
    missing = fields.String(
        required=True, allow_none=True, metadata={"description": "For a code that stands for a missing answer: why"}
    )
    status = fields.String(
        required=True, metadata={"description": "V or V-impl: compared with its source; U: not yet; P: our proposal"}
    )
    valid_from = fields.Date(required=True, allow_none=True)
    valid_to = fields.Date(required=True, allow_none=True)


class CodeListSchema(CodeListHeadSchema):
    """A code list with its codes, in the order of a picker."""

    codes = fields.List(fields.Nested(CodeSchema), required=True)


def _code(item: Code) -> dict[str, object]:
    return {
        "code": item.code,
        "labels": dict(item.labels),
        "parent": item.parent,
        "missing": item.missing,
        "status": item.status,
        "valid_from": item.valid_from and item.valid_from.isoformat(),
        "valid_to": item.valid_to and item.valid_to.isoformat(),
    }


def _head(name: str) -> dict[str, object]:
    found = code_list(name)
    return {"name": name, "version": found.version, "export_only": found.export_only}


def install_code_lists(blueprint: ApiBlueprint) -> None:
    """Add the index of the lists and each list."""

    @blueprint.route("/code-lists", endpoint="code_lists", tags=TAGS)
    class CodeLists(MethodView):
        @requires(Permission.CODE_LIST_VIEW)
        @operation("listCodeLists", "All code lists")
        @blueprint.response(200, CodeListsSchema)
        def get(self) -> Response:
            return respond({"items": [_head(name) for name in list_names()]})

    @blueprint.route("/code-lists/<name>", endpoint="code_list", tags=TAGS)
    class OneCodeList(MethodView):
        @requires(Permission.CODE_LIST_VIEW)
        @operation("showCodeList", "One code list with its labels", 404)
        @blueprint.response(200, CodeListSchema)
        def get(self, name: str) -> Response:
            if name not in list_names():
                raise NotFound
            return respond({**_head(name), "codes": [_code(item) for item in code_list(name)]})
