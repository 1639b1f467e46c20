"""Change since the start as the case file shows it: a few telling items, each with its course."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from outcomes.reviews.change import Answers, ItemChange, change
from outcomes.reviews.items import HIGHEST_RATING, RATING_ITEMS, USE_ITEMS
from outcomes.reviews.models import OutcomeReview
from outcomes.reviews.queries import pair_of

MOST_SUBSTANCES = 2
LONGEST = 8
TOBACCO = "days_tobacco"
"""Said last: hardly ever what somebody came for."""


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """One item at the start and now; `course` are its values in all reviews of the episode, the oldest first."""

    item: str
    start: Any
    latest: Any
    course: list[float | None]
    highest: int


def progress_of(newest_first: Sequence[OutcomeReview]) -> list[ItemProgress]:
    """The substances used most at the start, then how life goes. Offences stay sealed: only these are opened."""
    pair = pair_of(newest_first)
    if pair.start is None or pair.latest is None:
        return []
    episode_id = pair.start.episode_id
    course = [review for review in reversed(newest_first) if review.episode_id == episode_id][-LONGEST:]
    return [_progress(item, course) for item in _telling(change(_answers(pair.start), _answers(pair.latest)))]


def _answers(review: OutcomeReview) -> Answers:
    shown = {item: getattr(review, item) for item in (*USE_ITEMS, *RATING_ITEMS)}
    return {**shown, "window_days": review.window_days}


def _telling(changes: Sequence[ItemChange]) -> list[ItemChange]:
    used = [c for c in changes if c.item in USE_ITEMS and isinstance(c.start, int) and (c.start or c.difference)]
    used.sort(key=lambda c: (c.item != TOBACCO, c.start if isinstance(c.start, int) else 0), reverse=True)
    rated = [c for c in reversed(changes) if c.item in RATING_ITEMS and c.difference is not None]
    return used[:MOST_SUBSTANCES] + rated[:1]


def _progress(found: ItemChange, reviews: Sequence[OutcomeReview]) -> ItemProgress:
    values = [getattr(review, found.item) for review in reviews]
    highest = HIGHEST_RATING if found.item in RATING_ITEMS else max(review.window_days for review in reviews)
    course = [float(value) if isinstance(value, int) else None for value in values]
    return ItemProgress(found.item, found.start, found.latest, course, highest)
