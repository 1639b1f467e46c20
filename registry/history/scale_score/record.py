"""The declaration of scale scores as a kind of record."""

from flask_babel import lazy_gettext as _l

from registry.access.permissions import Permission
from registry.history.fact import known_from
from registry.history.scale_score.models import ScaleScore
from registry.history.scale_score.schemas import ScaleScoreSchema
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register

scale_scores = Register(ScaleScore, Permission.HISTORY_WRITE, lambda row: (row.taken_on, row.id))

SCALE_SCORE = RecordKind(
    name="scale_score",
    plural="scale-scores",
    title=_l("Withdrawal and other scales"),
    new_title=_l("Add a score"),
    schema=ScaleScoreSchema,
    write=Permission.HISTORY_WRITE,
    create=scale_scores.record,
    change=scale_scores.amend,
    fetch=scale_scores.find,
    listing=scale_scores.listed,
    prefill=known_from("CLINICIAN"),
    check_page=False,
    steps=(Step("score", _l("The score"), ("scale", "score", "taken_on", "note", "source")),),
)
