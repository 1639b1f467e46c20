"""The declarations of a patient as kinds of record: registering one, and amending who they are."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from audit.events import Act
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.trail import record_look
from registry.errors import NotFound
from registry.people.duplicates import Duplicate, possible_duplicates
from registry.people.queries import IdentityRecord, get_identity
from registry.people.reveals import Group, reveal
from registry.people.schemas import PatientCommand, PatientSchema, command_from
from registry.people.services import amend_patient, register_patient
from registry.records.drafts import Raw
from registry.records.kinds import RecordKind, Step
from registry.web.forms.raw import payload_of
from registry.web.runtime import database


def typed_command(raw: Raw) -> PatientCommand:
    """What is right of what was typed so far: enough to look for the person."""
    schema = PatientSchema()
    try:
        found: PatientCommand = schema.load(payload_of(schema, raw))
    except ValidationError as error:
        return command_from(error.valid_data if isinstance(error.valid_data, dict) else {})
    return found


def shown_duplicates(session: Session, by: Actor, raw: Raw) -> list[Duplicate]:
    """Possible duplicates of the one being registered; who was listed is written down before they are shown."""
    found = possible_duplicates(session, by=by, command=typed_command(raw))
    if found:
        listed = [duplicate.patient.id for duplicate in found]
        record_look(database(), by=by, act=Act.RECORD_LIST, obj="patient", listed=listed)
    return found


def opened_identity(
    session: Session, *, by: Actor, patient_id: UUID | None, record_id: UUID | None = None
) -> IdentityRecord:
    """The identity to amend. Its form shows official numbers in full, so opening it is a reveal."""
    record = get_identity(session, by=by, patient_id=patient_id, record_id=record_id)
    if record_id is not None and patient_id is not None and record_id != patient_id:
        raise NotFound
    reveal(database(), by=by, patient_id=record.patient.id, what=Group.IDENTIFIERS)
    return record


def one_identity(session: Session, *, by: Actor, patient_id: UUID) -> list[IdentityRecord]:
    """A patient has one identity."""
    return [get_identity(session, by=by, patient_id=patient_id)]


def refuse_second(session: Session, *, by: Actor, patient_id: UUID, command: Any) -> Any:
    """A patient's identity is made with the patient; there is no adding a second."""
    raise NotFound


_STEPS = (
    Step(
        "name",
        _l("What is their name?"),
        ("given_names", "family_name_1", "family_name_2", "chosen_name", "pronouns", "name_unknown"),
    ),
    Step(
        "birth",
        _l("When were they born?"),
        ("date_of_birth", "birth_year", "age", "birth_unknown"),
    ),
    Step(
        "person",
        _l("About the person"),
        ("sex", "gender", "preferred_language", "ethnicity", "nationality", "marital_status"),
    ),
    Step(
        "identifiers",
        _l("Official numbers"),
        tuple(f"identifiers.{slot}.{name}" for slot in (0, 1) for name in ("kind", "value", "country")),
        hint=_l("Leave empty what they do not have or do not want to give."),
    ),
    Step(
        "contact",
        _l("How can they be reached?"),
        (
            *(f"contacts.{slot}.{name}" for slot in (0, 1) for name in ("kind", "value", "is_shared")),
            "contact_note",
        ),
    ),
    Step("where", _l("Where do they live?"), ("address", "municipality")),
    Step(
        "kin",
        _l("Somebody close to them"),
        tuple(f"next_of_kin.0.{name}" for name in ("name", "relationship_code", "phone", "knows_of_treatment")),
        hint=_l("Whom they want to be called, if anybody."),
    ),
)

PATIENT = RecordKind(
    name="patient",
    plural="patients",
    title=_l("Patients"),
    new_title=_l("Register a patient"),
    schema=PatientSchema,
    write=Permission.PATIENT_REGISTER,
    create=register_patient,
    fetch=opened_identity,
    listing=one_identity,
    about_patient=False,
    warnings=shown_duplicates,
    warnings_template="people/duplicates.html",
    steps=_STEPS,
)

IDENTITY = RecordKind(
    name="identity",
    plural="identity",
    title=_l("Identity and contact"),
    new_title=_l("Identity and contact"),
    schema=PatientSchema,
    write=Permission.PATIENT_UPDATE,
    create=refuse_second,
    change=amend_patient,
    fetch=opened_identity,
    listing=one_identity,
    steps=_STEPS,
)
