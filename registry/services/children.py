"""The programs beside the servers (web, worker, sequencer) and the loop that keeps all of them running."""

import contextlib
import logging
import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from registry.services.errors import ServiceError
from registry.services.launch import Process, spawn
from registry.services.processes import session_members
from registry.services.supervisor import EmbeddedServices

log = logging.getLogger(__name__)

ENDING_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
TICK_SECONDS = 0.2
GRACE_SECONDS = 5.0
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
SETTLED_SECONDS = 10.0
"""A child that lived this long is well again: the next crash pauses as briefly as the first."""


@dataclass(frozen=True)
class ChildProcess:
    """A program to keep running. `env` is its whole environment; `log_path` None leaves it our outputs.

    `death_signal` reaches it when the supervisor itself is killed. SIGKILL, because a program may put off or
    ignore any other while it waits for a database that is gone too, and nobody is left to insist.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(repr=False)
    log_path: Path | None = None
    restart: bool = True
    death_signal: signal.Signals = signal.SIGKILL


class _Kept:
    """One child with its present process and the time before which it is not started again."""

    def __init__(self, child: ChildProcess) -> None:
        self.child = child
        self.process: Process | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE
        self._not_before = 0.0

    def start(self) -> None:
        self._started = time.monotonic()
        child = self.child
        self.process = spawn(child.argv, env=child.env, log=child.log_path, death_signal=child.death_signal)

    def tend(self) -> None:
        """Notice an end; start again when the pause after it is over."""
        now = time.monotonic()
        if self.process is not None:
            if not _has_ended(self.process):
                return
            self._note_end(_end_session(self.process), now)
        if self.child.restart and now >= self._not_before:
            self.start()

    def _note_end(self, code: int, now: float) -> None:
        if now - self._started > SETTLED_SECONDS:
            self._pause = FIRST_PAUSE
        log.warning("%s ended with code %s", self.child.name, code)
        self._not_before = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        self.process = None


class Supervisor:
    """Keeps the children, and the embedded services if given, running until told to end."""

    def __init__(self, children: Sequence[ChildProcess], services: EmbeddedServices | None = None) -> None:
        self._kept = [_Kept(child) for child in children]
        self._services = services
        self._retry_services_at = 0.0

    @property
    def pids(self) -> dict[str, int]:
        """The children that live now, by name."""
        return {kept.child.name: kept.process.pid for kept in self._kept if kept.process is not None}

    def run(self, on_start: Callable[[], None] | None = None) -> int:
        """Start everything, call `on_start`, keep it until SIGTERM, SIGINT or SIGHUP, stop; the exit code.

        The services are started here unless they already run. Main thread only (signal handlers).
        """
        with _ending_pipe() as ending:
            try:
                self.start()
                if on_start is not None:
                    on_start()
                while not select.select([ending], [], [], TICK_SECONDS)[0]:
                    self.tend()
            finally:
                self.stop()
        return 0

    def start(self) -> None:
        if self._services is not None and not self._services.started:
            self._services.start()
        for kept in self._kept:
            kept.start()

    def tend(self) -> None:
        """One round: revive dead servers first, since the programs need them, then dead programs."""
        self._revive_services()
        for kept in self._kept:
            kept.tend()

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Programs first, all at once and for at most `grace` seconds; then Valkey, then PostgreSQL."""
        living = [kept.process for kept in self._kept if kept.process is not None]
        for process in living:
            os.kill(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + grace
        while not all(_has_ended(process) for process in living) and time.monotonic() < deadline:
            time.sleep(0.02)
        for process in living:
            _end_session(process)
        for kept in self._kept:
            kept.process = None
        if self._services is not None:
            self._services.stop()

    def _revive_services(self) -> None:
        """A server that does not come back is tried again later; the programs are not taken down with it."""
        if self._services is None or time.monotonic() < self._retry_services_at:
            return
        try:
            for name in self._services.revive():
                log.warning("%s had ended and was started again", name)
        except ServiceError as error:
            log.error("a server could not be started again: %s", error)
            self._retry_services_at = time.monotonic() + LONGEST_PAUSE


def _has_ended(process: Process) -> bool:
    """Without reaping it, so that its pid still names its session and nobody else's."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _end_session(process: Process) -> int:
    """Kill what is left of a child's session: itself if it would not end, and children it left behind."""
    for pid in (process.pid, *session_members(process.pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return process.wait()


@contextlib.contextmanager
def _ending_pipe() -> Iterator[int]:
    """A descriptor that becomes readable when we are told to end.

    A pipe and not an Event: a handler that runs while the same thread holds the Event's lock never returns.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def note(number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(writing, b".")

    before = {number: signal.signal(number, note) for number in ENDING_SIGNALS}
    try:
        yield reading
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)
