"""How a source's word is read into one of our codes, and how good the match is."""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.importing.report import Report, shown
from registry.codes.crosswalk import Match


@dataclass(frozen=True, slots=True)
class Reading:
    """Our code, the quality of the match, and whether each use of it is to be told in the report."""

    code: str
    match: Match
    tell: bool


def exact(code: str) -> Reading:
    """The same thing."""
    return Reading(code, Match.EXACT, False)


def broader(code: str, *, tell: bool = False) -> Reading:
    """Their word covers several of ours, or ours several of theirs."""
    return Reading(code, Match.BROADER, tell)


class Reader:
    """Reads the words of one file, with the report beside it."""

    def __init__(self, file: str, report: Report) -> None:
        self.file, self._report = file, report

    def code(self, line: int, field: str, word: str, readings: Mapping[str, Reading]) -> str | None:
        """Our code for a word; refused in the report when it is not known."""
        reading = readings.get(word)
        if reading is None:
            self.refuse(line, field, "unknown_code", f"{shown(word)} is not known here")
            return None
        if reading.tell:
            reason = f"kept: {shown(word)} is recorded as {reading.code} ({reading.match.value.lower()})"
            self.remark(line, field, reading.match.value.lower(), reason)
        return reading.code

    def refuse(self, line: int, field: str, code: str, reason: str) -> None:
        """The line cannot be taken in."""
        self._report.refuse(self.file, line, field, code, reason)

    def remark(self, line: int, field: str, code: str, reason: str) -> None:
        """The line is taken in, but."""
        self._report.remark(self.file, line, field, code, reason)
