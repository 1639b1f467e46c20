"""The declaration of diagnoses as a kind of record: its form, its place in the API."""

from flask_babel import lazy_gettext as _l

from registry.access.permissions import Permission
from registry.diagnoses.queries import diagnoses_of, get_diagnosis
from registry.diagnoses.schemas import DiagnosisSchema
from registry.diagnoses.services import amend_diagnosis, record_diagnosis
from registry.records.kinds import RecordKind, Step

DIAGNOSIS = RecordKind(
    name="diagnosis",
    plural="diagnoses",
    title=_l("Diagnoses"),
    new_title=_l("Add a diagnosis"),
    schema=DiagnosisSchema,
    write=Permission.DIAGNOSIS_WRITE,
    create=record_diagnosis,
    change=amend_diagnosis,
    fetch=get_diagnosis,
    listing=diagnoses_of,
    check_page=False,
    steps=(
        Step(
            "diagnosis",
            _l("Diagnosis"),
            ("diagnosis", "title", "is_principal", "diagnosed_on", "certainty", "status"),
        ),
        Step("details", _l("More about the diagnosis"), ("diagnosed_by", "ended_on", "note")),
    ),
)
