"""`puente doctor`: what is wrong and how to mend it."""

import json
from dataclasses import asdict
from os import environ

import click

from casework.app.doctor import examine
from casework.app.settings import current_settings


@click.command("doctor", help="Say what is wrong with this installation and how to mend it.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(as_json: bool) -> None:
    """Exit code 1 when something is wrong."""
    findings = list(examine(current_settings(environ)))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    for finding in [] if as_json else findings:
        click.echo(f"{'ok  ' if finding.ok else 'FAIL'} {finding.check}: {finding.detail}")
        if not finding.ok:
            click.echo(f"     {finding.mend}")
    raise SystemExit(0 if all(finding.ok for finding in findings) else 1)
