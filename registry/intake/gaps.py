"""What an intake still lacks, for a worklist of records with gaps. An answer that was refused is no gap."""

from collections.abc import Callable, Mapping
from typing import Any

from registry.answers import Missing, is_known
from registry.intake.models import Intake, IntakeSubstance
from registry.intake.schemas import NO_SUBSTANCE

ASKED_OF_EVERYBODY = (
    "polydrug",
    "injecting",
    "hiv_testing",
    "hcv_testing",
    "previous_treatment",
    "ost_status",
    "living_with",
    "living_where",
    "living_children",
    "labour_status",
    "education",
    "legal_status",
    "pregnancy",
    "mental_disorder",
    "chronic_illness",
)
_OF_A_SUBSTANCE = ("route", "days_used", "age_first_use")


def _unless(field: str, *codes: str) -> Callable[[Intake], bool]:
    """The question follows from a known answer other than these."""

    def asked(intake: Intake) -> bool:
        answer = getattr(intake, field)
        return is_known(answer) and answer not in codes

    return asked


FOLLOW_UPS: Mapping[str, Callable[[Intake], bool]] = {
    "age_first_injection": _unless("injecting", "1"),
    "sharing": _unless("injecting", "1"),
    "hiv_result": _unless("hiv_testing", "1"),
    "hcv_result": _unless("hcv_testing", "1"),
    "previous_treatments": _unless("previous_treatment", "NEVER"),
    "ost_medication": _unless("ost_status", "1"),
    "ost_first_year": _unless("ost_status", "1"),
    "number_of_children": _unless("living_children", "1"),
    "offence_category": _unless("legal_status", "NONE", "INVOLUNTARY"),
}
"""Questions that have a gap only where an earlier answer calls for them."""


def missing_items(intake: Intake) -> list[str]:
    """Names of the fields that nobody has asked about yet, such as `injecting` or `substances.0.route`."""
    asked = [*ASKED_OF_EVERYBODY, *(name for name, follows in FOLLOW_UPS.items() if follows(intake))]
    gaps = [] if intake.substances else ["substances.0.substance"]
    for index, item in enumerate(intake.substances):
        gaps += [f"substances.{index}.{name}" for name in _substance_gaps(item)]
    return gaps + [name for name in asked if _unasked(getattr(intake, name))]


def _substance_gaps(item: IntakeSubstance) -> list[str]:
    if _unasked(item.substance):
        return ["substance"]
    if not is_known(item.substance) or item.substance == NO_SUBSTANCE:
        return []
    return [name for name in _OF_A_SUBSTANCE if _unasked(getattr(item, name))]


def _unasked(answer: Any) -> bool:
    return answer is None or answer is Missing.NOT_ASKED
