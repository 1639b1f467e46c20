"""A TEDS file as a source of subjects: one patient and one episode for each row."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from casework.importing.codes import Reader
from casework.importing.csv_files import CsvFile, is_number
from casework.importing.destinations import Wish
from casework.importing.report import Report, shown
from casework.importing.subjects import Subject
from casework.importing.teds.columns import COMMON, DISCHARGE, OPTIONAL, YEAR
from casework.importing.teds.episodes import add_episode, admission_span, discharge_span
from casework.importing.teds.intakes import add_intake
from casework.importing.teds.patients import subject_of
from casework.importing.teds.reviews import add_pair
from casework.importing.teds.rows import TedsRow
from registry.organisations.models import Organisation

LONGEST_CASE = 12


class Teds:
    """`dataset` is "A" for admissions or "D" for discharges; nothing can be of a day after `last`."""

    def __init__(self, path: Path, report: Report, *, dataset: str, last: date) -> None:
        self.name = f"teds-{dataset.lower()}"
        self._dataset, self._report, self._last = dataset, report, last
        self._file = CsvFile(path)
        self._reader = Reader(self._file.name, report)
        self._file.require(self._columns())
        self.read = 0
        with path.open("rb") as file:
            self.total = max(0, sum(1 for _line in file) - 1)

    def wishes(self, parent: Organisation) -> dict[str, Wish]:
        """Everybody goes to the organisation that the operator names."""
        return {"": Wish(parent.code, parent.name)}

    def subjects(self) -> Iterator[Subject]:
        """The rows that can be taken in."""
        columns = self._columns()
        seen: set[str] = set()
        for line, *cells in self._file.lines(columns, self._report):
            self.read += 1
            row = self._row(line, dict(zip(columns, cells, strict=True)))
            if row is None:
                continue
            subject = self._subject(row, row.cells["CASEID"])
            if subject.key in seen:
                row.refuse("CASEID", "twice", "another line has this number in the same year")
            seen.add(subject.key)
            if not row.refused:
                yield subject

    def _columns(self) -> tuple[str, ...]:
        needed = (YEAR[self._dataset], *COMMON, *(DISCHARGE if self._dataset == "D" else ()))
        optional = tuple(name for name in OPTIONAL if name in self._file.header)
        sex = () if {"SEX", "GENDER"} & set(optional) else ("SEX",)
        return (*needed, *sex, *optional)

    def _row(self, line: int, cells: dict[str, str]) -> TedsRow | None:
        """The row with its year; refused where year or number are none."""
        column = YEAR[self._dataset]
        year, case = cells[column], cells["CASEID"]
        if not is_number(year) or not 1992 <= int(year) <= self._last.year:
            self._reader.refuse(line, column, "out_of_range", f"{shown(year)} is not a year of the data set")
            return None
        if not (case.isascii() and case.isdigit() and len(case) <= LONGEST_CASE):
            self._reader.refuse(line, "CASEID", "not_a_number", f"{shown(case)} is not a number of a row")
            return None
        return TedsRow(self._dataset, int(year), line, cells, self._reader)

    def _subject(self, row: TedsRow, case: str) -> Subject:
        is_discharge = self._dataset == "D"
        span = discharge_span(row, self._last) if is_discharge else admission_span(row, self._last)
        subject = subject_of(row, case)
        episode_id = add_episode(subject, row, span)
        add_intake(subject, row, episode_id, span.started_on)
        if span.ended_on is not None:
            add_pair(subject, row, episode_id, span.started_on, span.ended_on)
            row.meaning("ARRESTS_D")  # no item of a review, but a blank in it is a fault of the file worth telling
        return subject
