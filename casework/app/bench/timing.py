"""Taking times: medians of many rounds, alternatives in turn, so that a busy moment falls on all of them alike."""

import math
import statistics
import time
from collections.abc import Callable, Sequence

Action = Callable[[], float | None]
"""Something to time. One that is done elsewhere returns its own seconds, and those are taken."""
WARM_UP = 5


def median_seconds(action: Action, rounds: int) -> float:
    """The median time of one call."""
    return medians([action], rounds)[0]


def medians(actions: Sequence[Action], rounds: int) -> list[float]:
    """The median time of one call of each, in seconds; they take turns, each round beginning with another."""
    times: list[list[float]] = [[] for _ in actions]
    for number in range(rounds + WARM_UP):
        for offset in range(len(actions)):
            which = (number + offset) % len(actions)
            taken = _seconds(actions[which])
            if number >= WARM_UP:
                times[which].append(taken)
    return [statistics.median(found) for found in times]


def loop_seconds(action: Action, calls: int = 2000, rounds: int = 15) -> float:
    """The processor time of one call of something too quick to be timed alone: the median over rounds of many calls.

    It waits for nothing, so its processor time is its time wherever a core is free.
    """
    times = []
    for _ in range(rounds):
        started = time.thread_time()
        for _ in range(calls):
            action()
        times.append(time.thread_time() - started)
    return statistics.median(times) / calls


def percentile(times: Sequence[float], share: float) -> float:
    """The time that this share of all stayed within: 0.99 for the 99th percentile (nearest rank)."""
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]


def _seconds(action: Action) -> float:
    started = time.perf_counter()
    own = action()
    return time.perf_counter() - started if own is None else own
