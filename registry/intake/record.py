"""The declaration of intakes as a kind of record: the order of the questions is that of a conversation."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.episodes.queries import open_episode_of
from registry.intake.queries import intakes_of, reveal_intake
from registry.intake.schemas import NO_SUBSTANCE, IntakeSchema
from registry.intake.services import amend_intake, record_intake
from registry.records.drafts import Raw
from registry.records.kinds import RecordKind, Step

_OF_A_SUBSTANCE = ("substance", "name", "route", "days_used", "window_days", "age_first_use")


def suggest_intake(session: Session, by: Actor, patient_id: UUID) -> dict[str, Any]:
    """A new intake is of today and of the open episode."""
    episode = open_episode_of(session, by=by, patient_id=patient_id)
    found = {"assessed_on": clock.today().isoformat()}
    return {**found, "episode_id": str(episode.id)} if episode else found


def _named(index: int) -> Callable[[Raw], bool]:
    """The substance before this one was named: only then is there a next."""

    def asked(raw: Raw) -> bool:
        before = [(raw.get(f"substances-{i}-substance") or [""])[-1] for i in range(index)]
        return all(code not in {"", NO_SUBSTANCE} for code in before)

    return asked


def _substance(index: int, slug: str, title: LazyString, hint: LazyString | None = None) -> Step:
    paths = tuple(f"substances.{index}.{name}" for name in _OF_A_SUBSTANCE)
    return Step(slug, title, paths, hint=hint, when=_named(index))


INTAKE = RecordKind(
    name="intake",
    plural="intakes",
    title=_l("Intakes"),
    new_title=_l("Record an intake"),
    schema=IntakeSchema,
    write=Permission.INTAKE_WRITE,
    create=record_intake,
    change=amend_intake,
    fetch=reveal_intake,
    sensitive=True,
    listing=intakes_of,
    prefill=suggest_intake,
    steps=(
        Step("reason", _l("What brings you here"), ("assessed_on", "reason_for_seeking_help")),
        _substance(
            0,
            "main-substance",
            _l("The main substance"),
            _l("The one that causes the most problems, as the person says. Alcohol and gambling count too."),
        ),
        _substance(1, "second-substance", _l("The second substance"), _l("Go on without an answer if there is none.")),
        _substance(2, "third-substance", _l("The third substance"), _l("Go on without an answer if there is none.")),
        _substance(3, "fourth-substance", _l("The fourth substance"), _l("Go on without an answer if there is none.")),
        Step(
            "injecting",
            _l("Injecting and sharing"),
            ("polydrug", "tobacco", "injecting", "age_first_injection", "sharing"),
        ),
        Step(
            "tests",
            _l("HIV and hepatitis"),
            (
                "hiv_testing",
                "hiv_result",
                "hcv_testing",
                "hcv_result",
                "hbv_testing",
                "hbv_result",
                "hbv_vaccinated",
            ),
        ),
        Step(
            "treatment-before",
            _l("Treatment before"),
            ("previous_treatment", "previous_treatments", "ost_status", "ost_medication", "ost_first_year"),
        ),
        Step(
            "home",
            _l("Home and family"),
            (
                "living_with",
                "living_where",
                "living_children",
                "number_of_children",
                "family_situation",
                "social_support",
                "social_exclusion",
            ),
        ),
        Step("work", _l("Work and education"), ("labour_status", "education", "income_source")),
        Step("justice", _l("The law"), ("legal_status", "offence_category", "arrests")),
        Step("health", _l("Health"), ("pregnancy", "mental_disorder", "chronic_illness")),
    ),
)
