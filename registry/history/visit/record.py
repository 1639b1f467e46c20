"""The declaration of visits as a kind of record."""

from flask_babel import lazy_gettext as _l

from registry.access.permissions import Permission
from registry.history.fact import known_from
from registry.history.visit.models import Visit
from registry.history.visit.schemas import VisitSchema
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register

visits = Register(Visit, Permission.HISTORY_WRITE, lambda row: (row.visit_on, row.id))

VISIT = RecordKind(
    name="visit",
    plural="visits",
    title=_l("Visits"),
    new_title=_l("Add a visit"),
    schema=VisitSchema,
    write=Permission.HISTORY_WRITE,
    create=visits.record,
    change=visits.amend,
    fetch=visits.find,
    listing=visits.listed,
    prefill=known_from("CLINICIAN"),
    check_page=False,
    steps=(Step("visit", _l("The visit"), ("visit_on", "planned", "attendance", "reason", "note", "source")),),
)
