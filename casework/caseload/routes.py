"""The page of the caseload."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.events import Act
from casework.caseload.due import Need
from casework.caseload.queries import Sort, caseload
from casework.caseload.words import need_words
from registry import clock
from registry.access.permissions import Permission
from registry.access.trail import record_look
from registry.web.guard import requires
from registry.web.runtime import current_actor, database

blueprint = Blueprint("caseload", __name__, template_folder="templates")


@blueprint.get("/caseload")
@requires(Permission.CASELOAD_VIEW)
def show() -> ResponseReturnValue:
    """The people in care, those with something due first."""
    actor = current_actor()
    mine = request.args.get("who", "mine") != "all"
    wanted = request.args.get("sort", "")
    sort = Sort(wanted) if wanted in set(Sort) else Sort.DUE
    with database().read(actor) as session:
        found = caseload(session, by=actor, mine=mine, sort=sort, page=request.args.get("page", 1, type=int))
    if found.rows:
        listed = [row.patient_id for row in found.rows]
        record_look(database(), by=actor, act=Act.RECORD_LIST, obj="caseload", listed=listed)

    def address(mine: bool = mine, sort: Sort = sort, page: int | None = None) -> str:
        who = None if mine else "all"
        return url_for("caseload.show", who=who, sort=None if sort is Sort.DUE else sort.value, page=page)

    return render_template(
        "caseload/show.html",
        found=found,
        mine=mine,
        sort=sort,
        Sort=Sort,
        Need=Need,
        need_words=need_words,
        today=clock.today(),
        address=address,
    )
