"""`puente import`: records of other systems."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from os import environ
from pathlib import Path
from typing import Any, TypeVar

import click
from psycopg.errors import UniqueViolation

from casework.app.opening import open_runtime
from casework.app.progress import Progress
from casework.app.settings import current_settings
from casework.importing.ctn0094.source import Ctn0094
from casework.importing.errors import ImportRefused
from casework.importing.report import Report, report_to
from casework.importing.runs import Outcome, Source, run_import
from casework.importing.teds.source import Teds
from registry import clock
from registry.access.actor import system_actor
from registry.db.work import Database
from registry.security.keys import INSTALLATION

F = TypeVar("F", bound=Callable[..., Any])
_COUNTS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Options:
    """What every import can be told."""

    organisation: str
    dry_run: bool
    skip_bad: bool
    report: Path | None
    as_json: bool
    quiet: bool


def _options(command_function: F) -> F:
    for option in (
        click.option("--quiet", is_flag=True, help="No progress bar."),
        click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON."),
        click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="CSV of what was not clean."),
        click.option("--skip-bad", is_flag=True, help="Leave refused lines out and take the rest in."),
        click.option("--dry-run", is_flag=True, help="Read and report everything, write nothing."),
        click.option("--organisation", required=True, help="Code of the organisation that takes the records."),
    ):
        command_function = option(command_function)
    return command_function


@click.group("import", help="Bring records of other systems in.")
def command() -> None:
    """All or nothing unless --skip-bad, and safe to run twice: what has been imported before is left alone."""


@command.command("ctn0094", help="Import a folder of CTN-0094; each trial site becomes a provider of its own.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--anchor-date", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The calendar day of day 0.")
@_options
def ctn0094(folder: Path, anchor_date: datetime, **given: Any) -> None:
    """Days are relative to consent; the anchor date is day 0 for everybody."""
    options, last = Options(**given), clock.today()
    _run(options, lambda report: Ctn0094(folder, report, anchor=anchor_date.date(), last=last))


@command.command("teds-a", help="Import a file of TEDS admissions.")
@click.argument("file", type=click.Path(path_type=Path))
@_options
def teds_a(file: Path, **given: Any) -> None:
    """One nameless patient and one episode for each row."""
    _run(Options(**given), lambda report: Teds(file, report, dataset="A", last=clock.today()))


@command.command("teds-d", help="Import a file of TEDS discharges.")
@click.argument("file", type=click.Path(path_type=Path))
@_options
def teds_d(file: Path, **given: Any) -> None:
    """One nameless patient, one closed episode and a pair of outcome snapshots for each row."""
    _run(Options(**given), lambda report: Teds(file, report, dataset="D", last=clock.today()))


def _run(options: Options, make: Callable[[Report], Source]) -> None:
    with _database() as database, report_to(options.report) as report:
        try:
            with Progress(quiet=options.quiet).task("importing", None) as task:
                outcome = run_import(
                    database,
                    by=system_actor(INSTALLATION),
                    source=make(report),
                    organisation=options.organisation,
                    report=report,
                    dry_run=options.dry_run,
                    skip_bad=options.skip_bad,
                    reach=task.reach,
                )
        except ImportRefused as error:
            _tell_report(report, options)
            raise click.ClickException(str(error)) from error
        _tell(outcome, report, options)


@contextmanager
def _database() -> Iterator[Database]:
    database = open_runtime(current_settings(environ), pool_size=2).database
    try:
        yield database
    except UniqueViolation:
        raise click.ClickException("another import of the same data is running; nothing was written") from None
    finally:
        database.engine.dispose()


def _tell(outcome: Outcome, report: Report, options: Options) -> None:
    """The summary on stdout; what was not clean on stderr, without values."""
    _tell_report(report, options)
    if options.as_json:
        click.echo(json.dumps(summary(outcome, report)))
        return
    verb = "would be imported" if outcome.dry_run else "imported"
    click.echo(f"{outcome.imported} patients with {outcome.facts} facts {verb}; {outcome.already_there} already there.")
    click.echo(f"{outcome.refused} lines refused, {outcome.remarks} remarks, {outcome.seconds:.1f} s.")


def summary(outcome: Outcome, report: Report) -> dict[str, Any]:
    """The outcome for a program."""
    return {
        "source": outcome.source,
        "dry_run": outcome.dry_run,
        "imported": outcome.imported,
        "already_there": outcome.already_there,
        "facts": outcome.facts,
        "rows": dict(sorted(outcome.rows.items())),
        "lines": outcome.lines,
        "refused": outcome.refused,
        "remarks": outcome.remarks,
        "codes": _by_code(report),
        "seconds": round(outcome.seconds, 3),
    }


def _by_code(report: Report) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_file, _field, code), count in (report.refusals + report.remarks).items():
        found[code] = found.get(code, 0) + count
    return dict(sorted(found.items()))


def _tell_report(report: Report, options: Options) -> None:
    """The most frequent kinds of refusal and remark, unless a program reads or the file has them all."""
    if options.quiet:
        return
    for word, counts in (("refused", report.refusals), ("remark", report.remarks)):
        for (file, field, code), count in counts.most_common(_COUNTS_SHOWN):
            click.echo(f"{word:<8} {count:>8}  {code:<18} {file} {field}", err=True)
    if options.report is not None:
        click.echo(f"Each line of it: {options.report}", err=True)
