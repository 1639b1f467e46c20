"""The embedded Valkey server: queues and rate limits on a Unix socket. PostgreSQL holds the truth."""

import contextlib
import hashlib
import signal
import socket
import time
from pathlib import Path

from registry.services.errors import ServiceError
from registry.services.launch import Process, end, last_lines, spawn
from registry.services.paths import Home
from registry.services.postgres import ENVIRONMENT
from registry.services.processes import wait_until_gone
from registry.services.unprivileged import Account
from registry.services.urls import valkey_url

START_SECONDS = 30.0
STOP_STEPS = ((signal.SIGTERM, 4.0),)

FORBIDDEN_COMMANDS = (
    "acl config debug module save bgsave bgrewriteaof shutdown replicaof slaveof sync psync failover cluster "
    "migrate monitor flushall"
)
"""What a job queue and a rate limiter have no use for, and somebody on the socket might."""


class ValkeyServer:
    """One server on one directory, its memory capped; full means refused, never silently evicted."""

    def __init__(self, home: Home, password: str, program: Path, account: Account | None) -> None:
        self._home = home
        self._password = password
        self._program = program
        self._account = account
        self._process: Process | None = None
        self._log = home.logs / "valkey.log"

    @property
    def socket(self) -> Path:
        return self._home.run / "valkey.sock"

    @property
    def url(self) -> str:
        return valkey_url(self._password, self.socket)

    @property
    def pid(self) -> int:
        if self._process is None:
            raise ServiceError("Valkey has not been started")
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        wait_until_gone(self._program.name, str(self.socket))
        self.socket.unlink(missing_ok=True)
        self._process = spawn(
            [self._program, "-", "--unixsocket", self.socket],
            env=ENVIRONMENT,
            log=self._log,
            account=self._account,
            stdin=self._configuration().encode("utf-8"),
        )
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        if self._process is not None:
            end(self._process, STOP_STEPS)
            self._process = None

    def _configuration(self) -> str:
        """Given on standard input: the password is then neither in a file nor in the list of processes."""
        digest = hashlib.sha256(self._password.encode("utf-8")).hexdigest()
        denied = " ".join(f"-{command}" for command in FORBIDDEN_COMMANDS.split())
        return "\n".join(
            [
                "port 0",
                "unixsocketperm 700",
                f'dir "{self._home.valkey_data}"',
                f"user default on #{digest} ~* &* +@all {denied}",
                "appendonly yes",
                "appendfsync everysec",
                'save ""',
                "maxmemory 64mb",
                "maxmemory-policy noeviction",
                # The command line then keeps the path of the socket, by which a left-over server is known.
                "set-proc-title no",
                "",
            ]
        )

    def _wait_until_ready(self, process: Process) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                end(process, STOP_STEPS)
                raise ServiceError(f"Valkey did not start; see {self._log}:\n{last_lines(self._log)}")
            time.sleep(0.01)

    def _answers(self) -> bool:
        """Asked in the protocol itself: the client library would cost the supervisor 10 MB for one word."""
        with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
            line.settimeout(2.0)
            line.connect(str(self.socket))
            line.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
            with line.makefile("rb") as answers:
                return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        return False
