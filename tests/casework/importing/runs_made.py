"""Running imports in tests: sources over the sample or a copy of it, and reading back what they wrote."""

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

import casework.importing
from casework.importing.ctn0094.source import Ctn0094
from casework.importing.report import Report
from casework.importing.runs import Outcome, Source, run_import
from casework.importing.teds.source import Teds
from registry.access.actor import Actor, system_actor
from registry.db.base import Base
from registry.db.work import Database
from registry.organisations.models import Organisation, OrganisationKind
from registry.organisations.services import NewOrganisation, create_organisation
from registry.security.keys import INSTALLATION

SAMPLE = Path(casework.importing.__file__).parent / "sample"
ANCHOR = date(2015, 1, 5)
LAST = date(2026, 1, 1)
ROOT = system_actor(INSTALLATION)


@dataclass
class Written:
    """The lines of a report."""

    out: io.StringIO = field(default_factory=io.StringIO)

    @property
    def lines(self) -> list[dict[str, str]]:
        """The lines as a spreadsheet reads them."""
        return list(csv.DictReader(io.StringIO(self.out.getvalue())))

    def codes(self, field_name: str | None = None) -> list[str]:
        """The codes, of one field or of all."""
        return [line["code"] for line in self.lines if field_name in (None, line["field"])]


def make_organisation(database: Database, code: str) -> None:
    """A provider with its keys."""
    with database.work(ROOT) as session:
        create_organisation(session, by=ROOT, new=NewOrganisation(code, code.title(), OrganisationKind.PROVIDER))


def ctn0094(folder: Path = SAMPLE / "ctn0094") -> Callable[[Report], Source]:
    """The sample of CTN-0094, or a changed copy."""
    return lambda report: Ctn0094(folder, report, anchor=ANCHOR, last=LAST)


def teds(dataset: str, file: Path | None = None) -> Callable[[Report], Source]:
    """A sample of TEDS, or a changed copy."""
    path = file or SAMPLE / f"teds_{dataset.lower()}.csv"
    return lambda report: Teds(path, report, dataset=dataset, last=LAST)


def run(
    database: Database,
    make: Callable[[Report], Source],
    organisation: str,
    written: Written | None = None,
    **options: Any,
) -> Outcome:
    """One run with its report."""
    report = Report(written.out if written else None)
    return run_import(database, by=ROOT, source=make(report), organisation=organisation, report=report, **options)


def actor_in(database: Database, code: str) -> Actor:
    """The system in an organisation."""
    with database.read(ROOT) as session:
        return system_actor(session.scalars(select(Organisation.id).where(Organisation.code == code)).one())


def count(database: Database, model: type[Base], organisation: str) -> int:
    """Rows of a table that an organisation has."""
    with database.read(actor_in(database, organisation)) as session:
        return int(session.execute(text(f"SELECT count(*) FROM {model.__tablename__}")).scalar_one())


def copied(tmp_path: Path) -> Path:
    """A copy of the sample of CTN-0094 that a test may break."""
    return Path(shutil.copytree(SAMPLE / "ctn0094", tmp_path / "ctn0094"))


def change_cell(path: Path, line: int, column: str, value: str) -> None:
    """Put another value into a cell; lines count from 1, the header."""
    rows = list(csv.reader(path.read_text().splitlines()))
    rows[line - 1][rows[0].index(column)] = value
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def read_rows(path: Path) -> list[dict[str, str]]:
    """A CSV file, read by other means than the importer's."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
