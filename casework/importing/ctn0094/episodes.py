"""The episode of a participant and the interventions in it: what the days say, and nothing that they do not."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from casework.importing.ctn0094.treatment import Arm
from casework.importing.subjects import Subject
from registry.answers import Missing
from registry.episodes.lifecycle import modality_exit_of
from registry.episodes.models import Episode, Intervention
from registry.ids import new_id

SLACK = timedelta(days=14)
"""Whoever was seen in the last two weeks of the plan stayed to its end."""


@dataclass(frozen=True, slots=True)
class Stay:
    """What decides on the end of an episode."""

    consent: date
    arms: list[Arm]
    dosed: list[date]
    contacts: list[date]
    """Days of visits kept, doses and specimens."""
    left: date | None
    """First missed visit whose reason was that the person had left or was gone for 14 days."""
    last: date
    """The last day that data can be of."""

    @property
    def start(self) -> date | None:
        """Treatment begins with the first arm; who was never assigned to one was not treated."""
        return self.arms[0].started_on if self.arms else None

    @property
    def planned_end(self) -> date | None:
        """The last planned day of all arms, or None where one has no length."""
        ends = [arm.planned_end for arm in self.arms]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None

    @property
    def last_contact(self) -> date:
        """The last contact for treatment; later follow-up visits of the trial are no treatment."""
        bounds = [day for day in (self.planned_end, *self.dosed[-1:]) if day is not None]
        limit = max(bounds) if bounds else self.last
        begin = self.start or self.consent
        return max([day for day in self.contacts if begin <= day <= limit], default=begin)


def add_episode(subject: Subject, stay: Stay, key_worker_id: UUID | None) -> UUID:
    """Add the episode and its interventions. Returns the episode's id."""
    episode_id = new_id()
    ended_on, reason = end_of(stay)
    contact = stay.last_contact
    subject.add(
        Episode,
        {
            "id": episode_id,
            "referred_on": min(stay.consent, stay.start or stay.consent),
            "started_on": stay.start,
            "last_contact_on": contact if ended_on is None else min(contact, ended_on),
            "ended_on": ended_on,
            "exit_reason": reason,
            "key_worker_id": key_worker_id,
            "referral_source": Missing.NOT_COLLECTED,
            "client_delay_days": Missing.NOT_COLLECTED,
        },
    )
    for index, arm in enumerate(stay.arms):
        following = stay.arms[index + 1] if index + 1 < len(stay.arms) else None
        subject.add(Intervention, _intervention(arm, following, episode_id, ended_on, reason))
    return episode_id


def end_of(stay: Stay) -> tuple[date | None, str | None]:
    """The end and its reason. Only leaving and staying to the end of the plan are in the data; else NOT_COLLECTED."""
    contact, planned = stay.last_contact, stay.planned_end
    if stay.start is None:
        return contact, Missing.NOT_COLLECTED
    if stay.left is not None and not any(day > stay.left for day in stay.dosed):
        return max(stay.left, contact), "DROPPED_OUT"
    if planned is not None and planned > stay.last:
        return None, None
    if planned is not None and contact >= planned - SLACK:
        return max(planned, contact), "COMPLETED_UNSPECIFIED"
    return contact, Missing.NOT_COLLECTED


def _intervention(
    arm: Arm, following: Arm | None, episode_id: UUID, episode_end: date | None, reason: str | None
) -> dict[str, Any]:
    """An intervention ends with the next one, with its plan, or with the episode, whichever comes first."""
    ended_on, status = episode_end, modality_exit_of(reason or "") or Missing.NOT_COLLECTED
    if following is not None:
        ended_on, status = min(following.started_on, arm.planned_end or following.started_on), Missing.NOT_COLLECTED
    planned = f", planned to {arm.planned_end.isoformat()}" if arm.planned_end else ""
    return {
        "episode_id": episode_id,
        "started_on": arm.started_on,
        "ended_on": ended_on,
        "modality": "OST",
        "setting": "1" if arm.name.startswith("Outpatient") else Missing.NOT_COLLECTED,
        "description": f"{arm.name}, phase {arm.phase}{planned}",
        "exit_status": None if ended_on is None else status,
    }
