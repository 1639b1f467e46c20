"""Reading and writing the records of any kind, as its declaration says."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from audit.events import Act
from casework.api.answers import NOTHING_REVEALED, content_of, object_of, page_of_rows, respond
from casework.api.masking import Revealed, guarded_fields
from casework.api.questions import PageQuestion, Reveal
from casework.api.writing import write_once, written
from registry.access.trail import record_look
from registry.errors import Invalid, NotFound
from registry.people.scopes import get_patient
from registry.records.idempotency import Answer
from registry.records.kinds import RecordKind
from registry.web.api.conditions import expected_version
from registry.web.runtime import current_actor, database


def list_records(kind: RecordKind, question: PageQuestion, patient_id: UUID) -> Response:
    """One page of a patient's records of a kind, in the order of the case file."""
    actor, revealed = current_actor(), question.of(patient_id)
    with database().read(actor) as session:
        get_patient(session, by=actor, patient_id=patient_id)
        rows = kind.listing(session, by=actor, patient_id=patient_id)
        shown, following = page_of_rows(rows, question.after, question.limit)
        items = [content_of(kind, row, revealed) for row in shown]
    record_look(database(), by=actor, act=Act.RECORD_LIST, obj=kind.name, subject=patient_id)
    return respond({"items": items, "next": following})


def show_record(kind: RecordKind, question: Reveal, patient_id: UUID, record_id: UUID) -> Response:
    """One record."""
    actor, revealed = current_actor(), question.of(patient_id)
    with database().read(actor) as session:
        row = kind.fetch(session, by=actor, patient_id=patient_id, record_id=record_id)
        content = content_of(kind, row, revealed)
        seen = object_of(row)
    record_look(database(), by=actor, act=Act.RECORD_VIEW, obj=seen, subject=patient_id)
    return respond(content, row_version=content["row_version"])


def create_record(kind: RecordKind, command: object, patient_id: UUID) -> Response:
    """A new record. The answer is masked like any other: who sent a value knows it."""
    actor = current_actor()

    def write(session: Session) -> Answer:
        row = kind.create(session, by=actor, patient_id=patient_id, command=command)
        address = url_for(f"api.{kind.name}_one", patient_id=patient_id, record_id=row.id)
        return written(201, row, content_of(kind, row, NOTHING_REVEALED), address)

    return write_once(write)


def replace_record(kind: RecordKind, command: object, question: Reveal, patient_id: UUID, record_id: UUID) -> Response:
    """The whole record anew, provided that nobody changed it since it was read."""
    actor, change = current_actor(), kind.change
    if change is None:
        raise NotFound
    version = expected_version()
    revealed = question.of(patient_id)
    _refuse_blind(kind, patient_id, record_id, revealed)

    def write(session: Session) -> Answer:
        row = change(
            session, by=actor, patient_id=patient_id, record_id=record_id, command=command, row_version=version
        )
        return written(200, row, content_of(kind, row, revealed))

    return write_once(write)


def _refuse_blind(kind: RecordKind, patient_id: UUID, record_id: UUID, revealed: Revealed) -> None:
    """Whoever replaces a record sees all of it: a masked value sent back as nothing would be lost in silence."""
    actor = current_actor()
    with database().read(actor) as session:
        row = kind.fetch(session, by=actor, patient_id=patient_id, record_id=record_id)
        hidden = set(guarded_fields(kind.schema(), row).values()) - revealed
    if hidden:
        raise Invalid({"reveal": ["reveal_first"]})
