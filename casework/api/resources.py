"""The addresses of one kind of record, made from its declaration."""

from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import Schema

from casework.api.answer_schemas import camel, page_of, record_schema
from casework.api.blueprint import ApiBlueprint
from casework.api.operations import CHANGING, E_TAG, IDEMPOTENCY_KEY, IF_MATCH, READING, SENDING, operation
from casework.api.questions import PageQuestion, PageSchema, Reveal, RevealSchema
from casework.api.records import create_record, list_records, replace_record, show_record
from registry.access.permissions import Permission
from registry.records.kinds import RecordKind
from registry.web.guard import requires

ROOT = "/patients/<uuid:patient_id>"


def install_kind(blueprint: ApiBlueprint, kind: RecordKind) -> None:
    """Add list and creation, view and replacement of a kind's records."""
    shape = record_schema(kind)
    one = _changeable(blueprint, kind, shape) if kind.change is not None else _readable(blueprint, kind, shape)
    root, tags = f"{ROOT}/{kind.plural}", [kind.plural]
    collection = _collection(blueprint, kind, shape)
    blueprint.add_url_rule(root, f"{kind.name}_list", collection, tags=tags)
    blueprint.add_url_rule(f"{root}/<uuid:record_id>", f"{kind.name}_one", one, tags=tags)


def _collection(blueprint: ApiBlueprint, kind: RecordKind, shape: type[Schema]) -> type[MethodView]:
    name, page = camel(kind.name), page_of(camel(kind.name), shape)

    class Collection(MethodView):
        @requires(Permission.PATIENT_VIEW)
        @operation(f"list{name}", f"List: {kind.title}", *READING)
        @blueprint.arguments(PageSchema, location="query")
        @blueprint.response(200, page)
        def get(self, question: PageQuestion, patient_id: UUID) -> Response:
            return list_records(kind, question, patient_id)

        @requires(kind.write)
        @operation(f"create{name}", f"Record: {kind.title}", 404, *SENDING, headers=(IDEMPOTENCY_KEY,))
        @blueprint.arguments(kind.schema)
        @blueprint.response(201, shape, headers=E_TAG)
        def post(self, command: object, patient_id: UUID) -> Response:
            return create_record(kind, command, patient_id)

    return Collection


def _readable(blueprint: ApiBlueprint, kind: RecordKind, shape: type[Schema]) -> type[MethodView]:
    class One(MethodView):
        @requires(Permission.PATIENT_VIEW)
        @operation(f"show{camel(kind.name)}", f"Show one: {kind.title}", *READING)
        @blueprint.arguments(RevealSchema, location="query")
        @blueprint.response(200, shape, headers=E_TAG)
        def get(self, question: Reveal, patient_id: UUID, record_id: UUID) -> Response:
            return show_record(kind, question, patient_id, record_id)

    return One


def _changeable(blueprint: ApiBlueprint, kind: RecordKind, shape: type[Schema]) -> type[MethodView]:
    headers = (IF_MATCH, IDEMPOTENCY_KEY)

    class Changeable(_readable(blueprint, kind, shape)):  # type: ignore[misc]
        @requires(kind.write)
        @operation(f"replace{camel(kind.name)}", f"Replace one: {kind.title}", *CHANGING, headers=headers)
        @blueprint.arguments(RevealSchema, location="query")
        @blueprint.arguments(kind.schema)
        @blueprint.response(200, shape, headers=E_TAG)
        def put(self, question: Reveal, command: object, patient_id: UUID, record_id: UUID) -> Response:
            return replace_record(kind, command, question, patient_id, record_id)

    return Changeable
