"""The shapes of patients in the API: an identity, what is searched for, and who was found."""

from dataclasses import dataclass
from typing import Any

from marshmallow import fields
from marshmallow.validate import Range

from casework.api.answer_schemas import AnswerSchema, record_schema
from registry.people.record import PATIENT
from registry.people.search import CEILING
from registry.people.search_words import LONGEST_QUERY
from registry.schemas.base import InputSchema
from registry.schemas.fields import Text, Whole

_WORDS = (
    "Names, date or year of birth, an official number, a telephone number or a record number: two names at least, or "
    "a name and a year, or a number"
)


@dataclass(frozen=True, slots=True)
class SearchCommand:
    """What to look for."""

    words: str
    limit: int = CEILING


class PatientSearchSchema(InputSchema):
    """What to look for, in the body: no name ever stands in an address."""

    command = SearchCommand

    words = Text(required=True, max_length=LONGEST_QUERY, metadata={"description": _WORDS})
    limit = Whole(
        low=1,
        high=CEILING,
        allow_none=False,
        load_default=CEILING,
        validate=Range(1, CEILING),
        metadata={"description": "Most people to answer with"},
    )


class PatientRecordSchema(record_schema(PATIENT)):  # type: ignore[misc]
    """Who a patient is."""

    reference = fields.String(required=True, metadata={"description": "Record number, for labels and the telephone"})
    key_worker_id = fields.UUID(
        required=True, allow_none=True, metadata={"description": "Member of staff who looks after the patient"}
    )


class FoundPatientSchema(AnswerSchema):
    """Somebody found: enough to know the right person by."""

    id = fields.UUID(required=True, metadata={"description": "Id of the patient"})
    friendly_name = fields.String(required=True, metadata={"description": "Name as a list shows it"})
    initials = fields.String(required=True)
    age = fields.Integer(required=True, allow_none=True, metadata={"description": "Completed years"})
    reference = fields.String(required=True, metadata={"description": "Record number"})
    key_worker = fields.String(required=True, allow_none=True, metadata={"description": "Who looks after the patient"})
    score = fields.Float(required=True, metadata={"description": "Likeness, from 0 to 1"})
    reasons = fields.List(fields.String(), required=True, metadata={"description": "Why this patient was found"})


class FoundPatientsSchema(AnswerSchema):
    """Who was found, the likeliest first."""

    items = fields.List(fields.Nested(FoundPatientSchema), required=True)


def found_content(found: Any, reasons: Any) -> dict[str, Any]:
    """One line of a search, in the words of this request's language."""
    return {
        "id": str(found.id),
        "friendly_name": found.friendly_name,
        "initials": found.initials,
        "age": found.age,
        "reference": found.reference,
        "key_worker": found.key_worker,
        "score": round(found.score, 4),
        "reasons": [str(reason) for reason in reasons],
    }
