"""Start a child process that cannot outlive us."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import BinaryIO

from registry.services import exec_under_parent
from registry.services.errors import ServiceError
from registry.services.unprivileged import Account

Process = subprocess.Popen[bytes]

LARGEST_LOG = 10 * 1024 * 1024
"""Bytes: a log beyond this is put aside (one generation) when its writer is next started."""


class _Nursery:
    """One thread that starts every child and never ends.

    The kernel sends a child its parent-death signal when the *thread* that started it ends. Started from a
    short-lived thread, a database would stop for no visible reason.
    """

    def __init__(self) -> None:
        self._requests: queue.SimpleQueue[tuple[Callable[[], Process], Future[Process]]] = queue.SimpleQueue()
        self._pid = 0
        self._lock = threading.Lock()

    def start(self, make: Callable[[], Process]) -> Process:
        self._ensure_thread()
        answer: Future[Process] = Future()
        self._requests.put((make, answer))
        return answer.result()

    def _ensure_thread(self) -> None:
        """A fork keeps the object and loses the thread: then a new one is needed."""
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._requests = queue.SimpleQueue()
                threading.Thread(target=self._serve, name="puente-nursery", daemon=True).start()

    def _serve(self) -> None:
        requests = self._requests
        while True:
            make, answer = requests.get()
            try:
                answer.set_result(make())
            except BaseException as error:
                answer.set_exception(error)


_nursery = _Nursery()


def spawn(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    log: Path | None,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    stdin: bytes | None = None,
) -> Process:
    """Start a program in a session of its own, so that Ctrl-C reaches only us and we stop it in order.

    `log` receives both outputs (None: ours are kept). `death_signal` is sent when we end in whatever way.
    Raises ServiceError when the program does not exist.
    """
    program = shutil.which(str(argv[0]), path=env.get("PATH", os.defpath))
    if program is None:
        raise ServiceError(f"the program {argv[0]} does not exist or cannot be executed")
    who = (account.uid, account.gid) if account else (exec_under_parent.KEEP, exec_under_parent.KEEP)
    wrapper = [sys.executable, "-I", "-S", exec_under_parent.__file__]
    numbers = [os.getpid(), int(death_signal), *who]
    command = [*wrapper, *(str(number) for number in numbers), program, *(str(word) for word in argv[1:])]
    process = _nursery.start(lambda: _open(command, env, log, stdin))
    if process.stdin and stdin is not None:
        process.stdin.write(stdin)
        process.stdin.close()
    return process


def end(process: Process, steps: Sequence[tuple[signal.Signals, float]]) -> None:
    """Send each signal in turn until the process has gone, waiting so many seconds after each; then kill."""
    for step, seconds in steps:
        if process.poll() is not None:
            return
        process.send_signal(step)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    if process.poll() is None:
        process.kill()
        process.wait()


def last_lines(log: Path, count: int = 8) -> str:
    """The end of a log, to show why a program did not start."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def _open(command: Sequence[str], env: Mapping[str, str], log: Path | None, stdin: bytes | None) -> Process:
    given = subprocess.PIPE if stdin is not None else subprocess.DEVNULL
    if log is None:
        return subprocess.Popen(command, env=dict(env), cwd="/", stdin=given, start_new_session=True)
    with _open_log(log) as output:
        return subprocess.Popen(
            command,
            env=dict(env),
            cwd="/",
            stdin=given,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _open_log(log: Path) -> BinaryIO:
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_name(f"{log.name}.1"))
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
