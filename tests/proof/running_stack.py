"""The whole installation as `demo` runs it, in a data folder of its own, and its processes by name."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.proof.serving import ROOT, wait_until_served

START_SECONDS = 180.0
PROGRAMS = ("web", "worker", "sequencer", "postgres")
_WORD = {"web": "serve", "worker": "worker", "sequencer": "sequencer"}


@dataclass
class Stack:
    """Start, stop, and kill parts of it."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    killed: list[tuple[str, int]] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        """The environment of every command."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "PUENTE_HOME": str(self.home), "PYTHONPATH": str(ROOT)}

    def run(self, *arguments: str, module: str = "casework.app") -> str:
        """What a command prints; CalledProcessError when it fails."""
        line = [sys.executable, "-m", module, *arguments]
        return subprocess.run(line, env=self.env, cwd="/", check=True, capture_output=True, text=True).stdout

    def start(self) -> None:
        """Return when it says that pages are served."""
        output = self.home.with_name(f"{self.home.name}-output")
        with output.open("wb") as file:
            line = [sys.executable, "-m", "casework.app", "demo", "--port", str(self.port), "--quiet"]
            self.process = subprocess.Popen(line, env=self.env, cwd="/", stdout=file, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + START_SECONDS
        while b"ready http" not in output.read_bytes():
            assert self.process.poll() is None, output.read_text()
            assert time.monotonic() < deadline, output.read_text()
            time.sleep(0.1)

    def stop(self) -> list[int]:
        """End it as an operator would; the processes that are left although they should not be."""
        if self.process is None:
            return []
        family = [*self._family(), psutil.Process(self.process.pid)]
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.process = None
        _gone, left = psutil.wait_procs(family, timeout=5)
        return [process.pid for process in left]

    def kill(self, program: str, turn: int) -> None:
        """Kill -9: by turns the program itself, or a process that works for it. Return when it is replaced."""
        victims = self.processes(program)
        victim = victims[turn % len(victims)]
        victim.kill()
        psutil.wait_procs([victim], timeout=10)
        self.killed.append((program, victim.pid))
        deadline = time.monotonic() + 60
        while not self.processes(program):
            assert time.monotonic() < deadline, f"{program} did not come back"
            time.sleep(0.05)
        wait_until_served(self.port, 60)

    def processes(self, program: str) -> list[psutil.Process]:
        """The living processes of a program, the one that leads them first."""
        if program == "postgres":
            leader = json.loads((self.home / "run.json").read_text())["postgres_pid"] if self._runs() else 0
            return [p for p in self._family() if p.pid == leader] + self._backends(leader)
        return [p for p in self._family() if _WORD[program] in _words(p) and "casework.app" in _words(p)]

    def address(self, role: str) -> str:
        """The database's address for one of its roles."""
        found: dict[str, Any] = json.loads((self.home / "run.json").read_text())["database_urls"]
        return str(found[role])

    def _runs(self) -> bool:
        return (self.home / "run.json").exists()

    def _backends(self, leader: int) -> list[psutil.Process]:
        return [p for p in self._family() if " puente_app puente " in " ".join(_words(p)) and _parent(p) == leader]

    def _family(self) -> list[psutil.Process]:
        if self.process is None:
            return []
        found = psutil.Process(self.process.pid).children(recursive=True)
        return [p for p in found if p.is_running() and _words(p)]


def _words(process: psutil.Process) -> list[str]:
    """The command line; nothing for a process that has ended."""
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.NoSuchProcess:
        return 0
