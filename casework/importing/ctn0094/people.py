"""The people of the data set, one after another, each with their lines of every file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from casework.importing.csv_files import CsvFile, Line, PeopleFile, is_number, person_number
from casework.importing.ctn0094.files import (
    LINES,
    NOT_TESTED_FOR,
    ONE_A_PERSON,
    PANEL_COLUMN,
    STUDY_LENGTHS,
    UNUSED,
)
from casework.importing.errors import ImportRefused
from casework.importing.report import Report, shown

PROJECTS = ("27", "30")


@dataclass(frozen=True, slots=True)
class Trials:
    """What holds for everybody in a trial: the weeks of each arm, and what its urine tests looked for."""

    weeks: Mapping[tuple[str, str, str], int]
    """(project, arm, phase) -> weeks, all stages together."""
    panels: Mapping[str, frozenset[str]]
    """Project -> groups of substances, in lower case."""


@dataclass(frozen=True, slots=True)
class Person:
    """One participant. `lines` are (line number, cells...) by the file's name without its ending."""

    who: int
    project: str
    site: str
    lines: Mapping[str, list[Line]]


class Folder:
    """A folder with the data set. ImportRefused when a file or a column is missing."""

    def __init__(self, folder: Path, report: Report) -> None:
        if not folder.is_dir():
            raise ImportRefused(f"{folder.name}: there is no such folder")
        self._folder, self._report = folder, report
        self._files = {name: CsvFile(folder / f"{name}.csv") for name in (*ONE_A_PERSON, *LINES)}
        for name, columns in (ONE_A_PERSON | LINES).items():
            self._files[name].require(("who", *columns))
        self.trials = Trials(self._weeks(), self._panels())
        self._projects = self._one_a_person("everybody")
        self._sites = self._one_a_person("site_masked")
        self.read = 0
        self._remark_unused()

    def __len__(self) -> int:
        return len(self._projects)

    @property
    def sites(self) -> list[str]:
        """The sites, in the order of their numbers."""
        found = {site for who, site in self._sites.items() if who in self._projects}
        return sorted(found, key=lambda site: (len(site), site))

    def people(self) -> Iterator[Person]:
        """Everybody, in the order of their numbers."""
        files = {name: PeopleFile(self._files[name], columns, self._report) for name, columns in LINES.items()}
        for who in sorted(self._projects.keys() & self._sites.keys()):
            lines = {name: file.lines_of(who) for name, file in files.items()}
            self.read += sum(map(len, lines.values())) + len(ONE_A_PERSON)
            yield Person(who, self._projects[who], self._sites[who], lines)
        for file in files.values():
            file.finish()
        for who in sorted(self._projects.keys() ^ self._sites.keys()):
            reason = f"person {who} stands in only one of everybody.csv and site_masked.csv"
            self._report.refuse("everybody.csv", 0, "who", "unknown_person", reason)

    def _one_a_person(self, name: str) -> dict[int, str]:
        file, found = self._files[name], dict[int, str]()
        (column,) = ONE_A_PERSON[name]
        for line in file.lines(("who", column), self._report):
            who = person_number(file.name, line, self._report)
            if who is None:
                continue
            known = line[2] in PROJECTS if name == "everybody" else is_number(line[2]) and line[2][0] != "-"
            if who in found:
                self._report.refuse(file.name, line[0], "who", "twice", "the person stands here twice")
            elif not known:
                reason = f"{shown(line[2])} is not a {column} that is known here"
                self._report.refuse(file.name, line[0], column, "unknown_code", reason)
            else:
                found[who] = line[2]
        return found

    def _weeks(self) -> dict[tuple[str, str, str], int]:
        found: dict[tuple[str, str, str], int] = {}
        file = CsvFile(self._folder / "meta_study_length.csv")
        for _line, project, arm, phase, weeks in file.lines(STUDY_LENGTHS, self._report):
            found[(project, arm, phase)] = found.get((project, arm, phase), 0) + int(weeks)
        return found

    def _panels(self) -> dict[str, frozenset[str]]:
        file = CsvFile(self._folder / "meta_substance_groups_uds.csv")
        columns = [PANEL_COLUMN.format(project=project) for project in PROJECTS]
        groups: dict[str, set[str]] = {project: set() for project in PROJECTS}
        for _line, *cells in file.lines(columns, self._report):
            for project, group in zip(PROJECTS, cells, strict=True):
                groups[project].add(group.lower())
        return {project: frozenset(found - {NOT_TESTED_FOR.lower()}) for project, found in groups.items()}

    def _remark_unused(self) -> None:
        for name in UNUSED:
            if (self._folder / name).is_file():
                self._report.remark(name, 1, "", "not_taken", "left out: the record has no place for this file")
