"""The pages of the case file."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from audit.events import Act
from casework.casefile.drawing import Filter, draw, draw_orders
from casework.casefile.overview import read_case_file
from casework.casefile.records import page_of_records
from casework.casefile.revealing import group_title, orders_of, revealed_records
from casework.casefile.sections import SECTIONS, kept_kinds
from casework.casefile.seen import looks
from casework.casefile.words import answer_words, code_words, gap_words, item_words, score_words, time_in_care
from casework.caseload.words import need_sentence
from registry import clock
from registry.access.permissions import Permission
from registry.access.trail import record_event, record_look
from registry.people.reveals import Group, reveal
from registry.people.scopes import get_patient
from registry.people.services import remember_opened
from registry.people.summary import patient_header
from registry.web.guard import requires
from registry.web.runtime import current_actor, database

blueprint = Blueprint("casefile", __name__, template_folder="templates")


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """What the templates about one person say things with."""
    return {
        "answer_words": answer_words,
        "code_words": code_words,
        "gap_words": gap_words,
        "item_words": item_words,
        "need_sentence": need_sentence,
        "score_words": score_words,
        "time_in_care": time_in_care,
    }


@blueprint.get("/patients/<uuid:patient_id>")
@requires(Permission.PATIENT_VIEW)
def show(patient_id: UUID) -> ResponseReturnValue:
    """A person at a glance. What was read leaves only after the look has been written down."""
    actor, language = current_actor(), get_locale().language
    wanted = request.args.get("show", "")
    shown = Filter(wanted) if wanted in set(Filter) else Filter.ALL
    with database().read(actor) as session:
        file = read_case_file(session, by=actor, patient_id=patient_id)
    with database().note(actor) as session:
        record_event(session, by=actor, act=Act.RECORD_VIEW, obj=f"patient:{patient_id}", subject=patient_id)
        remember_opened(session, by=actor, patient_id=patient_id)
    today = clock.today()
    chart = draw(file.facts, file.care.stays, shown=shown, language=language, today=today)
    return render_template(
        "casefile/show.html",
        file=file,
        header=file.header,
        chart=chart,
        shown=shown,
        Group=Group,
        sections=SECTIONS,
        today=today,
    )


@blueprint.get("/patients/<uuid:patient_id>/facts/<plural>")
@requires(Permission.PATIENT_VIEW)
def facts(patient_id: UUID, plural: str) -> ResponseReturnValue:
    """The records of one kind, some at a time; of a kind that is hidden whole only the way to have it shown."""
    actor, kept = current_actor(), kept_kinds().get(plural)
    if kept is None:
        abort(404)
    found = None
    with database().read(actor) as session:
        header = patient_header(session, by=actor, patient_id=patient_id)
        if kept.masked is None:
            rows = kept.kind.listing(session, by=actor, patient_id=patient_id)
            page = request.args.get("page", 1, type=int)
            found = page_of_records(rows, kept, language=get_locale().language, page=page)
    obj = f"{kept.kind.name}:{patient_id}"
    record_look(database(), by=actor, act=Act.RECORD_VIEW, obj=obj, subject=patient_id)

    def address(number: int) -> str:
        return url_for("casefile.facts", patient_id=patient_id, plural=plural, page=number)

    return render_template(
        "casefile/facts.html", header=header, kept=kept, found=found, sections=SECTIONS, address=address
    )


@blueprint.post("/patients/<uuid:patient_id>/reveal/<what>")
@requires(Permission.PATIENT_VIEW)
def show_hidden(patient_id: UUID, what: str) -> ResponseReturnValue:
    """What is masked elsewhere, shown once; the reveal is an event of its own."""
    if what not in set(Group):
        abort(404)
    actor, group = current_actor(), Group(what)
    reveal(database(), by=actor, patient_id=patient_id, what=group)
    with database().read(actor) as session:
        header = patient_header(session, by=actor, patient_id=patient_id)
        language = get_locale().language
        found = revealed_records(session, by=actor, patient_id=patient_id, group=group, language=language)
        orders = orders_of(session, by=actor, patient_id=patient_id) if group is Group.OFFENCES else []
    return render_template(
        "casefile/reveal.html",
        header=header,
        found=found,
        chart=draw_orders(orders, language=language, today=clock.today()),
        group=group,
        Group=Group,
        title=group_title(group),
    )


@blueprint.get("/patients/<uuid:patient_id>/seen")
@requires(Permission.ACCESS_LOG_VIEW)
def seen(patient_id: UUID) -> ResponseReturnValue:
    """Who has seen this record. Looking at that is written down too, first."""
    actor = current_actor()
    with database().read(actor) as session:
        get_patient(session, by=actor, patient_id=patient_id)
    record_look(database(), by=actor, act=Act.AUDIT_READ, obj=f"patient:{patient_id}", subject=patient_id)
    with database().read(actor) as session:
        header = patient_header(session, by=actor, patient_id=patient_id)
        found, following = looks(session, by=actor, patient_id=patient_id, before=request.args.get("before", type=int))
    return render_template("casefile/seen.html", header=header, found=found, following=following, sections=SECTIONS)
