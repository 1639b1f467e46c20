"""Programs kept running beside the servers: crashes, back-off, orderly and violent ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from registry.services import exec_under_parent
from registry.services.children import ChildProcess, Supervisor
from registry.services.errors import ServiceError
from registry.services.launch import spawn
from registry.services.paths import Home
from registry.services.processes import session_members, start_time
from registry.services.run_info import RunInfo, running
from registry.services.urls import DatabaseRole

StartScript = Callable[..., subprocess.Popen[str]]

PROGRAM = """
import signal, sys, time
import psycopg
url, farewell = sys.argv[1:]
def say_farewell(number, frame):
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO beat VALUES (-1)")
    open(farewell, "w").write("the database was still there")
    sys.exit(0)
signal.signal(signal.SIGTERM, say_farewell)
while True:
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS beat (id int)")
            while True:
                connection.execute("INSERT INTO beat VALUES (1)")
                time.sleep(0.02)
    except psycopg.OperationalError:  # also out of the farewell: told to end without a database, it goes on
        time.sleep(0.05)
"""

STACK = """
import sys
from pathlib import Path
from registry.services.children import ChildProcess, Supervisor
from registry.services.paths import Home
from registry.services.secrets import load_or_create
from registry.services.supervisor import EmbeddedServices
home, program, farewell = Home(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
services = EmbeddedServices(home, load_or_create(home), fsync=False)
services.start()
url = services.urls.url("puente_migrate")
child = ChildProcess("beat", [sys.executable, "-c", program, url, farewell], {"PATH": "/usr/bin"})
supervisor = Supervisor([child], services)
sys.exit(supervisor.run(lambda: print(supervisor.pids["beat"], flush=True)))
"""


class Stack:
    """A supervisor in a process of its own, with both servers and a program that writes rows."""

    def __init__(self, home: Home, process: subprocess.Popen[str], farewell: Path) -> None:
        assert process.stdout is not None
        self.home, self.process, self.farewell = home, process, farewell
        self.program_pid = int(process.stdout.readline())

    @property
    def note(self) -> RunInfo:
        found = running(self.home)
        assert found is not None
        return found

    def beats(self) -> int:
        try:
            with psycopg.connect(self.note.urls.url(DatabaseRole.MIGRATE)) as connection:
                row = connection.execute("SELECT count(*) FROM beat").fetchone()
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
            return 0
        return int(row[0]) if row else 0

    def pids(self) -> list[int]:
        return [self.process.pid, self.note.postgres_pid, self.note.valkey_pid, self.program_pid]


@pytest.fixture
def stack(home: Home, start_script: StartScript, tmp_path: Path) -> Iterator[Stack]:
    farewell = tmp_path / "farewell"
    started = Stack(home, start_script(STACK, str(home.root), PROGRAM, str(farewell)), farewell)
    wait_until(lambda: started.beats() > 0)
    pids = started.pids()
    yield started
    started.process.kill()
    started.process.wait()
    wait_until(lambda: not any(start_time(pid) for pid in pids))


def test_sigterm_ends_programs_before_the_database_and_leaves_nothing(stack: Stack) -> None:
    pids, begun = stack.pids(), time.monotonic()
    stack.process.send_signal(signal.SIGTERM)
    assert stack.process.wait(timeout=10) == 0
    assert time.monotonic() - begun < 5
    assert stack.farewell.read_text(encoding="utf-8") == "the database was still there"
    assert not any(start_time(pid) for pid in pids)
    assert running(stack.home) is None


def test_killing_the_supervisor_ends_servers_and_programs(stack: Stack) -> None:
    pids = stack.pids()
    stack.process.kill()
    stack.process.wait()
    wait_until(lambda: not any(start_time(pid) for pid in pids))


def test_programs_go_on_after_postgres_and_valkey_are_killed(stack: Stack) -> None:
    before = stack.beats()
    killed = (stack.note.postgres_pid, stack.note.valkey_pid)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not {stack.note.postgres_pid, stack.note.valkey_pid} & set(killed))
    wait_until(lambda: stack.beats() > before)
    assert start_time(stack.program_pid), "the program itself was not restarted"
    assert start_time(stack.note.valkey_pid)


def test_a_killed_program_is_started_again(stack: Stack) -> None:
    os.kill(stack.program_pid, signal.SIGKILL)
    wait_until(lambda: start_time(stack.program_pid) is None)
    before = stack.beats()
    wait_until(lambda: stack.beats() > before)


def test_a_program_that_fails_at_once_is_tried_ever_more_rarely(tmp_path: Path) -> None:
    mark = tmp_path / "starts"
    supervisor = Supervisor([shell("failing", f"echo once >> {mark}; exit 1")])
    supervisor.start()
    tend_for(supervisor, 2.0)
    supervisor.stop()
    assert 2 <= len(mark.read_text(encoding="ascii").splitlines()) <= 4


def test_a_program_not_to_be_restarted_is_left_ended(tmp_path: Path) -> None:
    mark = tmp_path / "starts"
    supervisor = Supervisor([shell("once", f"echo once >> {mark}", restart=False)])
    supervisor.start()
    tend_for(supervisor, 1.0)
    assert supervisor.pids == {}
    supervisor.stop()
    assert mark.read_text(encoding="ascii") == "once\n"


def test_a_program_deaf_to_sigterm_is_killed_with_its_children() -> None:
    supervisor = Supervisor([shell("deaf", "trap '' TERM; setsid -f true; sleep 60 & sleep 60; wait")])
    supervisor.start()
    pid = supervisor.pids["deaf"]
    wait_until(lambda: len(session_members(pid)) >= 3)
    begun = time.monotonic()
    supervisor.stop(grace=0.3)
    assert time.monotonic() - begun < 3
    wait_until(lambda: session_members(pid) == [])


def test_the_output_of_a_program_goes_to_its_log_alone(tmp_path: Path) -> None:
    log = tmp_path / "program.log"
    supervisor = Supervisor([shell("talker", "echo said; echo complained >&2; sleep 60", log=log)])
    supervisor.start()
    wait_until(lambda: log.exists() and log.read_text(encoding="ascii") == "said\ncomplained\n")
    supervisor.stop()
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_program_that_does_not_exist_is_named() -> None:
    with pytest.raises(ServiceError, match="no-such-program does not exist"):
        spawn(["no-such-program"], env={"PATH": "/usr/bin"}, log=None)


def test_a_child_whose_parent_is_already_gone_does_not_start() -> None:
    another_parent = str(os.getppid())
    command = [sys.executable, "-I", "-S", exec_under_parent.__file__, another_parent, "15", "-1", "-1"]
    refused = subprocess.run([*command, "/bin/echo", "ran"], capture_output=True, text=True)
    assert (refused.returncode, refused.stdout) == (1, "")


def shell(name: str, script: str, *, restart: bool = True, log: Path | None = None) -> ChildProcess:
    return ChildProcess(name, ["sh", "-c", script], {"PATH": "/usr/bin:/bin"}, log, restart)


def tend_for(supervisor: Supervisor, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        supervisor.tend()
        time.sleep(0.02)


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.02)
