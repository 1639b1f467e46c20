"""Importing ctn0094 by the command itself: facts a second, memory, and whether twice the rows take twice the time."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import casework
import casework.importing
from casework.app.bench.figure import Figure
from casework.app.bench.processes import own_environment, watched
from casework.app.bench.scale import Scale
from casework.app.bench.stage import ORGANISATION, empty_folder, raised

SAMPLE = Path(casework.importing.__file__).parent / "sample" / "ctn0094"
ROOT = Path(casework.__file__).parent.parent
SHARES = (0.25, 0.5, 1.0)
ANCHOR = "2015-01-01"
EVERYBODY, SUBJECT = "everybody.csv", "who"


@dataclass(frozen=True, slots=True)
class Run:
    """One import into an empty database."""

    facts: int
    seconds: float
    megabytes: float

    @property
    def rate(self) -> float:
        """Facts a second."""
        return self.facts / self.seconds


def measure(scale: Scale) -> Iterator[Figure]:
    """A quarter, a half and the whole, each into servers of its own that wait for the disk as in earnest."""
    source = scale.data or SAMPLE
    note = "" if scale.data else "the project's sample; give the whole data set with --data"
    with empty_folder() as folder:
        runs = [_imported(_part(source, share, folder / f"{share:.0%}"), folder) for share in SHARES]
    whole = runs[-1]
    what = f"import ctn0094, {whole.facts:,} facts"
    taken = f"{whole.seconds:.1f} s"
    yield Figure(
        "import-rate", what, whole.rate, "facts/s", 8000, at_least=True, note=f"{taken}; {note}" if note else taken
    )
    yield Figure("import-memory", f"{what}: memory of the importer (PSS, peak)", whole.megabytes, "MB", 500, note=note)
    quarter = runs[0]
    beside = "; ".join(f"{share:.0%}: {run.rate:,.0f} facts/s" for share, run in zip(SHARES, runs, strict=True))
    grown = quarter.rate / whole.rate
    yield Figure(
        "import-linear", f"{what}: time for each fact, whole against a quarter", grown, "x", 1.2, beside=beside
    )


def _part(source: Path, share: float, to: Path) -> Path:
    """The files with the first so many of everybody; the source itself for the whole."""
    if share == 1.0:
        return source
    to.mkdir()
    with (source / EVERYBODY).open(newline="", encoding="utf-8") as file:
        people = [row[SUBJECT] for row in csv.DictReader(file)]
    kept = {int(who) for who in people[: int(len(people) * share)]}
    for path in source.glob("*.csv"):
        _filtered(path, to / path.name, kept)
    return to


def _filtered(source: Path, target: Path, kept: set[int]) -> None:
    with source.open(newline="", encoding="utf-8") as file, target.open("w", newline="", encoding="utf-8") as made:
        rows = csv.reader(file)
        header = next(rows)
        writer = csv.writer(made)
        writer.writerow(header)
        place = header.index(SUBJECT) if SUBJECT in header else None
        writer.writerows(row for row in rows if place is None or int(row[place]) in kept)


def _imported(folder: Path, scratch: Path) -> Run:
    command = [sys.executable, "-m", "casework.app", "import", "ctn0094", str(folder), "--anchor-date", ANCHOR]
    command += ["--organisation", ORGANISATION, "--json", "--quiet", "--skip-bad"]
    with raised(fsync=True) as stage:
        env = own_environment(PUENTE_HOME=str(stage.folder), PYTHONPATH=str(ROOT))
        errors = (scratch / "errors").open("w")
        with (
            errors,
            subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
            watched(process.pid) as peak,
        ):
            told, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the import failed: {(scratch / 'errors').read_text().strip()[-300:]}")
    summary = json.loads(told)
    return Run(summary["facts"], summary["seconds"], peak.megabytes)
