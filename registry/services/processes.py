"""What /proc says about processes: whether one lives, and which servers of ours have been left behind."""

import contextlib
import os
import signal
import time
from pathlib import Path, PurePosixPath

from registry.services.errors import ServiceError

PROC = Path("/proc")


def start_time(pid: int) -> str | None:
    """When a living process was started (clock ticks since boot), or None if it is dead or a zombie.

    Together with the pid it names a process for good; the pid alone is given out again, in a container soon.
    """
    if not PROC.joinpath("self").exists():
        return "unknown" if _signalled(pid) else None
    fields = _stat_fields(pid)
    return None if fields is None or fields[0] in "ZX" else fields[19]


def session_members(leader: int) -> list[int]:
    """The living processes of the session that `leader` began, itself included.

    Wider than its process group: a job runner gives each job a group of its own.
    """
    fields_of = {pid: _stat_fields(pid) for pid in _pids()}
    return [pid for pid, fields in fields_of.items() if fields and fields[0] not in "ZX" and int(fields[3]) == leader]


def left_behind(program: str, marker: str) -> list[int]:
    """The processes whose program name begins with `program` and whose command line holds `marker`.

    A zombie has no command line and so is not among them. The command line is readable where the rest of
    /proc/PID is not, as for root in a container without the right to trace.
    """
    return [pid for pid in _pids() if _matches(pid, program.encode(), os.fsencode(marker))]


def wait_until_gone(program: str, marker: str, patience: float = 8.0) -> None:
    """Let servers left by a killed supervisor finish (they have been told to end), then insist.

    Only safe under the lock of the data folder: whatever matches is then nobody's. Raises ServiceError if
    one survives, because a second server on the same files would destroy them.
    """
    for insist in (False, True):
        deadline = time.monotonic() + patience
        while (left := left_behind(program, marker)) and time.monotonic() < deadline:
            time.sleep(0.02)
        if not left:
            return
        for pid in left if not insist else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
    raise ServiceError(f"processes {left} of an earlier {program} do not end: end them and start again")


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()] if PROC.exists() else []


def _matches(pid: int, program: bytes, marker: bytes) -> bool:
    try:
        line = (PROC / str(pid) / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False
    first = line.split(b"\0", 1)[0].split(b" ", 1)[0]
    return PurePosixPath(os.fsdecode(first)).name.encode().startswith(program) and marker in line


def _stat_fields(pid: int) -> list[str] | None:
    """/proc/PID/stat from the state on: the name before it, in brackets, may hold spaces and brackets."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


def _signalled(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
