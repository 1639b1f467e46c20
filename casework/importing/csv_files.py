"""Reading CSV files line by line: the columns that are wanted, in the order wanted, with the number of the line."""

import csv
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from casework.importing.errors import ImportRefused
from casework.importing.report import Report, shown

Line = tuple[Any, ...]
"""The number of the line and its cells. The cells of a file by person are (line, first wanted column, ...)."""


class CsvFile:
    """One CSV file with a header. ImportRefused when it is not there, not text, or lacks a wanted column."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ImportRefused(f"{path.name}: there is no such file")
        self.path, self.name = path, path.name
        self.header = next(self._cells(), (0, []))[1]

    def require(self, columns: Sequence[str]) -> None:
        """ImportRefused when a column is missing or there twice."""
        missing = [column for column in columns if self.header.count(column) != 1]
        if missing:
            raise ImportRefused(f"{self.name}: must have each of these columns once: {', '.join(missing)}")

    def lines(self, columns: Sequence[str], report: Report) -> Iterator[Line]:
        """(line, *cells of these columns). A line with too few or too many cells is refused in the report."""
        self.require(columns)
        width = len(self.header)
        pick = itemgetter(*(self.header.index(column) for column in columns))
        single = len(columns) == 1
        for line, cells in self._cells(skip=1):
            if len(cells) != width:
                if cells:
                    reason = f"the line has {len(cells)} cells, the header {width}"
                    report.refuse(self.name, line, "", "wrong_width", reason)
                continue
            yield (line, pick(cells)) if single else (line, *pick(cells))

    def _cells(self, skip: int = 0) -> Iterator[tuple[int, list[str]]]:
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, strict=True)
                for number, cells in enumerate(reader):
                    if number >= skip:
                        yield reader.line_num, cells
        except (csv.Error, UnicodeDecodeError) as error:
            raise ImportRefused(f"{self.name}: cannot be read as CSV in UTF-8 ({error})") from error


class PeopleFile:
    """A file with several lines a person, in the order of the persons' numbers: read once, one person at a time.

    A file in another order is read whole and sorted.
    """

    def __init__(self, file: CsvFile, columns: Sequence[str], report: Report) -> None:
        self._file, self._report = file, report
        self.columns = tuple(columns)
        lines = self._numbered()
        self._groups = groupby(lines if self._is_sorted() else sorted(lines, key=itemgetter(0)), key=itemgetter(0))
        self._next = self._advance()

    def lines_of(self, who: int) -> list[Line]:
        """The lines of a person; to be asked in the order of the numbers. Lines of unknown persons are refused."""
        while self._next is not None and self._next[0] < who:
            self._refuse_unknown(self._next[1])
            self._next = self._advance()
        if self._next is None or self._next[0] != who:
            return []
        found = self._next[1]
        self._next = self._advance()
        return found

    def finish(self) -> None:
        """Refuse what is left: lines of unknown persons."""
        while self._next is not None:
            self._refuse_unknown(self._next[1])
            self._next = self._advance()

    def _advance(self) -> tuple[int, list[Line]] | None:
        for who, lines in self._groups:
            return who, [line[1:] for line in lines]
        return None

    def _numbered(self) -> Iterator[Line]:
        for line in self._file.lines(("who", *self.columns), self._report):
            who = person_number(self._file.name, line, self._report)
            if who is not None:
                yield (who, line[0], *line[2:])

    def _is_sorted(self) -> bool:
        before = 0
        for _line, text in self._file.lines(("who",), Report()):
            number = int(text) if is_number(text) else before
            if number < before:
                return False
            before = number
        return True

    def _refuse_unknown(self, lines: list[Line]) -> None:
        for line in lines:
            reason = "everybody.csv and site_masked.csv do not both have this person"
            self._report.refuse(self._file.name, line[0], "who", "unknown_person", reason)


def is_number(text: str) -> bool:
    """A whole number of at most nine digits, in ASCII."""
    digits = text[1:] if text[:1] == "-" else text
    return digits.isascii() and digits.isdigit() and len(digits) < 10


def person_number(name: str, line: Line, report: Report) -> int | None:
    """The number of the person whom a line is about; refused in the report when it is none."""
    if is_number(line[1]) and line[1][0] != "-":
        return int(line[1])
    report.refuse(name, line[0], "who", "not_a_number", f"{shown(line[1])} is not the number of a person")
    return None
