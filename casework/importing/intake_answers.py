"""The answers of an intake that a source never asked for."""

from collections.abc import Mapping

from registry.answers import Missing
from registry.db.columns import ANSWER, INTEGER_ANSWER, sealed_columns
from registry.intake.models import Intake

NOTHING_COLLECTED: Mapping[str, Missing] = {
    item.name: Missing.NOT_COLLECTED
    for item in sealed_columns(Intake).values()
    if item.codec.name in (ANSWER.name, INTEGER_ANSWER.name)
}
"""Every coded answer and count as NOT_COLLECTED; a source puts what it has in their place."""
