"""The declaration of overdoses as a kind of record."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.access.permissions import Permission
from registry.history.fact import known_from
from registry.history.overdose.models import Overdose
from registry.history.overdose.schemas import OverdoseCommand, OverdoseSchema
from registry.history.partial_dates import first_day, precision_of
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register


def _values(command: OverdoseCommand) -> dict[str, Any]:
    return {
        "occurred_on": first_day(command.occurred),
        "occurred_precision": precision_of(command.occurred).value,
        "substances": tuple(item.substance for item in command.named_substances),
        "outcome": command.outcome,
        "naloxone_given": command.naloxone_given,
        "setting": command.setting,
        "source": command.source,
    }


overdoses = Register(Overdose, Permission.HISTORY_WRITE, lambda row: row.occurred_on, values=_values)

OVERDOSE = RecordKind(
    name="overdose",
    plural="overdoses",
    title=_l("Overdoses"),
    new_title=_l("Add an overdose"),
    schema=OverdoseSchema,
    write=Permission.HISTORY_WRITE,
    create=overdoses.record,
    change=overdoses.amend,
    fetch=overdoses.find,
    listing=overdoses.listed,
    prefill=known_from("PATIENT"),
    check_page=False,
    steps=(
        Step("overdose", _l("The overdose"), ("occurred", "outcome", "naloxone_given", "setting", "source")),
        Step(
            "substances",
            _l("What was taken"),
            ("substances.0.substance", "substances.1.substance", "substances.2.substance", "substances.3.substance"),
        ),
    ),
)
