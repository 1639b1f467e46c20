"""PostgreSQL and Valkey as they really run: roles, passwords, sockets, locks and crashes."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from registry.services.errors import HomeInUseError, ServiceError
from registry.services.paths import Home
from registry.services.postgres import cluster_name
from registry.services.processes import left_behind, start_time
from registry.services.run_info import running
from registry.services.secrets import load_or_create
from registry.services.supervisor import EmbeddedServices
from registry.services.urls import DatabaseRole

StartScript = Callable[..., subprocess.Popen[str]]

HOLD = """
import sys, time
from pathlib import Path
from registry.services.paths import Home
from registry.services.secrets import load_or_create
from registry.services.supervisor import EmbeddedServices
home = Home(Path(sys.argv[1]))
with EmbeddedServices(home, load_or_create(home), fsync=False):
    print("ready", flush=True)
    time.sleep(120)
"""

HOLD_FROM_A_THREAD_THAT_ENDS = """
import sys, threading, time
from pathlib import Path
from registry.services.paths import Home
from registry.services.secrets import load_or_create
from registry.services.supervisor import EmbeddedServices
home = Home(Path(sys.argv[1]))
services = EmbeddedServices(home, load_or_create(home), fsync=False)
starter = threading.Thread(target=services.start)
starter.start()
starter.join()
time.sleep(0.5)
print("ready", flush=True)
time.sleep(60)
"""


def ask(services: EmbeddedServices, role: str, question: str) -> tuple[object, ...]:
    with psycopg.connect(services.urls.url(role)) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize("role", list(DatabaseRole))
def test_no_role_that_signs_in_is_superuser(services: EmbeddedServices, role: str) -> None:
    answer = ask(
        services,
        role,
        "SELECT session_user, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls "
        "FROM pg_roles WHERE rolname = session_user",
    )
    assert answer == (role, False, False, False, role == DatabaseRole.BACKUP)


def test_the_app_role_cannot_become_the_owner_nor_create_tables(services: EmbeddedServices) -> None:
    for forbidden in ("SET ROLE puente_owner", "CREATE TABLE public.mine ()", "CREATE SCHEMA mine"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(services, DatabaseRole.APP, forbidden)


def test_the_app_role_cannot_bypass_row_security(services: EmbeddedServices) -> None:
    with psycopg.connect(services.urls.url(DatabaseRole.MIGRATE), autocommit=True) as migrate:
        migrate.execute("CREATE TABLE guarded (id int)")
        migrate.execute("INSERT INTO guarded VALUES (1)")
        migrate.execute("ALTER TABLE guarded ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        migrate.execute("GRANT SELECT ON guarded TO puente_app, puente_backup")
    assert ask(services, DatabaseRole.APP, "SELECT count(*) FROM guarded") == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(services, DatabaseRole.APP, "SET row_security = off; SELECT count(*) FROM guarded")
    assert ask(services, DatabaseRole.BACKUP, "SELECT count(*) FROM guarded") == (1,)


def test_what_a_migration_makes_belongs_to_the_owner(services: EmbeddedServices) -> None:
    with psycopg.connect(services.urls.url(DatabaseRole.MIGRATE), autocommit=True) as migrate:
        migrate.execute("CREATE TABLE owned (id int)")
        migrate.execute("CREATE EXTENSION btree_gist")
        migrate.execute("CREATE EXTENSION pg_trgm")
    owner = ask(services, DatabaseRole.APP, "SELECT tableowner FROM pg_tables WHERE tablename = 'owned'")
    assert owner == ("puente_owner",)


def test_the_owner_cannot_sign_in(services: EmbeddedServices) -> None:
    socket_url = services.urls.url(DatabaseRole.APP).replace("puente_app", "puente_owner", 1)
    with pytest.raises(psycopg.OperationalError, match=r"password authentication failed|not permitted to log in"):
        psycopg.connect(socket_url)


def test_no_role_reaches_the_other_databases(services: EmbeddedServices) -> None:
    for database in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(services.urls.url(DatabaseRole.APP, database))


def test_a_wrong_password_is_refused_and_passwords_are_stored_as_scram(services: EmbeddedServices) -> None:
    right = services.urls.url(DatabaseRole.APP)
    password = right.partition("puente_app:")[2].partition("@")[0]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(right.replace(password, "wrong"))
    with psycopg.connect(services.superuser_url()) as superuser:
        stored = superuser.execute("SELECT rolpassword FROM pg_authid WHERE rolcanlogin").fetchall()
    assert len(stored) == len(DatabaseRole) + 1
    assert all(str(verifier).startswith("SCRAM-SHA-256$") for (verifier,) in stored)


def test_the_database_sorts_alike_everywhere_and_checks_its_pages(services: EmbeddedServices) -> None:
    assert ask(
        services,
        DatabaseRole.APP,
        "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding), current_setting('data_checksums') "
        "FROM pg_database WHERE datname = current_database()",
    ) == ("b", "C.UTF-8", "UTF8", "on")


def test_a_failing_statement_leaves_nothing_of_it_in_the_log(home: Home) -> None:
    with (
        EmbeddedServices(home, load_or_create(home), fsync=False) as started,
        psycopg.connect(started.urls.url(DatabaseRole.MIGRATE), autocommit=True) as migrate,
    ):
        migrate.execute("CREATE TABLE unique_name (name text PRIMARY KEY)")
        migrate.execute("INSERT INTO unique_name VALUES ('Zaratustra')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            migrate.execute("INSERT INTO unique_name VALUES (%s)", ("Zaratustra",))
    written = (home.logs / "postgres.log").read_text(encoding="utf-8")
    assert "duplicate key value violates unique constraint" in written
    assert "Zaratustra" not in written


def test_valkey_wants_its_password_and_refuses_what_a_queue_does_not_need(services: EmbeddedServices) -> None:
    with redis.Redis.from_url(services.urls.valkey) as client:
        assert client.set("greeting", "hola") and client.get("greeting") == b"hola"
        assert client.info("memory")["maxmemory"] == 64 * 1024 * 1024
        for forbidden in (("CONFIG", "GET", "*"), ("FLUSHALL",), ("SHUTDOWN",), ("ACL", "LIST")):
            with pytest.raises(redis.exceptions.NoPermissionError):
                client.execute_command(*forbidden)
    socket = services.urls.valkey.partition("@")[2].partition("?")[0]
    with (
        redis.Redis(unix_socket_path=socket) as stranger,
        pytest.raises(redis.exceptions.AuthenticationError),
    ):
        stranger.ping()


def test_nothing_listens_on_the_network(services: EmbeddedServices) -> None:
    servers = {str(pid) for pid in services.pids.values()}
    opened = [str(file.readlink()) for pid in servers for file in Path(f"/proc/{pid}/fd").iterdir()]
    owned = {file for file in opened if file.startswith("socket:")}
    assert owned, "the servers' sockets can be read"
    for table in ("tcp", "tcp6", "udp", "udp6"):
        rows = Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]
        inodes = {f"socket:[{row.split()[9]}]" for row in rows}
        assert not inodes & owned


def test_no_password_is_in_the_list_of_processes(services: EmbeddedServices) -> None:
    shown = b"".join(Path(f"/proc/{pid}/cmdline").read_bytes() for pid in services.pids.values())
    environment = b"".join(Path(f"/proc/{pid}/environ").read_bytes() for pid in services.pids.values())
    for url in (services.urls.valkey, services.superuser_url(), *services.urls.database_urls.values()):
        password = url.rpartition("@")[0].rpartition(":")[2].encode()
        assert len(password) > 40
        assert password not in shown + environment


def test_data_outlive_a_stop_and_the_run_file_does_not(home: Home) -> None:
    first = EmbeddedServices(home, load_or_create(home), fsync=False)
    with first:
        note = running(home)
        assert note is not None
        assert (note.pid, note.urls) == (os.getpid(), first.urls)
        assert home.run_file.stat().st_mode & 0o777 == 0o600
        write_a_row(first)
    assert running(home) is None
    assert left_behind("postgres", cluster_name(home.pgdata)) == []
    with EmbeddedServices(home, load_or_create(home), fsync=False) as second:
        assert ask(second, DatabaseRole.MIGRATE, "SELECT count(*) FROM kept") == (1,)


def test_a_second_start_is_refused_and_leaves_the_first_alone(home: Home) -> None:
    with EmbeddedServices(home, load_or_create(home), fsync=False) as first:
        second = EmbeddedServices(home, load_or_create(home), fsync=False)
        with pytest.raises(HomeInUseError, match=f"already in use by process {os.getpid()}"):
            second.start()
        second.stop()
        assert running(home) is not None
        assert ask(first, DatabaseRole.APP, "SELECT 1") == (1,)


def test_a_second_start_from_another_process_is_refused_too(home: Home, start_script: StartScript) -> None:
    holder = start_script(HOLD, str(home.root))
    assert holder.stdout is not None and holder.stdout.readline() == "ready\n"
    with pytest.raises(HomeInUseError, match=f"process {holder.pid}"):
        EmbeddedServices(home, load_or_create(home), fsync=False).start()


def test_killing_the_supervisor_leaves_no_process_and_no_stale_note(home: Home, start_script: StartScript) -> None:
    holder = start_script(HOLD, str(home.root))
    assert holder.stdout is not None and holder.stdout.readline() == "ready\n"
    note = running(home)
    assert note is not None
    holder.kill()
    holder.wait()
    assert running(home) is None
    for pid in (note.postgres_pid, note.valkey_pid):
        wait_until(lambda pid=pid: start_time(pid) is None)
    assert left_behind("postgres", cluster_name(home.pgdata)) == []


def test_the_servers_stay_when_the_thread_that_started_them_ends(home: Home, start_script: StartScript) -> None:
    holder = start_script(HOLD_FROM_A_THREAD_THAT_ENDS, str(home.root))
    assert holder.stdout is not None and holder.stdout.readline() == "ready\n"
    note = running(home)
    assert note is not None
    assert start_time(note.postgres_pid) and start_time(note.valkey_pid)
    with psycopg.connect(note.urls.url(DatabaseRole.APP)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_killing_everything_at_once_loses_nothing_acknowledged(home: Home, start_script: StartScript) -> None:
    holder = start_script(HOLD, str(home.root))
    assert holder.stdout is not None and holder.stdout.readline() == "ready\n"
    note = running(home)
    assert note is not None
    with psycopg.connect(note.urls.url(DatabaseRole.MIGRATE), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
    for pid in (holder.pid, note.postgres_pid, note.valkey_pid):
        os.kill(pid, signal.SIGKILL)
    holder.wait()
    assert (home.pgdata / "postmaster.pid").exists()
    with EmbeddedServices(home, load_or_create(home), fsync=False) as again:
        assert ask(again, DatabaseRole.MIGRATE, "SELECT count(*) FROM kept") == (1000,)


def test_a_left_over_pid_file_that_names_a_living_stranger_does_not_stop_a_start(home: Home) -> None:
    with EmbeddedServices(home, load_or_create(home), fsync=False):
        written = (home.pgdata / "postmaster.pid").read_text(encoding="utf-8")
    stranger = "\n".join([str(os.getpid()), *written.splitlines()[1:], ""])
    (home.pgdata / "postmaster.pid").write_text(stranger, encoding="utf-8")
    (home.run / ".s.PGSQL.5432.lock").write_text(stranger, encoding="utf-8")
    with EmbeddedServices(home, load_or_create(home), fsync=False) as again:
        assert ask(again, DatabaseRole.APP, "SELECT 1") == (1,)


def test_a_killed_server_is_revived_with_its_data(home: Home) -> None:
    with EmbeddedServices(home, load_or_create(home), fsync=False) as started:
        write_a_row(started)
        assert started.revive() == []
        before = dict(started.pids)
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        revived: list[str] = []
        wait_until(lambda: bool(revived.extend(started.revive()) or len(revived) == 2))
        assert sorted(revived) == ["postgres", "valkey"]
        assert not set(before.values()) & set(started.pids.values())
        assert ask(started, DatabaseRole.MIGRATE, "SELECT count(*) FROM kept") == (1,)
        note = running(home)
        assert note is not None and note.postgres_pid == started.pids["postgres"]


def test_a_first_start_cut_short_is_begun_anew(home: Home) -> None:
    secrets = load_or_create(home)
    (home.root / "pgdata.partial" / "base").mkdir(parents=True)
    (home.root / "initdb.password").write_text("left over", encoding="ascii")
    with EmbeddedServices(home, secrets, fsync=False) as started:
        assert ask(started, DatabaseRole.APP, "SELECT 1") == (1,)
    assert not (home.root / "initdb.password").exists()


def test_data_of_another_major_version_are_not_touched(home: Home) -> None:
    with EmbeddedServices(home, load_or_create(home), fsync=False):
        pass
    (home.pgdata / "PG_VERSION").write_text("17\n", encoding="ascii")
    with pytest.raises(ServiceError, match="written by PostgreSQL 17"):
        EmbeddedServices(home, load_or_create(home), fsync=False).start()


def test_a_folder_with_a_long_path_works(home: Home) -> None:
    home.root.chmod(0o711)
    deep = Home(home.root / ("a" * 60) / ("b" * 60))
    deep.root.parent.mkdir(mode=0o711)
    with EmbeddedServices(deep, load_or_create(deep), fsync=False) as started:
        assert ask(started, DatabaseRole.APP, "SELECT 1") == (1,)
        with redis.Redis.from_url(started.urls.valkey) as client:
            assert client.ping()
        run = deep.run
    run.rmdir()


def write_a_row(services: EmbeddedServices) -> None:
    with psycopg.connect(services.urls.url(DatabaseRole.MIGRATE)) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1)")


def wait_until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.02)
