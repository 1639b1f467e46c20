"""Patients in the API: register, show, replace, find. A name is never part of an address."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from audit.events import Act
from casework.api.answers import NOTHING_REVEALED, respond
from casework.api.identity import identity_content
from casework.api.patient_schemas import SearchCommand, found_content
from casework.api.questions import Reveal
from casework.api.writing import write_once, written
from registry.access.trail import record_look
from registry.errors import Invalid
from registry.people.duplicates import possible_duplicates
from registry.people.reveals import Group
from registry.people.schemas import PatientCommand
from registry.people.search import search_patients
from registry.people.services import amend_patient, register_patient
from registry.records.idempotency import Answer
from registry.web.api.conditions import expected_version
from registry.web.runtime import current_actor, database


def show_patient(question: Reveal, patient_id: UUID) -> Response:
    """Who a patient is."""
    actor, revealed = current_actor(), question.of(patient_id)
    with database().read(actor) as session:
        content = identity_content(session, by=actor, patient_id=patient_id, revealed=revealed)
    record_look(database(), by=actor, act=Act.RECORD_VIEW, obj=f"patient:{patient_id}", subject=patient_id)
    return respond(content, row_version=content["row_version"])


def register(command: PatientCommand) -> Response:
    """A new patient."""
    actor = current_actor()

    def write(session: Session) -> Answer:
        patient = register_patient(session, by=actor, command=command)
        content = identity_content(session, by=actor, patient_id=patient.id, revealed=NOTHING_REVEALED)
        return written(201, patient, content, url_for("api.patient_one", patient_id=patient.id))

    return write_once(write)


def replace_patient(command: PatientCommand, question: Reveal, patient_id: UUID) -> Response:
    """The identity anew. Official numbers that were not shown cannot be replaced: they would be lost."""
    actor, version = current_actor(), expected_version()
    revealed = question.of(patient_id)
    if Group.IDENTIFIERS not in revealed:
        raise Invalid({"reveal": ["reveal_first"]})

    def write(session: Session) -> Answer:
        patient = amend_patient(session, by=actor, patient_id=patient_id, command=command, row_version=version)
        content = identity_content(session, by=actor, patient_id=patient_id, revealed=revealed)
        return written(200, patient, content)

    return write_once(write)


def find(command: SearchCommand) -> Response:
    """Who fits the words."""
    found = search_patients(database(), by=current_actor(), words=command.words, limit=command.limit)
    return respond({"items": [found_content(patient, patient.reasons) for patient in found]})


def find_duplicates(command: PatientCommand) -> Response:
    """Who may be the one about to be registered."""
    actor = current_actor()
    with database().read(actor) as session:
        found = possible_duplicates(session, by=actor, command=command)
    listed = [duplicate.patient.id for duplicate in found]
    record_look(database(), by=actor, act=Act.RECORD_LIST, obj="patient", listed=listed)
    return respond({"items": [found_content(one.patient, one.reasons_for) for one in found]})
