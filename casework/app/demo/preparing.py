"""Preparing the demo's data folder: tables, accounts, records. A process of its own, whose memory is given back."""

import sys
from os import environ

from casework.app.demo.accounts import seed_accounts
from casework.app.demo.records import seed_records
from casework.app.opening import open_runtime
from casework.app.progress import Progress
from casework.app.schema import migrate
from casework.app.settings import current_settings


def main(quiet: bool) -> None:
    """Everything again until it has once been made whole; each step leaves alone what is already there."""
    settings = current_settings(environ)
    migrate(settings.databases.migrate)
    runtime = open_runtime(settings, pool_size=2)
    organisations = seed_accounts(runtime.database, runtime.passwords, settings.home / "secrets")
    seed_records(runtime.database, organisations, Progress(quiet=quiet))
    runtime.database.engine.dispose()


if __name__ == "__main__":
    main("--quiet" in sys.argv)
