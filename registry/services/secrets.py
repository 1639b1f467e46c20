"""The secret files of one data folder: made once, never overwritten, readable by their owner alone.

Files and not environment variables, because an environment is visible in /proc and passes to every child.
"""

import os
import secrets as random_source
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from registry.services.errors import ServiceError
from registry.services.paths import Home
from registry.services.urls import DatabaseRole

BOOTSTRAP_ROLE = "puente_bootstrap"
"""The superuser of initdb: creates roles and the database, then is left alone."""

KEY_BYTES = 32


@dataclass(frozen=True)
class Secrets:
    """Every secret of the folder; repr shows none of them."""

    database_passwords: Mapping[str, str] = field(repr=False)
    valkey_password: str = field(repr=False)
    secret_key: bytes = field(repr=False)
    """Root of signing in the web part (cookies, CSRF), derived further by HKDF."""
    root_key: bytes = field(repr=False)
    """The key-encrypting key above all others: without it no sealed value can be read."""
    audit_signing_key: bytes = field(repr=False)
    """Seed of the Ed25519 key that signs audit checkpoints."""
    pepper_key: bytes = field(repr=False)
    """HMAC key applied to a password before argon2id."""


def load_or_create(home: Home) -> Secrets:
    """Read the secrets, making those that are missing.

    Raises ServiceError if a file can be read by others, or if one is missing although a database exists: a
    fresh key would make the sealed data unreadable for ever while everything seemed to work.
    """
    home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.secrets.mkdir(mode=0o700, exist_ok=True)
    passwords = {
        role: _secret(home, f"database-{role}.password", _new_password).decode("ascii")
        for role in (BOOTSTRAP_ROLE, *DatabaseRole)
    }
    return Secrets(
        database_passwords=passwords,
        valkey_password=_secret(home, "valkey.password", _new_password).decode("ascii"),
        secret_key=_key(home, "secret.key"),
        root_key=_key(home, "root.key"),
        audit_signing_key=_key(home, "audit-signing.key"),
        pepper_key=_key(home, "pepper.key"),
    )


def _new_password() -> bytes:
    return random_source.token_urlsafe(KEY_BYTES).encode("ascii")


def _new_key() -> bytes:
    return random_source.token_bytes(KEY_BYTES)


def _key(home: Home, name: str) -> bytes:
    key = _secret(home, name, _new_key)
    if len(key) != KEY_BYTES:
        raise ServiceError(f"{home.secrets / name} holds {len(key)} bytes and should hold {KEY_BYTES}")
    return key


def _secret(home: Home, name: str, make: Callable[[], bytes]) -> bytes:
    path = home.secrets / name
    if not path.exists():
        _refuse_beside_a_database(home, path)
        _create_once(path, make())
    return _read_private(path)


def _refuse_beside_a_database(home: Home, path: Path) -> None:
    if (home.pgdata / "PG_VERSION").exists():
        raise ServiceError(f"{path} is missing although the database exists: put it back from the backup")


def _create_once(path: Path, value: bytes) -> None:
    """Appear whole or not at all; a file that another process made first is kept."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{random_source.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(value)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            return
        _sync_directory(path.parent)
    finally:
        draft.unlink()


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_private(path: Path) -> bytes:
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise ServiceError(f"{path} has mode {mode:04o}: other users can read it; expected 0400")
        return file.read()
