"""The demo, installed and warm: seconds to the first page, and the memory of everything it runs."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import casework
from casework.app.bench.figure import Figure
from casework.app.bench.processes import own_environment, pss_megabytes
from casework.app.bench.scale import Scale
from casework.app.bench.stage import empty_folder

SETTLE_SECONDS = 3.0
ROOT = Path(casework.__file__).parent.parent


def measure(scale: Scale) -> Iterator[Figure]:
    """The first start fills the folder and is not counted; the median of three warm ones is."""
    with empty_folder() as folder:
        with _demo(folder) as (_, first, _address):
            pass
        seconds, memory = [], 0.0
        for _ in range(3):
            with _demo(folder) as (pid, taken, address):
                seconds.append(taken)
                for path in ("/", "/sign-in"):
                    _page(address + path)
                time.sleep(SETTLE_SECONDS)
                memory = max(memory, pss_megabytes(pid))
    note = f"the very first start, with records to make, took {first:.1f} s"
    yield Figure("demo-start", "./puente demo, warm: to the first page", sorted(seconds)[1], "s", 5, note=note)
    what = "./puente demo: memory of the whole stack (PSS)"
    yield Figure("demo-memory", what, memory, "MB", 250, note="PostgreSQL, Valkey, web, worker, sequencer, supervisor")


@contextmanager
def _demo(folder: Path) -> Iterator[tuple[int, float, str]]:
    """Its process id, the seconds until the first page was read, and its address; ended by SIGTERM."""
    port = _free_port()
    command = [sys.executable, str(ROOT / "puente"), "demo", "--port", str(port), "--quiet"]
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=own_environment(PUENTE_HOME=str(folder)),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith("ready "):
                raise RuntimeError("the demo did not become ready")
            address = line.split()[1]
            _page(address + "/")
            yield process.pid, time.perf_counter() - started, address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _page(address: str) -> bytes:
    with urlopen(address, timeout=20) as answer:  # noqa: S310  our own address
        found: bytes = answer.read()
        return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
