"""Data folders for servers that really run, as whoever the tests run as."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from registry.services.paths import Home
from registry.services.postgres import cluster_name
from registry.services.processes import wait_until_gone
from registry.services.secrets import load_or_create
from registry.services.supervisor import EmbeddedServices

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def home() -> Iterator[Home]:
    """Not below pytest's own directory: as root that is 0700, and the database account could not enter."""
    root = Path(tempfile.mkdtemp(prefix="puente-test-"))
    yield Home(root)
    # A test that killed its supervisor leaves servers that are still on their way out.
    wait_until_gone("postgres", cluster_name(root / "pgdata"))
    wait_until_gone("valkey-server", str(root))
    shutil.rmtree(root)


@pytest.fixture(scope="module")
def services() -> Iterator[EmbeddedServices]:
    """One running pair of servers for the tests that only ask them questions."""
    root = Path(tempfile.mkdtemp(prefix="puente-test-"))
    home = Home(root)
    with EmbeddedServices(home, load_or_create(home), fsync=False) as started:
        yield started
    shutil.rmtree(root)


@pytest.fixture
def start_script(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Runs a few lines of Python in a process of their own, which may then be killed."""
    started: list[subprocess.Popen[str]] = []

    def start(lines: str, *arguments: str) -> subprocess.Popen[str]:
        script = tmp_path / f"script{len(started)}.py"
        script.write_text(lines, encoding="utf-8")
        command = [sys.executable, str(script), *arguments]
        environment = os.environ | {"PYTHONPATH": str(PROJECT)}
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
