"""The embedded services of one data folder: one owner at a time, one note for everybody else."""

import fcntl
import json
import os
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from registry.services.binaries import find_postgres, find_valkey
from registry.services.errors import HomeInUseError, ServiceError
from registry.services.paths import Home
from registry.services.postgres import PostgresServer
from registry.services.processes import start_time
from registry.services.secrets import Secrets
from registry.services.unprivileged import database_account
from registry.services.urls import DatabaseRole, Urls, database_url
from registry.services.valkey import ValkeyServer


class EmbeddedServices:
    """PostgreSQL and Valkey as children of this process; a context manager.

    The children end with this process however it ends. `env` is read for PUENTE_PG_BINDIR and PATH.
    """

    def __init__(self, home: Home, secrets: Secrets, fsync: bool = True, env: Mapping[str, str] | None = None) -> None:
        self._home = home
        self._secrets = secrets
        self._fsync = fsync
        self._env = os.environ if env is None else env
        self._lock: int | None = None
        self._postgres: PostgresServer | None = None
        self._valkey: ValkeyServer | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def urls(self) -> Urls:
        _, valkey = self._servers()
        passwords = self._secrets.database_passwords
        return Urls(
            database_urls={role: database_url(role, passwords[role], self._home.run) for role in DatabaseRole},
            valkey=valkey.url,
        )

    @property
    def pids(self) -> dict[str, int]:
        postgres, valkey = self._servers()
        return {"postgres": postgres.pid, "valkey": valkey.pid}

    @property
    def started(self) -> bool:
        return self._lock is not None

    def superuser_url(self, database: str = "postgres") -> str:
        """For restore and the cloning of test databases; never for the running program."""
        return self._servers()[0].superuser_url(database)

    def start(self) -> None:
        """Take the lock, start both servers, write run.json.

        Raises HomeInUseError, naming the process, when another one holds this data folder.
        """
        account = database_account(self._home.pgdata)
        self._home.make_root(account)
        self._lock = _take_lock(self._home)
        try:
            self._home.prepare(account)
            binaries = find_postgres(self._env, self._home, account)
            program = find_valkey(self._env, self._home, account)
            self._postgres = PostgresServer(self._home, self._secrets, binaries, account, fsync=self._fsync)
            self._valkey = ValkeyServer(self._home, self._secrets.valkey_password, program, account)
            self._valkey.start()
            self._postgres.start()
            self._write_run_file()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Valkey, then PostgreSQL, then the lock. Safe to call twice."""
        if self._lock is None:
            return
        self._home.run_file.unlink(missing_ok=True)
        for server in (self._valkey, self._postgres):
            if server is not None:
                server.stop()
        os.close(self._lock)
        self._lock = None

    def revive(self) -> list[str]:
        """Start again whichever server has died, and say which; programs reconnect by themselves."""
        dead = [(name, server) for name, server in self._named_servers() if not server.alive]
        for _, server in dead:
            server.start()
        if dead:
            self._write_run_file()
        return [name for name, _ in dead]

    def _servers(self) -> tuple[PostgresServer, ValkeyServer]:
        if self._postgres is None or self._valkey is None:
            raise ServiceError("the services have not been started")
        return self._postgres, self._valkey

    def _named_servers(self) -> list[tuple[str, PostgresServer | ValkeyServer]]:
        postgres, valkey = self._servers()
        return [("postgres", postgres), ("valkey", valkey)]

    def _write_run_file(self) -> None:
        urls = self.urls
        note = {
            "pid": os.getpid(),
            "start_time": start_time(os.getpid()),
            "postgres_pid": self.pids["postgres"],
            "valkey_pid": self.pids["valkey"],
            "database_urls": dict(urls.database_urls),
            "valkey_url": urls.valkey,
        }
        draft = self._home.run_file.with_suffix(".partial")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(note, file)
        draft.replace(self._home.run_file)


def _take_lock(home: Home) -> int:
    """The descriptor that holds the lock; the kernel lets go of it when we end, however we end."""
    lock = os.open(home.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode("ascii").strip() or "unknown"
        os.close(lock)
        raise HomeInUseError(
            f"the data folder {home.root} is already in use by process {holder}: stop it first, or set "
            f"PUENTE_HOME to another folder"
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode("ascii"), 0)
    return lock
