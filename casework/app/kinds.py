"""Every kind of record the program knows, in the order of the case file."""

from outcomes.reviews.record import OUTCOME_REVIEW
from referrals.justice.record import JUSTICE_INVOLVEMENT
from registry.diagnoses.record import DIAGNOSIS
from registry.episodes.record import EPISODE, EPISODE_EXIT, INTERVENTION, INTERVENTION_EXIT
from registry.history.kinds import HISTORY_KINDS
from registry.intake.record import INTAKE
from registry.people.record import IDENTITY, PATIENT
from registry.records.kinds import RecordKind

KINDS: tuple[RecordKind, ...] = (
    PATIENT,
    IDENTITY,
    EPISODE,
    EPISODE_EXIT,
    INTERVENTION,
    INTERVENTION_EXIT,
    INTAKE,
    DIAGNOSIS,
    *HISTORY_KINDS,
    OUTCOME_REVIEW,
    JUSTICE_INVOLVEMENT,
)


def kind_named(name: str) -> RecordKind:
    """The kind with that name; KeyError when there is none."""
    return next(kind for kind in KINDS if kind.name == name)
