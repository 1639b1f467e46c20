"""`puente test`: the tests."""

import subprocess
import sys
from pathlib import Path

import click

import casework

ROOT = Path(casework.__file__).parent.parent


@click.command(
    "test",
    help="Run the tests; further words go to pytest.",
    context_settings={"ignore_unknown_options": True},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Exit with pytest's exit code."""
    raise SystemExit(subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode)
