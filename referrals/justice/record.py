"""The declaration of justice involvement as a kind of record."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from referrals.justice.models import JUSTICE_CONSTRAINTS, JusticeInvolvement
from referrals.justice.schemas import JusticeInvolvementSchema
from registry.access.permissions import Permission
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register


def _newest(row: JusticeInvolvement) -> Any:
    return (row.starts_on or row.ordered_on or date.min, row.created_at)


justice_involvements = Register(
    JusticeInvolvement,
    Permission.JUSTICE_WRITE,
    _newest,
    reveal=Permission.OFFENCES_REVEAL,
    constraints=JUSTICE_CONSTRAINTS,
)

JUSTICE_INVOLVEMENT = RecordKind(
    name="justice_involvement",
    plural="justice-involvements",
    title=_l("Justice"),
    new_title=_l("Add justice involvement"),
    schema=JusticeInvolvementSchema,
    write=Permission.JUSTICE_WRITE,
    create=justice_involvements.record,
    change=justice_involvements.amend,
    fetch=justice_involvements.find,
    sensitive=True,
    listing=justice_involvements.listed,
    steps=(
        Step(
            "status",
            _l("How the person stands"),
            (
                "legal_status",
                "offence_class",
                "offence_category",
                "diversion_stage",
                "diversion_mechanism",
                "diversion_status",
            ),
        ),
        Step(
            "order",
            _l("The order or agreement"),
            ("authority_name", "court_case_number", "ordered_on", "starts_on", "ends_on"),
        ),
        Step("obligations", _l("What it asks"), ("obligations", "next_hearing_on", "note")),
    ),
)
