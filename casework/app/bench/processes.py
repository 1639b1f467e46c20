"""The memory of a program and everything it started, from /proc."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_MEGABYTE = 1000.0


def descendants(pid: int) -> list[int]:
    """The process and all below it; one that leaves its session still has its parent."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (parent := _parent(int(entry.name))) is not None:
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def pss_megabytes(pid: int) -> float:
    """Proportional set size of the process and all below it: shared pages count once."""
    return sum(_kilobytes(found) for found in descendants(pid)) / _MEGABYTE


@dataclass
class Peak:
    """The most that was seen."""

    megabytes: float = 0.0


@contextmanager
def watched(pid: int, every: float = 0.1) -> Iterator[Peak]:
    """The peak of `pss_megabytes` while the block runs."""
    peak, stop = Peak(), threading.Event()

    def look() -> None:
        while not stop.wait(every):
            peak.megabytes = max(peak.megabytes, pss_megabytes(pid))

    watching = threading.Thread(target=look, daemon=True)
    watching.start()
    try:
        yield peak
    finally:
        stop.set()
        watching.join()


def own_environment(**more: str) -> dict[str, str]:
    """What a program of ours is started with: nothing but where to find things."""
    passed = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "VIRTUAL_ENV", "TMPDIR", "PUENTE_PG_BINDIR")
    return {name: os.environ[name] for name in passed if name in os.environ} | more


def _parent(pid: int) -> int | None:
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(text.rpartition(")")[2].split()[1])


def _kilobytes(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
