"""`puente bench`: measures what the system promises."""

import json
from dataclasses import replace
from pathlib import Path

import click

from casework.app.bench.catalogue import MEASURES, taken
from casework.app.bench.figure import Figure
from casework.app.bench.report import Taken, machine, table, write
from casework.app.bench.scale import QUICK, Scale


@click.command("bench", help="Measure what the system promises, each figure beside its alternative.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--only", "names", multiple=True, type=click.Choice(list(MEASURES)), help="Only the figures so named.")
@click.option("--quick", is_flag=True, help="Little of everything: shows that it runs, proves nothing.")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the whole ctn0094 data set; without it the sample is imported.",
)
@click.option("--write", "writes", is_flag=True, help="Put what is measured into docs/performance.md.")
def command(as_json: bool, names: tuple[str, ...], quick: bool, data: Path | None, writes: bool) -> None:
    """Exit code 1 when a figure falls short. Servers are started in temporary folders and removed."""
    if writes and quick:
        raise click.UsageError("--write takes whole measurements: leave out --quick")
    found = []
    for figure in taken(names, replace(QUICK if quick else Scale(), data=data), _announce):
        click.echo(f"  {_line(figure)}", err=True)
        found.append(Taken.now(figure))
        if writes:
            write(found)
    click.echo(json.dumps(_as_json(found), indent=2) if as_json else table(found))
    raise SystemExit(1 if any(one.figure.passed is False for one in found) else 0)


def _announce(name: str) -> None:
    click.echo(f"== {name}", err=True)


def _line(figure: Figure) -> str:
    verdict = {True: "reached", False: "SHORT", None: ""}[figure.passed]
    return " ".join(part for part in (f"{figure.what}: {figure.measured}", figure.reach, verdict) if part)


def _as_json(found: list[Taken]) -> dict[str, object]:
    entries = [{**one.figure.as_json(), "day": one.day, "load": one.load} for one in found]
    return {"machine": machine(), "figures": entries}
