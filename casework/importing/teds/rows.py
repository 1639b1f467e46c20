"""One row of a TEDS file: its values with their meaning in the year of the row, and remarks on what had to be assumed.

A row is an episode of somebody who cannot be linked: CASEID counts rows, not people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from casework.importing.codes import Reader
from casework.importing.report import shown
from casework.importing.teds.columns import BLANK_IS_AMBIGUOUS
from casework.importing.teds.recoded import today_code
from registry.answers import Missing
from registry.codes.crosswalk import MISSING_TEDS, Match, inbound, teds_meaning, teds_variable
from registry.codes.lists import UnknownCode

_CONTEXT = ("DETCRIM", "DETNLF")
LATEST = 9998
HIGHEST_CODE = 60
LOST, AMBIGUOUS = "lost_code", "ambiguous_blank"


@cache
def in_book(dataset: str, column: str, year: int) -> bool:
    """The code book of the year, as published, knows the column."""
    return any(teds_meaning(dataset, column, str(code), year) for code in range(HIGHEST_CODE))


@dataclass(slots=True)
class TedsRow:
    """The cells of one line by column, with the report beside them. `refused` is set by the first bad value."""

    dataset: str
    year: int
    line: int
    cells: Mapping[str, str]
    reader: Reader
    refused: bool = False
    _told: set[tuple[str, str]] = field(default_factory=set)

    def has(self, column: str) -> bool:
        """The file has the column and the row a value in it."""
        return self.cells.get(column, "") not in MISSING_TEDS

    def meaning(self, column: str) -> str | None:
        """What the value meant in that year, or None where there is none. An unknown code is refused."""
        code = self.cells.get(column, "")
        if code in MISSING_TEDS:
            self._remark_blank(column, code)
            return None
        found = teds_meaning(self.dataset, column, code, self.year)
        if found is None and not in_book(self.dataset, column, self.year):
            found = teds_meaning(self.dataset, column, code, LATEST)
            self.remark(column, "assumed", f"kept: the code book of {self.year} lacks {column}; read by the latest one")
        if found is None:
            self.refuse(column, "unknown_code", f"{shown(code)} meant nothing in the code book of {self.year}")
        return found

    def ours(self, column: str, list_name: str | None = None, given: Mapping[str, str] | None = None) -> str | Missing:
        """Our code, or why there is none. A match that is not exact is told."""
        if column not in self.cells:
            return Missing.NOT_COLLECTED
        if self.meaning(column) is None:
            return Missing.NOT_KNOWN
        code, name = self.cells[column], teds_variable(column)
        try:
            line = inbound("TEDS", name, self._today(name, code), {**self._context(), **(given or {})}, list_name)
        except UnknownCode:
            self.refuse(column, "unknown_code", f"{shown(code)} has no counterpart here")
            return Missing.NOT_KNOWN
        if line.match is not Match.EXACT:
            note = f": {line.note}" if line.note else ""
            kind = line.match.value.lower()
            self.remark(column, kind, f"kept: {shown(code)} is recorded as {line.target} ({kind}{note})")
        return line.target

    def _context(self) -> dict[str, str]:
        return {name: self._today(name, self.cells.get(name, "")) for name in _CONTEXT}

    def _today(self, name: str, code: str) -> str:
        return today_code(self.dataset, name, code, self.year)

    def refuse(self, column: str, code: str, reason: str) -> None:
        """The row cannot be taken in. The same fault of a value is told once."""
        self.refused = True
        if (column, code) not in self._told:
            self._told.add((column, code))
            self.reader.refuse(self.line, column, code, reason)

    def remark(self, column: str, code: str, reason: str) -> None:
        """The row is taken in, but. Each remark on a value is made once."""
        if (column, code) not in self._told:
            self._told.add((column, code))
            self.reader.remark(self.line, column, code, reason)

    def _remark_blank(self, column: str, code: str) -> None:
        if code == "" and column in BLANK_IS_AMBIGUOUS and column in self.cells:
            self.remark(column, AMBIGUOUS, 'kept as not known: a blank stands for "none" and for "unknown" alike')
