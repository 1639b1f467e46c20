"""Input of episodes, interventions and their exits."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from registry.answers import Missing
from registry.episodes.lifecycle import TRANSFERS
from registry.schemas.base import InputSchema
from registry.schemas.fields import ALL_ANSWERS, Code, CodeAnswer, Day, RecordId, Text, WholeAnswer, YesNo

CodeOrMissing = str | Missing


@dataclass(frozen=True, slots=True)
class EpisodeCommand:
    """An episode as referred, begun or, when it is recorded afterwards, ended."""

    referral_source: CodeOrMissing | None = None
    referred_on: date | None = None
    first_appointment_offered_on: date | None = None
    client_delay_days: int | Missing | None = None
    started_on: date | None = None
    last_contact_on: date | None = None
    centre_type: str | None = None
    is_mine: bool = False
    key_worker_id: UUID | None = None
    previous_episode_id: UUID | None = None
    note: str | None = None
    ended_on: date | None = None
    exit_reason: CodeOrMissing | None = None
    exit_note: str | None = None
    transfer_to: str | None = None


@dataclass(frozen=True, slots=True)
class ExitCommand:
    """The exit from an episode; `transfer_to` is the code of the service that goes on."""

    ended_on: date
    exit_reason: CodeOrMissing
    exit_note: str | None = None
    transfer_to: str | None = None
    end_interventions: bool = False


@dataclass(frozen=True, slots=True)
class InterventionCommand:
    """An intervention; without `episode_id` it belongs to the open episode."""

    modality: CodeOrMissing
    started_on: date
    setting: CodeOrMissing | None = None
    description: str | None = None
    referred_on: date | None = None
    first_appointment_offered_on: date | None = None
    episode_id: UUID | None = None
    ended_on: date | None = None
    exit_status: CodeOrMissing | None = None
    exit_note: str | None = None


@dataclass(frozen=True, slots=True)
class InterventionExitCommand:
    """The end of an intervention."""

    ended_on: date
    exit_status: CodeOrMissing
    exit_note: str | None = None


def _check_transfer(data: dict[str, Any]) -> None:
    """A service that goes on makes sense with a transfer only (standards R14)."""
    if data.get("transfer_to") and data.get("exit_reason") not in TRANSFERS:
        raise ValidationError("transfer_needs_reason", "exit_reason")


def _check_exit(data: dict[str, Any], reason: str) -> None:
    """An end and its reason come together."""
    if data.get("ended_on") and not data.get(reason):
        raise ValidationError("exit_needs_reason", reason)
    if data.get(reason) and not data.get("ended_on"):
        raise ValidationError("exit_needs_date", "ended_on")


def _check_order(data: dict[str, Any], first: str, then: str, code: str) -> None:
    begun, followed = data.get(first), data.get(then)
    if begun and followed and followed < begun:
        raise ValidationError(code, then)


class EpisodeSchema(InputSchema):
    """An episode as forms, the API and imports give it."""

    command = EpisodeCommand

    referral_source = CodeAnswer("referral_source", label=_l("Who had the biggest part in the person coming?"))
    referred_on = Day(label=_l("When was the referral or the first request?"))
    first_appointment_offered_on = Day(
        future=True,
        label=_l("For which day was the first appointment offered?"),
        hint=_l("The first one offered, even if it was not kept"),
    )
    client_delay_days = WholeAnswer(
        low=0,
        high=3650,
        answers=ALL_ANSWERS,
        label=_l("How many days of the wait did the person ask for?"),
        unit=_l("days"),
    )
    started_on = Day(
        label=_l("When did treatment start?"),
        hint=_l("The first meeting for treatment. Leave empty while the person waits"),
    )
    last_contact_on = Day(label=_l("When was the last contact?"))
    centre_type = Code("treatment_centre_type", label=_l("Type of service"))
    is_mine = YesNo(load_default=False, label=_l("I look after this person"), load_only=True)
    key_worker_id = RecordId(label=_l("Key worker"))
    previous_episode_id = RecordId(label=_l("Goes on from the episode"))
    note = Text(max_length=2000, multiline=True, label=_l("Remarks"))
    ended_on = Day(label=_l("When did the episode end?"))
    exit_reason = CodeAnswer("exit_reason", label=_l("Why did it end?"))
    exit_note = Text(max_length=2000, multiline=True, label=_l("What follows? Remarks on the exit"))
    transfer_to = Text(
        max_length=40,
        label=_l("Which service goes on?"),
        hint=_l("Its short code; only after a transfer"),
    )

    @validates_schema
    def check_together(self, data: dict[str, Any], **kw: Any) -> None:
        """There is a beginning; dates follow one another; an end has its reason."""
        if not (data.get("referred_on") or data.get("started_on")):
            raise ValidationError("needs_value", "referred_on")
        _check_order(data, "referred_on", "first_appointment_offered_on", "date_before_referral")
        _check_order(data, "referred_on", "started_on", "date_before_referral")
        begun = "referred_on" if data.get("referred_on") else "started_on"
        _check_order(data, begun, "last_contact_on", "date_before_start")
        _check_order(data, "started_on" if data.get("started_on") else begun, "ended_on", "date_before_start")
        _check_exit(data, "exit_reason")
        _check_transfer(data)


class EpisodeExitSchema(InputSchema):
    """The exit from an episode."""

    command = ExitCommand

    ended_on = Day(required=True, label=_l("When did the episode end?"))
    exit_reason = CodeAnswer("exit_reason", required=True, label=_l("Why did it end?"))
    transfer_to = Text(
        max_length=40,
        label=_l("Which service goes on?"),
        hint=_l("Its short code; only after a transfer"),
    )
    exit_note = Text(max_length=2000, multiline=True, label=_l("What follows? Remarks on the exit"))
    end_interventions = YesNo(
        load_default=False, load_only=True, label=_l("End on the same day every intervention that is still open")
    )

    @validates_schema
    def check_together(self, data: dict[str, Any], **kw: Any) -> None:
        """See `_check_transfer`."""
        _check_transfer(data)


class InterventionSchema(InputSchema):
    """An intervention as forms, the API and imports give it."""

    command = InterventionCommand

    episode_id = RecordId(label=_l("Episode"))
    modality = CodeAnswer("treatment_modality", required=True, label=_l("What kind of treatment is it?"))
    setting = CodeAnswer("treatment_centre_type", label=_l("Where is it given?"))
    description = Text(max_length=400, multiline=True, label=_l("What exactly is done?"))
    referred_on = Day(label=_l("When was it asked for?"))
    first_appointment_offered_on = Day(future=True, label=_l("For which day was its first appointment offered?"))
    started_on = Day(required=True, label=_l("When did it start?"))
    ended_on = Day(label=_l("When did it end?"))
    exit_status = CodeAnswer("modality_exit", answers=ALL_ANSWERS, label=_l("How did it end?"))
    exit_note = Text(max_length=2000, multiline=True, label=_l("Remarks on the end"))

    @validates_schema
    def check_together(self, data: dict[str, Any], **kw: Any) -> None:
        """Dates follow one another; an end has its status."""
        _check_order(data, "referred_on", "first_appointment_offered_on", "date_before_referral")
        _check_order(data, "referred_on", "started_on", "date_before_referral")
        _check_order(data, "started_on", "ended_on", "date_before_start")
        _check_exit(data, "exit_status")


class InterventionExitSchema(InputSchema):
    """The end of an intervention."""

    command = InterventionExitCommand

    ended_on = Day(required=True, label=_l("When did it end?"))
    exit_status = CodeAnswer("modality_exit", answers=ALL_ANSWERS, required=True, label=_l("How did it end?"))
    exit_note = Text(max_length=2000, multiline=True, label=_l("Remarks on the end"))
