"""The figures as a table: for people at a terminal, and for docs/performance.md.

What was measured last is kept as docs/performance.json, so that one figure can be taken again without the others.
"""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import casework
from casework.app.bench.figure import Figure
from registry import clock

PAGE = Path(casework.__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
_HEADER = ("figure", "reach", "measured", "", "beside", "ratio", "note", "taken")
_GIB = 2**30


@dataclass(frozen=True, slots=True)
class Taken:
    """A figure with its day and how busy the machine was: the load average of the last minute."""

    figure: Figure
    day: str
    load: float

    @classmethod
    def now(cls, figure: Figure) -> "Taken":
        """Just measured."""
        return cls(figure, clock.today().isoformat(), round(os.getloadavg()[0], 1))


def table(taken: Iterable[Taken]) -> str:
    """The figures in Markdown."""
    rows = [_HEADER, ("---",) * len(_HEADER), *map(_row, taken)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def machine() -> str:
    """What it was measured on, without names."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    cores = f"{os.cpu_count()} cores shared with other programs"
    return f"{cores}, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}."


def write(taken: Sequence[Taken], page: Path = PAGE) -> None:
    """Put the figures in the place of older ones of the same name, and the table into the page."""
    store = page.with_suffix(".json")
    known = {one.figure.name: one for one in _read(store)}
    known.update({one.figure.name: one for one in taken})
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page.name} has no place for the table")
    store.write_text(json.dumps([asdict(one) for one in known.values()], indent=1, ensure_ascii=False) + "\n", "utf-8")
    filled = f"{BEGIN}\n{machine()}\n\n{table(known.values())}\n{END}"
    page.write_text(f"{before}{filled}{after}", encoding="utf-8")


def _read(store: Path) -> list[Taken]:
    if not store.exists():
        return []
    entries = json.loads(store.read_text(encoding="utf-8"))
    return [Taken(Figure(**entry["figure"]), entry["day"], entry["load"]) for entry in entries]


def _row(taken: Taken) -> tuple[str, ...]:
    figure = taken.figure
    verdict = {True: "reached", False: "**short**", None: ""}[figure.passed]
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    when = f"{taken.day}, load {taken.load:.1f}"
    return (figure.what, figure.reach, figure.measured, verdict, figure.beside, ratio, figure.note, when)
