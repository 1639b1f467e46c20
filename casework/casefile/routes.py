"""The pages of the case file."""

from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from audit.events import Act
from casework.casefile.drawing import Filter, draw
from casework.casefile.overview import read_case_file
from casework.casefile.records import RecordView, revealed_title, views
from casework.casefile.revealing import Revealed, revealed_records
from casework.casefile.sections import SECTIONS, kept_kinds
from casework.casefile.seen import looks
from casework.casefile.words import answer_words, gap_words, item_words
from casework.caseload.queries import most_days
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


def _open(patient_id: UUID, obj: str, *, remember: bool = False) -> None:
    """Write the look down before anything is shown; NotFound comes first for somebody not visible."""
    actor = current_actor()
    with database().note(actor) as session:
        record_event(session, by=actor, act=Act.RECORD_VIEW, obj=obj, subject=patient_id)
        if remember:
            remember_opened(session, by=actor, patient_id=patient_id)


@blueprint.get("/patients/<uuid:patient_id>")
@requires(Permission.PATIENT_VIEW)
def show(patient_id: UUID) -> ResponseReturnValue:
    """A person at a glance."""
    actor, language = current_actor(), get_locale().language
    wanted = request.args.get("show", "")
    shown = Filter(wanted) if wanted in set(Filter) else Filter.ALL
    with database().read(actor) as session:
        file = read_case_file(session, by=actor, patient_id=patient_id)
        _open(patient_id, f"patient:{patient_id}", remember=True)
        return render_template(
            "casefile/show.html",
            file=file,
            header=file.header,
            chart=draw(file.facts, file.episodes, shown=shown, language=language, today=clock.today()),
            shown=shown,
            filters=list(Filter),
            sections=SECTIONS,
            today=clock.today(),
            language_code=language,
            item_words=item_words,
            answer_words=answer_words,
            gap_words=gap_words,
            use_values=[most_days(review) for review in reversed(file.reviews)],
        )


@blueprint.get("/patients/<uuid:patient_id>/facts/<plural>")
@requires(Permission.PATIENT_VIEW)
def facts(patient_id: UUID, plural: str) -> ResponseReturnValue:
    """All records of one kind."""
    actor, kept = current_actor(), kept_kinds().get(plural)
    if kept is None:
        abort(404)
    with database().read(actor) as session:
        header = patient_header(session, by=actor, patient_id=patient_id)
        _open(patient_id, f"{kept.kind.name}:{patient_id}")
        found: list[RecordView] = []
        if kept.masked is None:
            rows = kept.kind.listing(session, by=actor, patient_id=patient_id)
            found = views(rows, kept, by=actor, language=get_locale().language, revealed=frozenset())
    return render_template("casefile/facts.html", header=header, kept=kept, found=found, sections=SECTIONS)


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
        found: list[Revealed] = revealed_records(
            session, by=actor, patient_id=patient_id, group=group, language=get_locale().language
        )
    title = revealed_title(group)
    return render_template("casefile/reveal.html", header=header, found=found, group=group, title=title)


@blueprint.get("/patients/<uuid:patient_id>/seen")
@requires(Permission.ACCESS_LOG_VIEW)
def seen(patient_id: UUID) -> ResponseReturnValue:
    """Who has seen this record. Looking at that is written down too."""
    actor = current_actor()
    with database().read(actor) as session:
        get_patient(session, by=actor, patient_id=patient_id)
    record_look(database(), by=actor, act=Act.AUDIT_READ, obj=f"patient:{patient_id}", subject=patient_id)
    with database().read(actor) as session:
        header = patient_header(session, by=actor, patient_id=patient_id)
        found, following = looks(session, by=actor, patient_id=patient_id, before=request.args.get("before", type=int))
    return render_template("casefile/seen.html", header=header, found=found, following=following)
