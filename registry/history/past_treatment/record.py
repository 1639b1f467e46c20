"""The declaration of past treatments as a kind of record."""

from flask_babel import lazy_gettext as _l

from registry.access.permissions import Permission
from registry.history.fact import known_from
from registry.history.past_treatment.models import PastTreatment
from registry.history.past_treatment.schemas import PastTreatmentSchema
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register

past_treatments = Register(
    PastTreatment, Permission.HISTORY_WRITE, lambda row: (row.ended or row.started or "", row.created_at)
)

PAST_TREATMENT = RecordKind(
    name="past_treatment",
    plural="past-treatments",
    title=_l("Past treatment"),
    new_title=_l("Add a past treatment"),
    schema=PastTreatmentSchema,
    write=Permission.HISTORY_WRITE,
    create=past_treatments.record,
    change=past_treatments.amend,
    fetch=past_treatments.find,
    listing=past_treatments.listed,
    prefill=known_from("PATIENT"),
    check_page=False,
    steps=(
        Step(
            "treatment",
            _l("The treatment"),
            ("modality", "place_name", "started", "ended", "outcome", "note", "source"),
        ),
    ),
)
