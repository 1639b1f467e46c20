"""`puente migrate`: the tables."""

import json
from os import environ

import click

from casework.app.schema import migrate
from casework.app.settings import current_settings
from registry.settings import SettingsError


@click.command("migrate", help="Bring the database's tables up to date.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(as_json: bool) -> None:
    """Run the migrations that are missing."""
    url = current_settings(environ).databases.migrate
    if not url:
        raise SettingsError("DATABASE_OWNER_URL: is not set; migrations need the migrating role's address")
    before, after = migrate(url)
    if as_json:
        click.echo(json.dumps({"before": before, "after": after}))
    else:
        click.echo(f"Already at {after}." if before == after else f"From {before or 'nothing'} to {after}.")
