"""Looking for markers in everything that a running installation leaves behind."""

import mmap
import os
import subprocess
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import psycopg
from redis import Redis

from registry.services.binaries import find_postgres
from registry.services.paths import Home
from registry.services.unprivileged import database_account
from tests.conftest import Servers

Needles = Mapping[bytes, str]


def found_in_bytes(content: bytes | mmap.mmap, needles: Needles) -> list[str]:
    """The needles that are there."""
    return [words for needle, words in needles.items() if content.find(needle) >= 0]


def found_in_files(files: Iterable[Path], needles: Needles) -> list[str]:
    """`file: needle` for each that is there; a file that vanishes meanwhile held nothing."""
    found: list[str] = []
    for path in files:
        try:
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                found += [f"{path.name}: {words}" for words in found_in_bytes(content, needles)]
        except (FileNotFoundError, ValueError):
            continue  # gone, or empty
    return found


def files_below(*folders: Path) -> Iterator[Path]:
    """Every plain file below the folders."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def dump_of(servers: Servers, database: str) -> bytes:
    """What pg_dump writes of a database for a superuser, whom row-level security does not hold back."""
    home = Home.resolve({"PUENTE_HOME": str(servers.folder)})
    programs = find_postgres(os.environ, home, database_account(home.pgdata))
    line = [programs.program("pg_dump"), "--no-owner", f"--dbname={servers.services.superuser_url(database)}"]
    return subprocess.run(line, check=True, capture_output=True).stdout


def data_files(servers: Servers, database: str) -> list[Path]:
    """The cluster's files, write-ahead log included, without those of other databases."""
    with psycopg.connect(servers.services.superuser_url(database), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert row is not None
    pgdata = servers.folder / "pgdata"
    others = {folder for folder in (pgdata / "base").iterdir() if folder.name != str(row[0])}
    found = [path for path in files_below(pgdata) if path.parent not in others]
    assert any(path.parent.name == "pg_wal" for path in found)
    assert any(path.parent == pgdata / "base" / str(row[0]) for path in found)
    return found


def statements_running(servers: Servers, database: str) -> bytes:
    """The statements that the server shows to its administrator."""
    with psycopg.connect(servers.services.superuser_url(database)) as connection:
        rows = connection.execute("SELECT query FROM pg_stat_activity").fetchall()
    return "\n".join(query or "" for (query,) in rows).encode()


def valkey_memory(url: str) -> bytes:
    """Every key of Valkey with its value, also unpacked where a job runner has packed it."""
    connection = Redis.from_url(url)
    parts: list[bytes] = []
    for key in connection.scan_iter(count=1000):
        parts += [key, *_values(connection, key)]
    connection.close()
    return b"\n".join(parts + [_unpacked(part) for part in parts])


def _values(connection: "Redis", key: bytes) -> list[bytes]:
    match connection.type(key):
        case b"string":
            return [connection.get(key) or b""]
        case b"hash":
            return [part for pair in connection.hgetall(key).items() for part in pair]
        case b"list":
            return list(connection.lrange(key, 0, -1))
        case b"set":
            return list(connection.smembers(key))
        case b"zset":
            return list(connection.zrange(key, 0, -1))
        case _:
            return [repr(connection.xrange(key)).encode()]


def _unpacked(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""
