"""The declaration of doses as a kind of record."""

from flask_babel import lazy_gettext as _l

from registry.access.permissions import Permission
from registry.history.dose.models import Dose
from registry.history.dose.schemas import DoseSchema
from registry.history.fact import known_from
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register

doses = Register(Dose, Permission.HISTORY_WRITE, lambda row: (row.given_on, row.id))

DOSE = RecordKind(
    name="dose",
    plural="doses",
    title=_l("Doses"),
    new_title=_l("Add a dose"),
    schema=DoseSchema,
    write=Permission.HISTORY_WRITE,
    create=doses.record,
    change=doses.amend,
    fetch=doses.find,
    listing=doses.listed,
    prefill=known_from("CLINICIAN"),
    check_page=False,
    steps=(Step("dose", _l("The dose"), ("given_on", "medication", "amount_mg", "source")),),
)
