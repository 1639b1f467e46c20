"""The forms of all kinds of record, on one blueprint."""

from uuid import UUID

from flask import Blueprint, url_for

from casework.app.kinds import KINDS
from registry.records.kinds import RecordKind
from registry.web.forms.views import install_form


def after(kind: RecordKind, patient_id: UUID | None, record_id: UUID | None) -> str:
    """Where a form leads when it is done or left: the case file, or the search when there is no patient yet."""
    if patient_id is None:
        return url_for("people.search")
    return url_for("casefile.show", patient_id=patient_id)


def forms_blueprint() -> Blueprint:
    """A blueprint with the form views of every kind."""
    blueprint = Blueprint("forms", __name__)
    for kind in KINDS:
        install_form(blueprint, kind, after)
    return blueprint
