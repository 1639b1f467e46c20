"""The addresses of patients."""

from uuid import UUID

from flask import Response
from flask.views import MethodView

from casework.api.blueprint import ApiBlueprint
from casework.api.operations import CHANGING, E_TAG, IDEMPOTENCY_KEY, IF_MATCH, READING, SENDING, operation
from casework.api.patient_schemas import FoundPatientsSchema, PatientRecordSchema, PatientSearchSchema, SearchCommand
from casework.api.patients import find, find_duplicates, register, replace_patient, show_patient
from casework.api.questions import Reveal, RevealSchema
from registry.access.permissions import Permission
from registry.people.routes import SEARCHES
from registry.people.schemas import PatientCommand, PatientSchema
from registry.web.guard import requires
from registry.web.limits import limited

TAGS = ["patients"]


def install_patients(blueprint: ApiBlueprint) -> None:
    """Add registration, view, replacement and the two searches."""
    one = "/patients/<uuid:patient_id>"
    blueprint.add_url_rule("/patients", "patients", _registration(blueprint), tags=TAGS)
    blueprint.add_url_rule(one, "patient_one", _one(blueprint), tags=TAGS)
    blueprint.add_url_rule("/patients/search", "patient_search", _search(blueprint), tags=TAGS)
    blueprint.add_url_rule("/patients/duplicates", "patient_duplicates", _duplicates(blueprint), tags=TAGS)


def _registration(blueprint: ApiBlueprint) -> type[MethodView]:
    class Registration(MethodView):
        @requires(Permission.PATIENT_REGISTER)
        @operation("registerPatient", "Register a patient", *SENDING, headers=(IDEMPOTENCY_KEY,))
        @blueprint.arguments(PatientSchema)
        @blueprint.response(201, PatientRecordSchema, headers=E_TAG)
        def post(self, command: PatientCommand) -> Response:
            return register(command)

    return Registration


def _one(blueprint: ApiBlueprint) -> type[MethodView]:
    headers = (IF_MATCH, IDEMPOTENCY_KEY)

    class One(MethodView):
        @requires(Permission.PATIENT_VIEW)
        @operation("showPatient", "Show who a patient is", *READING)
        @blueprint.arguments(RevealSchema, location="query")
        @blueprint.response(200, PatientRecordSchema, headers=E_TAG)
        def get(self, question: Reveal, patient_id: UUID) -> Response:
            return show_patient(question, patient_id)

        @requires(Permission.PATIENT_UPDATE)
        @operation("replacePatient", "Replace who a patient is; needs reveal=identifiers", *CHANGING, headers=headers)
        @blueprint.arguments(RevealSchema, location="query")
        @blueprint.arguments(PatientSchema)
        @blueprint.response(200, PatientRecordSchema, headers=E_TAG)
        def put(self, question: Reveal, command: PatientCommand, patient_id: UUID) -> Response:
            return replace_patient(command, question, patient_id)

    return One


def _search(blueprint: ApiBlueprint) -> type[MethodView]:
    class Search(MethodView):
        decorators = [limited(SEARCHES)]

        @requires(Permission.PATIENT_SEARCH)
        @operation("searchPatients", "Find patients", *SENDING)
        @blueprint.arguments(PatientSearchSchema)
        @blueprint.response(200, FoundPatientsSchema)
        def post(self, command: SearchCommand) -> Response:
            return find(command)

    return Search


def _duplicates(blueprint: ApiBlueprint) -> type[MethodView]:
    class Duplicates(MethodView):
        decorators = [limited(SEARCHES)]

        @requires(Permission.PATIENT_REGISTER)
        @operation("findDuplicates", "Find who may be the one about to be registered", *SENDING)
        @blueprint.arguments(PatientSchema)
        @blueprint.response(200, FoundPatientsSchema)
        def post(self, command: PatientCommand) -> Response:
            return find_duplicates(command)

    return Duplicates
