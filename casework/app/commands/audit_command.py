"""`puente audit`: the log in the hands of others."""

import json
from os import environ
from pathlib import Path

import click

from audit.export import NothingToExport, export
from audit.note import SigningKey
from casework.app.progress import Progress
from casework.app.settings import current_settings
from registry.db.work import make_engine
from registry.settings import Settings


@click.group("audit", help="Export and verify the audit log.")
def command() -> None:
    """Verifying needs neither database nor Puente: python -m audit verify FILE --vkey KEY."""


def verification_key(settings: Settings) -> str:
    """The public key of this installation's log, as text."""
    return SigningKey.from_seed(settings.audit_origin, settings.secrets.audit_signing_key).verification_key().encode()


@command.command("export", help="Write the log with its checkpoints to FILE, and the verification key beside it.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
def export_log(file: Path, as_json: bool, quiet: bool) -> None:
    """Prints the path of the verification key's file."""
    settings = current_settings(environ)
    engine = make_engine(settings.databases.auditor or settings.databases.app)
    key_file = file.with_name(file.name + ".vkey")
    try:
        with engine.connect() as connection, Progress(quiet=quiet).task("exporting events", None) as task:
            header = export(connection, file, task.reach)
    except NothingToExport as error:
        raise click.ClickException(str(error) or "the log has no checkpoint yet") from error
    key_file.write_text(verification_key(settings) + "\n")
    values = {"file": str(file), "vkey": str(key_file), "events": header.size}
    click.echo(json.dumps(values) if as_json else str(key_file))


@command.command("key", help="Print the verification key.")
def key() -> None:
    """Give it to whoever shall be able to check the log."""
    click.echo(verification_key(current_settings(environ)))
