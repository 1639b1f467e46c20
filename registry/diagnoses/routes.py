"""The search by code and words that the diagnosis field offers."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from registry.access.permissions import Permission
from registry.diagnoses.catalogue import find_diagnoses
from registry.web.guard import requires

blueprint = Blueprint("diagnoses", __name__)


@blueprint.get("/diagnoses/search")
@requires(Permission.CODE_LIST_VIEW)
def search() -> ResponseReturnValue:
    """Diagnoses for what was typed: `{"results": [{"code", "label"}]}`."""
    found = find_diagnoses(request.args.get("q", "")[:80], get_locale().language)
    return {"results": [{"code": value, "label": text} for value, text in found]}
