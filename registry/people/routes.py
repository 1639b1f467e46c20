"""The pages that find a patient, and that say who looks after one. No name ever stands in an address."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.events import Act
from registry.access.permissions import Permission
from registry.access.trail import record_look
from registry.errors import Invalid
from registry.people.queries import possible_key_workers, recent_patients
from registry.people.search import CEILING, search_patients
from registry.people.search_words import LONGEST_QUERY
from registry.people.services import assign_key_worker
from registry.people.summary import patient_header
from registry.web.guard import requires
from registry.web.limits import limited
from registry.web.messages import message
from registry.web.runtime import current_actor, database

SEARCHES = "60 per minute"
"""More than anybody looks for; too few to go through the register name by name."""

blueprint = Blueprint("people", __name__, template_folder="templates")


@blueprint.get("/patients")
@requires(Permission.PATIENT_SEARCH)
def search() -> ResponseReturnValue:
    """The search box, and the patients the person had open last."""
    actor = current_actor()
    with database().read(actor) as session:
        recent = recent_patients(session, by=actor)
    if recent:
        listed = [patient.id for patient in recent]
        record_look(database(), by=actor, act=Act.RECORD_LIST, obj="patient", listed=listed)
    return render_template("people/search.html", recent=recent, longest=LONGEST_QUERY)


@blueprint.post("/patients/search")
@requires(Permission.PATIENT_SEARCH)
@limited(SEARCHES)
def results() -> ResponseReturnValue:
    """The people found. Posted, so that what was typed stays out of addresses, histories and logs."""
    words = request.form.get("words", "").strip()[:LONGEST_QUERY]
    try:
        found = search_patients(database(), by=current_actor(), words=words)
    except Invalid as error:
        errors = [("words", message(codes[0])) for codes in error.errors.values()]
        return render_template("people/results.html", words=words, found=[], error_list=errors, ceiling=CEILING), 422
    return render_template("people/results.html", words=words, found=found, error_list=[], ceiling=CEILING)


@blueprint.get("/patients/<uuid:patient_id>/identity/change")
@requires(Permission.PATIENT_UPDATE)
def change_identity(patient_id: UUID) -> ResponseReturnValue:
    """The form that amends who a patient is."""
    return redirect(url_for("forms.identity_change", patient_id=patient_id, record_id=patient_id))


@blueprint.get("/patients/<uuid:patient_id>/key-worker")
@requires(Permission.PATIENT_UPDATE)
def choose_key_worker(patient_id: UUID) -> ResponseReturnValue:
    """Who looks after the patient, to change it."""
    return _key_worker_page(patient_id, [])


@blueprint.post("/patients/<uuid:patient_id>/key-worker")
@requires(Permission.PATIENT_UPDATE)
def name_key_worker(patient_id: UUID) -> ResponseReturnValue:
    """Take the choice."""
    actor = current_actor()
    try:
        chosen = UUID(request.form.get("key_worker", ""))
        with database().work(actor) as session:
            assign_key_worker(session, by=actor, patient_id=patient_id, user_id=chosen)
    except (ValueError, Invalid):
        return _key_worker_page(patient_id, [("key_worker", message("unknown_code"))]), 422
    return redirect(f"/patients/{patient_id}")


def _key_worker_page(patient_id: UUID, errors: list[tuple[str, str]]) -> str:
    actor = current_actor()
    with database().read(actor) as session:
        header = patient_header(session, by=actor, patient_id=patient_id)
        staff = possible_key_workers(session, by=actor)
    options = [(str(member.id), member.display_name) for member in staff]
    return render_template("people/key_worker.html", header=header, options=options, error_list=errors)
