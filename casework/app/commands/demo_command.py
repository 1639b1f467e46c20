"""`puente demo`: everything on one machine."""

import json
from dataclasses import asdict
from os import environ
from pathlib import Path

import click

from casework.app.demo.running import refuse_beside_production, run_demo
from casework.app.demo.sign_ins import SignIn, sign_ins
from registry.services.paths import Home
from registry.services.secrets import load_or_create


@click.command("demo", help="Start PostgreSQL, Valkey, web, worker and sequencer here, with demo records.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port on 127.0.0.1.")
@click.option("--sign-ins", "show", is_flag=True, help="Only print the demo's sign-ins.")
@click.option("--json", "as_json", is_flag=True, help="Print the sign-ins as JSON.")
@click.option("--quiet", is_flag=True, help="No progress bars.")
def command(port: int, show: bool, as_json: bool, quiet: bool) -> None:
    """Stay in the foreground until SIGTERM or Ctrl-C, then end everything."""
    if show:
        _print_sign_ins(_prepared_folder(), as_json)
        return
    raise SystemExit(run_demo(environ, port=port, quiet=quiet, on_ready=_tell))


def _prepared_folder() -> Path:
    refuse_beside_production(environ)
    home = Home.resolve(environ)
    load_or_create(home)
    return home.secrets


def _tell(address: str, folder: Path) -> None:
    """The one line a program waits for on stdout; the rest for people on stderr."""
    click.echo(f"ready {address}")
    click.echo(f"\nPuente runs at {address} (Ctrl-C ends it). Sign in as:\n", err=True)
    for entry in sign_ins(folder):
        click.echo(f"  {_words(entry)}", err=True)
    click.echo("\nThe second factor is the 6-digit code of the TOTP secret. Nobody in the demo is real.", err=True)


def _print_sign_ins(folder: Path, as_json: bool) -> None:
    found = sign_ins(folder)
    click.echo(json.dumps([asdict(entry) for entry in found], indent=2) if as_json else "\n".join(map(_words, found)))


def _words(entry: SignIn) -> str:
    role = entry.role.replace("_", " ")
    return f"{role:<24} {entry.user_name:<14} {entry.password}   TOTP {entry.totp_secret}"
