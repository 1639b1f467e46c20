"""The programs of an installation as processes of their own, over a database of the tests."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from registry.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
KEY_FILES = {
    "root.key": "root_key",
    "secret.key": "session_key",
    "pepper.key": "pepper",
    "audit-signing.key": "audit_signing_key",
    "audit-mac.key": "audit_mac_key",
}


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def production_environment(settings: Settings, folder: Path, port: int) -> dict[str, str]:
    """What an operator would set, with the secrets as files; temporary files go below `folder`, too."""
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700)
    for name, attribute in KEY_FILES.items():
        (secrets / name).write_bytes(getattr(settings.secrets, attribute))
        (secrets / name).chmod(0o400)
    (folder / "tmp").mkdir()
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(folder / "tmp"),
        "PUENTE_HOME": str(folder / "home"),
        "PUENTE_ENV": "production",
        "DATABASE_URL": settings.databases.app,
        "DATABASE_SEQUENCER_URL": settings.databases.sequencer,
        "REDIS_URL": settings.redis_url,
        "SECRETS_DIR": str(secrets),
        "BASE_URL": f"http://127.0.0.1:{port}",
    }


@contextmanager
def program(arguments: list[str], env: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command of the command line while the block lasts; its outputs go to `log`."""
    with log.open("ab") as output:
        line = [sys.executable, "-m", "casework.app", *arguments]
        process = subprocess.Popen(line, env=dict(env), cwd="/", stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_served(port: int, seconds: float = 40.0) -> None:
    """Return when pages are served; TimeoutError when they are not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=3)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise TimeoutError("no page is served")
