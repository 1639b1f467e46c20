"""The embedded PostgreSQL server: made once, started on a Unix socket, stopped quickly and cleanly."""

import hashlib
import os
import shutil
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from registry.services.binaries import PostgresBinaries
from registry.services.bootstrap import bootstrap
from registry.services.errors import ServiceError
from registry.services.launch import Process, end, last_lines, spawn
from registry.services.paths import Home
from registry.services.processes import wait_until_gone
from registry.services.secrets import BOOTSTRAP_ROLE, Secrets
from registry.services.unprivileged import Account
from registry.services.urls import DATABASE, database_url

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
"""All the servers are given: the program's own environment is none of their business."""

START_SECONDS = 120.0
"""Recovery after a crash may have much to replay."""

STOP_STEPS = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 3.0))
"""Fast shutdown (sessions ended, a checkpoint written), then an immediate one, recovered at next start."""

PM_STATUS_LINE = 7
"""Line 8 of postmaster.pid, in which the server says `ready`; pg_ctl waits for the same."""

BOOTSTRAPPED = "puente-bootstrapped"

SETTINGS: dict[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "io_method": "sync",
    "huge_pages": "off",
    "jit": "off",
    "wal_writer_delay": "20ms",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A log must not carry what people typed: neither statements, nor parameters, nor conflicting values.
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
}

WITHOUT_FSYNC = {"fsync": "off", "full_page_writes": "off"}
"""For tests: survives a killed process, not a machine without power."""

HOST_BASED_ACCESS = "# Unix sockets only, each with a password.\nlocal all all scram-sha-256\n"


def cluster_name(pgdata: Path) -> str:
    """The name PostgreSQL puts into the title of each of its processes: how we know ours among others."""
    return f"puente-{hashlib.sha256(os.fsencode(pgdata)).hexdigest()[:16]}"


class PostgresServer:
    """One server on one data directory. Every method expects the lock of the data folder to be held."""

    def __init__(
        self,
        home: Home,
        secrets: Secrets,
        binaries: PostgresBinaries,
        account: Account | None,
        *,
        fsync: bool,
    ) -> None:
        self._home = home
        self._secrets = secrets
        self._binaries = binaries
        self._account = account
        self._fsync = fsync
        self._process: Process | None = None
        self._log = home.logs / "postgres.log"
        self._cluster_name = cluster_name(home.pgdata)

    @property
    def pid(self) -> int:
        if self._process is None:
            raise ServiceError("PostgreSQL has not been started")
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def superuser_url(self, database: str = "postgres") -> str:
        """For bootstrap, restore and the cloning of test databases; never for the running program."""
        password = self._secrets.database_passwords[BOOTSTRAP_ROLE]
        return database_url(BOOTSTRAP_ROLE, password, self._home.run, database)

    def start(self) -> None:
        """Make the data directory if there is none, clear what a crash left, start and wait until ready."""
        wait_until_gone("postgres", self._cluster_name)
        if not self._home.pgdata.exists():
            self._initialise()
        self._refuse_other_major()
        self._clear_leftovers()
        command: list[str | Path] = [self._binaries.program("postgres"), "-D", self._home.pgdata]
        command += ["-k", str(self._home.run), "-p", "5432"]
        for name, value in self._settings().items():
            command += ["-c", f"{name}={value}"]
        self._process = spawn(
            command, env=ENVIRONMENT, log=self._log, account=self._account, death_signal=signal.SIGINT
        )
        self._wait_until_ready(self._process)
        self._bootstrap_once()

    def stop(self) -> None:
        if self._process is not None:
            end(self._process, STOP_STEPS)
            self._process = None

    def _settings(self) -> Mapping[str, str]:
        return SETTINGS | {"cluster_name": self._cluster_name} | ({} if self._fsync else WITHOUT_FSYNC)

    def _initialise(self) -> None:
        """Into a draft directory, renamed when whole: a first start cut short leaves nothing behind."""
        draft = self._home.root / "pgdata.partial"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password_file = self._home.root / "initdb.password"
        password_file.unlink(missing_ok=True)
        with os.fdopen(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self._secrets.database_passwords[BOOTSTRAP_ROLE])
        if self._account:
            os.chown(draft, self._account.uid, self._account.gid)
            os.chown(password_file, self._account.uid, self._account.gid)
        try:
            self._run_initdb(draft, password_file)
        finally:
            password_file.unlink()
        (draft / "pg_hba.conf").write_text(HOST_BASED_ACCESS, encoding="ascii")
        draft.rename(self._home.pgdata)

    def _run_initdb(self, draft: Path, password_file: Path) -> None:
        command: list[str | Path] = [self._binaries.program("initdb"), "-D", draft, "-U", BOOTSTRAP_ROLE]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "-E", "UTF8"]
        command += ["--data-checksums", "-A", "scram-sha-256", "--pwfile", password_file]
        command += [] if self._fsync else ["--no-sync"]
        log = self._home.logs / "initdb.log"
        if spawn(command, env=ENVIRONMENT, log=log, account=self._account).wait() != 0:
            raise ServiceError(f"initdb failed:\n{last_lines(log)}")

    def _refuse_other_major(self) -> None:
        """The files of one major version cannot be read by another."""
        written = (self._home.pgdata / "PG_VERSION").read_text(encoding="ascii").strip()
        if written != str(self._binaries.major):
            raise ServiceError(
                f"{self._home.pgdata} was written by PostgreSQL {written}, but {self._binaries.major} is "
                f"installed: back up with the old version and restore into a new data folder"
            )

    def _clear_leftovers(self) -> None:
        """Remove the pid file and socket of a killed server.

        PostgreSQL refuses to start while the pid in them belongs to anything, be it a zombie or, in a
        container, a stranger that was given the same number. We hold the lock and have looked for survivors.
        """
        (self._home.pgdata / "postmaster.pid").unlink(missing_ok=True)
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self._home.run / name).unlink(missing_ok=True)

    def _wait_until_ready(self, process: Process) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._says_ready(process):
            if process.poll() is not None or time.monotonic() > deadline:
                end(process, STOP_STEPS)
                raise ServiceError(f"PostgreSQL did not start; see {self._log}:\n{last_lines(self._log)}")
            time.sleep(0.01)

    def _says_ready(self, process: Process) -> bool:
        try:
            lines = (self._home.pgdata / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        if len(lines) <= PM_STATUS_LINE or lines[0].strip() != str(process.pid):
            return False
        return lines[PM_STATUS_LINE].strip() == "ready"

    def _bootstrap_once(self) -> None:
        marker = self._home.pgdata / BOOTSTRAPPED
        if not marker.exists():
            bootstrap(self.superuser_url(), self.superuser_url(DATABASE), self._secrets.database_passwords)
            marker.touch(mode=0o600)
