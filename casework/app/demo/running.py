"""Running the demo: servers, tables, records, then web, worker and sequencer until told to end."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import casework
from casework.app.settings import is_production
from registry.services.children import ChildProcess, Supervisor
from registry.services.paths import Home
from registry.services.secrets import load_or_create
from registry.services.supervisor import EmbeddedServices
from registry.settings import SettingsError

READY_SECONDS = 60.0
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "VIRTUAL_ENV", "PUENTE_PG_BINDIR", "TMPDIR")


def run_demo(env: Mapping[str, str], *, port: int, quiet: bool, on_ready: Callable[[str, Path], None]) -> int:
    """Run until SIGTERM; the exit code. `on_ready` gets the address and the data folder when pages are served."""
    refuse_beside_production(env)
    _refuse_taken_port(port)
    home = Home.resolve(env)
    secrets = load_or_create(home)
    base_url = f"http://127.0.0.1:{port}"
    own = _environment(env, home, base_url)
    with EmbeddedServices(home, secrets, env=env) as services:
        _prepare(home, own, quiet)
        supervisor = Supervisor(_children(own, home, port), services)
        return supervisor.run(on_start=lambda: _wait_and_tell(port, base_url, home, on_ready))


def refuse_beside_production(env: Mapping[str, str]) -> None:
    """SettingsError when anything says that this is a real installation: the demo's passwords are printed."""
    for name, is_real in (("DATABASE_URL", is_production(env)), ("PUENTE_ENV", env.get("PUENTE_ENV") == "production")):
        if is_real:
            raise SettingsError(f"{name}: is set; the demo does not run beside production settings")


def _prepare(home: Home, own: Mapping[str, str], quiet: bool) -> None:
    """Tables, accounts and records, in another process; not again once they were made by this very program."""
    mark = home.root / "demo-complete"
    wanted = _migrations_digest()
    if mark.exists() and mark.read_text() == wanted:
        return
    command = [sys.executable, "-m", "casework.app.demo.preparing", *(["--quiet"] if quiet else [])]
    if subprocess.run(command, env=dict(own), check=False).returncode:
        raise SettingsError("the demo's records could not be made; see the message above")
    mark.write_text(wanted)


def _migrations_digest() -> str:
    """Changes when a migration is added: then the tables are brought up to date before the pages are served."""
    files = sorted((Path(casework.__file__).parent.parent / "migrations" / "versions").glob("*.[ps]*"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _environment(env: Mapping[str, str], home: Home, base_url: str) -> dict[str, str]:
    """The environment of the programs; it holds no secret."""
    root = Path(casework.__file__).parent.parent
    passed = {name: env[name] for name in _PASSED_ON if name in env}
    own = {"PUENTE_HOME": str(home.root), "BASE_URL": base_url, "PYTHONPATH": str(root), "PUENTE_ENV": "demo"}
    return {**passed, **own, "MALLOC_ARENA_MAX": "2"}


def _children(own: Mapping[str, str], home: Home, port: int) -> list[ChildProcess]:
    """Web, worker and sequencer."""
    programs = {
        "web": ["serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"],
        "worker": ["worker"],
        "sequencer": ["sequencer"],
    }
    return [
        ChildProcess(name, [sys.executable, "-m", "casework.app", *arguments], own, home.logs / f"{name}.log")
        for name, arguments in programs.items()
    ]


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SettingsError(f"--port {port}: is in use; choose another with --port") from error


def _wait_and_tell(port: int, base_url: str, home: Home, on_ready: Callable[[str, Path], None]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if _answers(port):
            on_ready(base_url, home.secrets)
            return
        time.sleep(0.05)
    print(f"puente: no page after {READY_SECONDS:.0f} seconds; see {home.logs}/web.log", file=sys.stderr)  # noqa: T201
    os.kill(os.getpid(), 15)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
