"""The system account that the database servers run under when we are root.

PostgreSQL refuses to run as root. We switch to an account that the machine already has and never create one,
nor loosen the mode of a directory above ours.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from registry.services.errors import ServiceError

PREFERRED_ACCOUNTS = ("puente", "postgres", "nobody")
"""In this order: an account shared by fewer programs is the better one."""


@dataclass(frozen=True)
class Account:
    """An account to switch to: the name is for messages only."""

    name: str
    uid: int
    gid: int


def database_account(pgdata: Path) -> Account | None:
    """Whom the servers run as: None (ourselves) unless we are root.

    The owner of an existing data directory comes first, so that an account installed later does not lock the
    database out of its own files.
    """
    if os.geteuid() != 0:
        return None
    if pgdata.exists() and (owner := pgdata.stat().st_uid) != 0:
        return _account_of(pwd.getpwuid(owner))
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in PREFERRED_ACCOUNTS:
        if name in known:
            return _account_of(known[name])
    raise ServiceError(
        f"PostgreSQL does not run as root, and this machine has none of the accounts "
        f"{', '.join(PREFERRED_ACCOUNTS)}: start as an ordinary user instead"
    )


def can_pass(account: Account | None, directory: Path) -> bool:
    """Whether the account may walk down to `directory`, judged by the mode of each directory on the way."""
    return blocked_at(account, directory) is None


def blocked_at(account: Account | None, directory: Path) -> Path | None:
    """The first existing directory on the way to `directory` that the account may not enter."""
    if account is None:
        return None
    for step in (*reversed(directory.parents), directory):
        if step.exists() and not _may_enter(account, step.stat()):
            return step
    return None


def _may_enter(account: Account, status: os.stat_result) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _account_of(entry: pwd.struct_passwd) -> Account:
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
