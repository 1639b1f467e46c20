"""The care somebody is in: their stays over time, the open episode, and what is due in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from casework.caseload.due import CaseDates, Due, what_is_due
from outcomes.reviews.due import review_due_on
from registry import clock
from registry.episodes.lifecycle import administrative_end_due
from registry.episodes.models import Episode, Intervention


@dataclass(frozen=True, slots=True)
class Stay:
    """Something that lasted: an intervention, or an episode in which none was recorded (then without modality)."""

    started_on: date
    ended_on: date | None
    modality: Any


@dataclass(frozen=True, slots=True)
class Care:
    """`episode_id` is that of the open episode; without one, `left_on` is the day the last one ended.

    `review_due` is the last day for the next review; None unless treatment has begun. `modality` is that of the
    newest intervention that goes on (code list treatment_modality).
    """

    stays: list[Stay]
    episode_id: UUID | None = None
    started_on: date | None = None
    months: int = 0
    modality: Any = None
    left_on: date | None = None
    review_due: date | None = None
    due: tuple[Due, ...] = ()


def care_of(episodes: Sequence[Episode], reviewed_on: Sequence[date], *, has_intake: bool) -> Care:
    """The care that these episodes, the newest first, and days of reviews amount to."""
    today = clock.today()
    stays = [stay for episode in episodes for stay in _stays(episode)]
    episode = next((episode for episode in episodes if episode.ended_on is None), None)
    if episode is None:
        return Care(stays, left_on=max((e.ended_on for e in episodes if e.ended_on), default=None))
    going_on = [item for item in episode.interventions if item.is_open]
    begun = episode.started_on
    return Care(
        stays,
        episode_id=episode.id,
        started_on=begun,
        months=whole_months(begun, today) if begun else 0,
        modality=max(going_on, key=_start).modality if going_on else None,
        review_due=review_due_on(begun, reviewed_on) if begun else None,
        due=tuple(what_is_due(_dates(episode, reviewed_on, has_intake), today)),
    )


def whole_months(start: date, end: date) -> int:
    """Completed months between two days."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _start(intervention: Intervention) -> date:
    return intervention.started_on


def _stays(episode: Episode) -> list[Stay]:
    if episode.interventions:
        return [Stay(item.started_on, item.ended_on, item.modality) for item in episode.interventions]
    return [Stay(episode.started_on, episode.ended_on, None)] if episode.started_on else []


def _dates(episode: Episode, reviewed_on: Sequence[date], has_intake: bool) -> CaseDates:
    end = None
    if episode.started_on is not None:
        end = administrative_end_due(
            centre_type=episode.centre_type,
            started_on=episode.started_on,
            last_contact_on=episode.last_contact_on,
            ended_on=None,
        )
    begun, contact = episode.started_on, episode.last_contact_on
    return CaseDates(episode.referred_on, begun, contact, end, reviewed_on, has_intake)
