"""The command line. Each command's module is imported only when it is called, so that `--help` is quick.

Exit codes: 0 done, 1 refused or failed with a message, 2 wrong usage.
"""

import importlib
import sys

import click

from registry.services.errors import ServiceError
from registry.settings import SettingsError

COMMANDS = {
    "demo": "Start everything on this machine with demo records.",
    "serve": "Serve the pages.",
    "worker": "Run background jobs.",
    "sequencer": "Number the audit events and hand out jobs.",
    "migrate": "Bring the database's tables up to date.",
    "doctor": "Say what is wrong with this installation and how to mend it.",
    "user": "Make and look after accounts.",
    "import": "Bring records of other systems in.",
    "audit": "Export and verify the audit log.",
    "bench": "Measure what the system promises.",
    "test": "Run the tests.",
    "check": "Run every check that has to pass before a change lands.",
}


_SERVERS = (
    ("sqlalchemy.exc", "OperationalError", "the database"),
    ("redis.exceptions", "ConnectionError", "the queue"),
)
"""Errors by name: importing the libraries here would make `--help` slow."""


class LazyGroup(click.Group):
    """Knows its commands by name and imports a command's module when it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"casework.app.commands.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option("0.1.0", prog_name="puente")
def cli() -> None:
    """Puente: a treatment episode registry and case-management system."""


def main() -> None:
    """Run the command line; a refusal is one line on stderr and exit code 1."""
    try:
        cli(prog_name="puente")
    except (SettingsError, ServiceError) as error:
        click.echo(f"puente: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        if error.filename is None:
            raise
        click.echo(f"puente: {error.filename}: {error.strerror}", err=True)
        sys.exit(1)
    except Exception as error:
        silent = _what_does_not_answer(error)
        if silent is None:
            raise
        click.echo(f"puente: {silent} does not answer; see what is wrong with: puente doctor", err=True)
        sys.exit(1)


def _what_does_not_answer(error: Exception) -> str | None:
    """The server behind an error, if that is what it is about. Its own words may hold addresses and accounts."""
    for module, name, server in _SERVERS:
        loaded = sys.modules.get(module)
        if loaded is not None and isinstance(error, getattr(loaded, name)):
            return server
    return None


if __name__ == "__main__":
    main()
