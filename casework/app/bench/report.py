"""The figures as a table: for people at a terminal, and for docs/performance.md."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

import casework
from casework.app.bench.figure import Figure
from registry import clock

PAGE = Path(casework.__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
_HEADER = ("figure", "reach", "measured", "beside", "ratio", "", "note")
_GIB = 2**30


def table(figures: Sequence[Figure]) -> str:
    """The figures in Markdown."""
    rows = [_row(figure) for figure in figures]
    lines = [" | ".join(cells) for cells in (_HEADER, ["---"] * len(_HEADER), *rows)]
    return "\n".join(f"| {line} |" for line in lines)


def machine() -> str:
    """Where and when, without names: cores, memory, system, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{clock.today().isoformat()}: {os.cpu_count()} shared cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}; load average at the end {load}."
    )


def write(figures: Sequence[Figure], page: Path = PAGE) -> None:
    """Put the table in the place of the old one."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page.name} has no place for the table")
    page.write_text(f"{before}{BEGIN}\n{machine()}\n\n{table(figures)}\n{end}{after}", encoding="utf-8")


def _row(figure: Figure) -> list[str]:
    verdict = {True: "reached", False: "**short**", None: ""}[figure.passed]
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    return [figure.what, figure.reach, figure.measured, figure.beside, ratio, verdict, figure.note]
