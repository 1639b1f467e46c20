"""The timeline of a patient in one answer: doses, tests, days of use and visits, in order of days."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from audit.events import Act
from casework.api.answer_schemas import AnswerSchema
from casework.api.answers import respond
from casework.api.blueprint import ApiBlueprint
from casework.api.operations import operation
from registry.access.permissions import Permission
from registry.access.trail import record_look
from registry.history.timeline import timeline_facts
from registry.people.scopes import get_patient
from registry.web.guard import requires
from registry.web.runtime import current_actor, database


def _day() -> fields.Date:
    return fields.Date(required=True)


def _answer(says: str) -> fields.String:
    return fields.String(required=True, allow_none=True, metadata={"description": says})


class DoseTakenSchema(AnswerSchema):
    """A dose."""

    day = _day()
    medication = _answer("Code list ost_medication, or why it is missing")
    amount_mg = _answer("Milligrams, as a decimal number")


class SpecimenTestedSchema(AnswerSchema):
    """A drug test."""

    day = _day()
    validity = _answer("Code list specimen_validity, or why it is missing")
    results = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        allow_none=True,
        metadata={"description": "Code list drug_test_panel -> drug_test_result"},
    )
    explained = fields.List(
        fields.String(),
        required=True,
        allow_none=True,
        metadata={"description": "Positive substances that a prescription explains"},
    )


class DayOfUseSchema(AnswerSchema):
    """A day of use."""

    day = _day()
    substance = _answer("Code list substances, or why it is missing")


class VisitPlannedSchema(AnswerSchema):
    """A visit."""

    day = _day()
    attendance = _answer("Code list visit_attendance, or why it is missing")
    reason = _answer("Code list visit_reason, or why it is missing")


def _several(schema: type[Schema]) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=True)


class TimelineSchema(AnswerSchema):
    """What a timeline draws."""

    doses = _several(DoseTakenSchema)
    tests = _several(SpecimenTestedSchema)
    use_days = _several(DayOfUseSchema)
    visits = _several(VisitPlannedSchema)


def _plain(fact: NamedTuple) -> dict[str, Any]:
    return {name: _value(value) for name, value in fact._asdict().items()}


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def show_timeline(patient_id: UUID) -> Response:
    """All facts of the timeline of a visible patient."""
    actor = current_actor()
    with database().read(actor) as session:
        get_patient(session, by=actor, patient_id=patient_id)
        facts = timeline_facts(session, actor, patient_id)
        parts: dict[str, Sequence[Any]] = {name: getattr(facts, name) for name in TimelineSchema().fields}
        body = {name: [_plain(fact) for fact in found] for name, found in parts.items()}
    record_look(database(), by=actor, act=Act.RECORD_VIEW, obj=f"timeline:{patient_id}", subject=patient_id)
    return respond(body)


def install_timeline(blueprint: ApiBlueprint) -> None:
    """Add the address."""

    @blueprint.route("/patients/<uuid:patient_id>/timeline", endpoint="timeline", tags=["timeline"])
    class Timeline(MethodView):
        @requires(Permission.PATIENT_VIEW)
        @operation("showTimeline", "Doses, drug tests, days of use and visits of a patient", 404)
        @blueprint.response(200, TimelineSchema)
        def get(self, patient_id: UUID) -> Response:
            return show_timeline(patient_id)
