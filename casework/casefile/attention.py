"""Which scores of scales ask for attention: pure rules over what was taken.

The cut-offs are those in common use: COWS moderate, CIWA-Ar severe, SOWS severe, CIWA-B moderate, Fagerström very
high, seven of ten for pain and craving. None could be verified at its source, and the page says so: they prompt a look
and decide nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from registry.history.timeline import ScoreTaken

ATTENTION_FROM = {
    "COWS": 13,
    "CIWA_AR": 16,
    "SOWS": 21,
    "CIWA_B": 41,
    "CTN_WITHDRAWAL": 2,
    "PAIN": 7,
    "CRAVING": 7,
    "FTND": 8,
}
STALE_AFTER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class HighScore:
    """The latest score of a scale, at or above its cut-off; `rising` when the one before was lower."""

    scale: str
    score: int
    taken_on: date
    rising: bool


def high_scores(scores: Iterable[ScoreTaken], today: date) -> list[HighScore]:
    """The scales whose latest score, of the last 90 days, is high; in the order in which they were taken."""
    latest: dict[str, tuple[ScoreTaken, ScoreTaken | None]] = {}
    for taken in scores:
        if isinstance(taken.scale, str) and taken.score is not None:
            before = latest.get(taken.scale)
            latest[taken.scale] = (taken, before[0] if before else None)
    found = (_high(scale, taken, before) for scale, (taken, before) in latest.items())
    return [high for high in found if high is not None and today - high.taken_on <= STALE_AFTER]


def _high(scale: str, taken: ScoreTaken, before: ScoreTaken | None) -> HighScore | None:
    if taken.score is None or taken.score < ATTENTION_FROM.get(scale, taken.score + 1):
        return None
    rising = before is not None and before.score is not None and before.score < taken.score
    return HighScore(scale, taken.score, taken.day, rising)
