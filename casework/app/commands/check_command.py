"""`puente check`: everything that has to pass before a change lands; what CI runs."""

import subprocess
import sys
import time
from pathlib import Path

import click

import casework

ROOT = Path(casework.__file__).parent.parent
TOOLS = Path(sys.executable).parent
PACKAGES = ("audit", "registry", "referrals", "outcomes", "casework")


def steps() -> list[tuple[str, list[str]]]:
    """Name and command of each check, the quick ones first."""
    python = sys.executable
    return [
        ("style", [str(TOOLS / "ruff"), "check", "."]),
        ("format", [str(TOOLS / "ruff"), "format", "--check", "."]),
        ("directions of imports", [str(TOOLS / "lint-imports")]),
        ("types", [str(TOOLS / "mypy"), *(word for name in PACKAGES for word in ("-p", name))]),
        ("translations", [python, "-m", "casework.app.translations", "check"]),
        ("generated documents", [python, "-m", "casework.app.documents", "check"]),
        ("tests", [python, "-m", "pytest"]),
    ]


@click.command("check", help="Run every check that has to pass before a change lands.")
@click.option("--only", multiple=True, help="Run only the checks with these names.")
@click.option("--without", multiple=True, help="Leave out the checks with these names.")
def command(only: tuple[str, ...], without: tuple[str, ...]) -> None:
    """Runs all, then exits with 1 if any failed."""
    failed = []
    for name, line in steps():
        if (only and name not in only) or name in without:
            continue
        started = time.monotonic()
        click.echo(f"== {name}", err=True)
        if subprocess.run(line, cwd=ROOT, check=False).returncode:
            failed.append(name)
        click.echo(f"== {name}: {time.monotonic() - started:.1f} s", err=True)
    click.echo(f"failed: {', '.join(failed)}" if failed else "all checks passed", err=True)
    raise SystemExit(1 if failed else 0)
