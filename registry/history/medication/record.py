"""The declaration of prescribed medicines as a kind of record."""

from flask_babel import lazy_gettext as _l

from registry.access.permissions import Permission
from registry.history.fact import known_from
from registry.history.medication.models import Medication
from registry.history.medication.schemas import MedicationSchema
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register

medications = Register(Medication, Permission.HISTORY_WRITE, lambda row: (row.started_on, row.id))

MEDICATION = RecordKind(
    name="medication",
    plural="medications",
    title=_l("Medication"),
    new_title=_l("Add a medicine"),
    schema=MedicationSchema,
    write=Permission.HISTORY_WRITE,
    create=medications.record,
    change=medications.amend,
    fetch=medications.find,
    listing=medications.listed,
    prefill=known_from("CLINICIAN"),
    check_page=False,
    steps=(
        Step("medicine", _l("The medicine"), ("medication", "name", "purpose", "daily_amount", "daily_unit")),
        Step("prescription", _l("The prescription"), ("started_on", "ended_on", "prescriber", "note", "source")),
    ),
)
