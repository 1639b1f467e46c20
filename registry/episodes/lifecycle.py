"""The life of an episode: its states, read from its dates; the steps between them; and when no contact ends it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.access.permissions import Permission

NO_CONTACT_MONTHS = 6
"""Months without contact after which an outpatient episode ends administratively (standards R6)."""

OUTPATIENT_CENTRES = frozenset({"1", "4", "5"})
"""Codes of treatment_centre_type where a person comes and goes: outpatient centre, general practice, low threshold."""

TRANSFERS = frozenset({"TRANSFER", "TRANSFER_CUSTODY"})
"""Exit reasons that lead on to a next episode and are neither completion nor dropout (standards R14)."""

PLANNED, BY_CLIENT, WITHDRAWN = "A", "B", "C"
"""Codes of modality_exit: agreed by both, left by the person, withdrawn by the service (standards R13)."""

_MODALITY_EXITS = {
    "COMPLETED_ABSTINENT": PLANNED,
    "COMPLETED_OCCASIONAL": PLANNED,
    "COMPLETED_NO_CHANGE": PLANNED,
    "COMPLETED_UNSPECIFIED": PLANNED,
    "MAX_BENEFIT": PLANNED,
    "TRANSFER": PLANNED,
    "TRANSFER_CUSTODY": PLANNED,
    "DROPPED_OUT": BY_CLIENT,
    "CLIENT_DECISION": BY_CLIENT,
    "DECLINED_START": BY_CLIENT,
    "MOVED": BY_CLIENT,
    "ADMIN_NO_CONTACT": BY_CLIENT,
    "PROVIDER_WITHDREW": WITHDRAWN,
    "CENTRE_CLOSED": WITHDRAWN,
}


class EpisodeState(StrEnum):
    """Where an episode stands. Not stored: the dates say it."""

    REFERRED = "REFERRED"
    WAITING = "WAITING"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class EpisodeStep(StrEnum):
    """What can be done with an episode."""

    OFFER_APPOINTMENT = "OFFER_APPOINTMENT"
    START_TREATMENT = "START_TREATMENT"
    RECORD_CONTACT = "RECORD_CONTACT"
    START_INTERVENTION = "START_INTERVENTION"
    CLOSE = "CLOSE"
    AMEND = "AMEND"


@dataclass(frozen=True, slots=True)
class Allowed:
    """From which states a step can be taken, the permission it needs, and the code of the refusal when it cannot."""

    states: frozenset[EpisodeState]
    permission: Permission
    refusals: dict[EpisodeState, str]


S = EpisodeState
_CLOSED = {S.CLOSED: "already_closed"}
_STARTED = {S.OPEN: "already_started", S.CLOSED: "already_closed"}
_NOT_STARTED = {S.REFERRED: "not_open", S.WAITING: "not_open"}

STEPS: dict[EpisodeStep, Allowed] = {
    EpisodeStep.OFFER_APPOINTMENT: Allowed(
        frozenset({S.REFERRED}), Permission.EPISODE_WRITE, {S.WAITING: "already_offered", **_STARTED}
    ),
    EpisodeStep.START_TREATMENT: Allowed(frozenset({S.REFERRED, S.WAITING}), Permission.EPISODE_WRITE, _STARTED),
    EpisodeStep.RECORD_CONTACT: Allowed(frozenset({S.REFERRED, S.WAITING, S.OPEN}), Permission.EPISODE_WRITE, _CLOSED),
    # Into a closed episode too: it may be recorded afterwards, if it lies inside the dates.
    EpisodeStep.START_INTERVENTION: Allowed(frozenset({S.OPEN, S.CLOSED}), Permission.EPISODE_WRITE, _NOT_STARTED),
    EpisodeStep.CLOSE: Allowed(frozenset({S.REFERRED, S.WAITING, S.OPEN}), Permission.EPISODE_WRITE, _CLOSED),
    EpisodeStep.AMEND: Allowed(frozenset(S), Permission.EPISODE_WRITE, {}),
}


def state_of(
    *, first_appointment_offered_on: date | None, started_on: date | None, ended_on: date | None
) -> EpisodeState:
    """The state that the dates say. A referral closed before any treatment is CLOSED without a start."""
    if ended_on is not None:
        return EpisodeState.CLOSED
    if started_on is not None:
        return EpisodeState.OPEN
    return EpisodeState.REFERRED if first_appointment_offered_on is None else EpisodeState.WAITING


def refusal_of(state: EpisodeState, step: EpisodeStep) -> str | None:
    """The code of why the step cannot be taken from that state, or None when it can."""
    allowed = STEPS[step]
    return None if state in allowed.states else allowed.refusals.get(state, "invalid")


def modality_exit_of(exit_reason: str) -> str | None:
    """How an intervention ends that ends with its episode; None where none of the three fits, as after a death."""
    return _MODALITY_EXITS.get(exit_reason)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of the month where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def administrative_end_due(
    *,
    centre_type: str | None,
    started_on: date | None,
    last_contact_on: date | None,
    ended_on: date | None,
    months: int = NO_CONTACT_MONTHS,
) -> date | None:
    """The day on which an open outpatient episode is to end for want of contact; None where the rule is silent.

    Contact counts from the start when none was noted later. A centre of unknown type is left to people.
    """
    if started_on is None or ended_on is not None or centre_type not in OUTPATIENT_CENTRES:
        return None
    return months_after(max(started_on, last_contact_on or started_on), months)


def waiting_days(*, referred_on: date | None, started_on: date | None, client_delay_days: int = 0) -> int | None:
    """Days from referral to start, less those that the person caused (standards R12); None while a date is missing."""
    if referred_on is None or started_on is None:
        return None
    return max(0, (started_on - referred_on).days - client_delay_days)
