"""An intake as the case file may look at it: what is guarded is not opened, only whether anything stands there."""

from typing import Any, cast

from registry.answers import Missing
from registry.db.columns import Sensitivity, sealed_columns
from registry.intake.gaps import missing_items
from registry.intake.models import Intake

GUARDED = frozenset({Sensitivity.INFECTION, Sensitivity.OFFENCE})


class _Unguarded:
    """Answers for an intake; a guarded answer that is there counts as refused, so that nothing follows from it."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._sealed = sealed_columns(Intake)

    def __getattr__(self, name: str) -> Any:
        sealed = self._sealed.get(name)
        if sealed is None or sealed.sensitivity not in GUARDED:
            return getattr(self._intake, name)
        return None if getattr(self._intake, sealed.attribute) is None else Missing.DECLINED


def visible_gaps(intake: Intake) -> list[str]:
    """What nobody has asked about yet, without opening an answer about infections or offences."""
    return missing_items(cast(Intake, _Unguarded(intake)))
