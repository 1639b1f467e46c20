"""The report of an import: what was refused, left out or assumed, line by line, as CSV that no spreadsheet runs."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

COLUMNS = ("file", "line", "field", "code", "reason")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|")
_SHOWN = 40


class Report:
    """Refusals stop an import unless bad rows are to be skipped; remarks tell what was left out or assumed.

    Lines are written as they come, so that a report of a million lines takes no memory; only counts are kept.
    """

    def __init__(self, out: IO[str] | None = None) -> None:
        self._writer = None if out is None else csv.writer(out, lineterminator="\n")
        if self._writer is not None:
            self._writer.writerow(COLUMNS)
        self.refusals: Counter[tuple[str, str, str]] = Counter()
        self.remarks: Counter[tuple[str, str, str]] = Counter()

    def refuse(self, file: str, line: int, field: str, code: str, reason: str) -> None:
        """This line cannot be taken in."""
        self.refusals[(file, field, code)] += 1
        self._write(file, line, field, code, f"refused: {reason}")

    def remark(self, file: str, line: int, field: str, code: str, reason: str) -> None:
        """This line is taken in, but not all of it, or not without an assumption."""
        self.remarks[(file, field, code)] += 1
        self._write(file, line, field, code, reason)

    @property
    def refused(self) -> int:
        """How many refusals there are."""
        return self.refusals.total()

    @property
    def remarked(self) -> int:
        """How many remarks there are."""
        return self.remarks.total()

    def _write(self, *cells: str | int) -> None:
        if self._writer is not None:
            self._writer.writerow([safe_cell(str(cell)) for cell in cells])


def safe_cell(text: str) -> str:
    """Text that a spreadsheet shows and does not run: an apostrophe before what would begin a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def shown(value: str) -> str:
    """A value of the file in a reason: short, on one line, in quotes."""
    short = value if len(value) <= _SHOWN else value[:_SHOWN] + "..."
    return '"' + "".join(c if c.isprintable() else "?" for c in short) + '"'


@contextmanager
def report_to(path: Path | None) -> Iterator[Report]:
    """A report into a file that only its owner reads, because it may name values of the source; or a count alone."""
    if path is None:
        yield Report()
        return
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8", newline="") as out:
        yield Report(out)
