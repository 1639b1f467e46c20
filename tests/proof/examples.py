"""A whole record of every kind, each of its free texts a marker: as the API takes it, and as a form is filled."""

from copy import deepcopy
from typing import Any

from marshmallow import Schema, fields

from registry.history.fields import Amount
from registry.records.drafts import Raw
from registry.records.kinds import RecordKind, Step
from registry.schemas.fields import Text
from registry.web.forms.raw import raw_of
from tests.proof.markers import UNUSUAL_DAY, Markers
from tests.registry.history.examples import EXAMPLES as HISTORY

START = "2026-01-05"
_PERSON: dict[str, Any] = {
    "date_of_birth": UNUSUAL_DAY,
    "sex": "FEMALE",
    "gender": "DECLINED",
    "nationality": "MX",
    "identifiers": [{"kind": "NATIONAL_ID", "value": "#", "country": "MX"}, {"kind": "PASSPORT", "value": "@"}],
    "contacts": [{"kind": "MOBILE", "value": "#"}, {"kind": "EMAIL", "value": "@post"}],
    "next_of_kin": [{"name": "@", "relationship_code": "MOTHER", "phone": "#"}],
}
_SUBSTANCES = [{"substance": "OTH"}, {"substance": "ALC"}, {"substance": "OPI_HEROIN"}, {"substance": "CAN_HERBAL"}]
EXAMPLES: dict[str, dict[str, Any]] = {
    **HISTORY,
    "patient": _PERSON,
    "identity": _PERSON,
    "episode": {"referred_on": START, "started_on": START},
    "intervention": {"modality": "RES_LONG", "started_on": START},
    "intervention-exit": {"ended_on": "2026-01-20", "exit_status": "A"},
    "episode-exit": {"ended_on": "2026-01-25", "exit_reason": "DROPPED_OUT"},
    "intake": {"assessed_on": START, "substances": _SUBSTANCES, "hiv_result": "POS", "arrests": 3},
    "diagnosis": {"diagnosis": "ICD-10:F11.2", "diagnosed_on": START, "status": "ACTIVE", "certainty": "CONFIRMED"},
    "outcome_review": {"stage": "START", "reviewed_on": START, "days_alcohol": 7, "quality_of_life": 11},
    "justice_involvement": {"legal_status": "COURT_ORDERED", "offence_category": "DECLINED", "ordered_on": START},
}
_NOT_ASKED = {
    "episode": frozenset({"transfer_to", "exit_note"}),
    "intervention": frozenset({"exit_note"}),
    "episode-exit": frozenset({"transfer_to"}),
}
"""Texts of steps that this record does not have, and the code of a service that there must be."""


def example(kind: RecordKind, markers: Markers, where: str) -> dict[str, Any]:
    """The payload of a record in which every free text, number and amount is a marker of its own."""
    payload = deepcopy(EXAMPLES[kind.name])
    _mark(kind.schema(), payload, markers, f"{where} {kind.name}", _NOT_ASKED.get(kind.name, frozenset()))
    return {name: value for name, value in payload.items() if value is not None}


def _mark(schema: Schema, payload: dict[str, Any], markers: Markers, where: str, skipped: frozenset[str]) -> None:
    for name, field in schema.fields.items():
        place = f"{where}.{name}"
        if isinstance(field, fields.List) and isinstance(field.inner, fields.Nested):
            for item in payload.get(name) or ():
                _mark(field.inner.schema, item, markers, place, skipped)
        elif isinstance(field, Amount):
            payload[name] = markers.amount(place)
        elif type(field) is Text and name not in skipped:
            payload[name] = _marked(payload.get(name), markers, place)


def _marked(given: Any, markers: Markers, where: str) -> str:
    if given == "#":
        return markers.number(where)
    return markers.text(where) + ("@example.org" if given == "@post" else "")


def typed(kind: RecordKind, payload: dict[str, Any]) -> Raw:
    """The payload as a browser would send it."""
    return raw_of(kind.schema(), payload)


def of_step(step: Step, raw: Raw) -> Raw:
    """What of it is typed into one step."""
    names = {path.replace(".", "-") for path in step.fields}
    return {name: values for name, values in raw.items() if name.partition("__")[0] in names}
