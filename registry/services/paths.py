"""The data folder: where the database, the sockets, the secrets and the logs of one installation live."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from registry.services.errors import ServiceError
from registry.services.unprivileged import Account, blocked_at, can_pass, database_account

HOME_VARIABLE = "PUENTE_HOME"
SYSTEM_HOME = Path("/var/lib/puente")

LONGEST_SOCKET_PATH = 107
"""Bytes: `sockaddr_un.sun_path` holds 108 with its closing zero."""

LONGEST_SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Home:
    """One data folder. Several can live side by side; each has its own servers, sockets and secrets."""

    root: Path

    @classmethod
    def resolve(cls, env: Mapping[str, str]) -> "Home":
        """The folder named by PUENTE_HOME, else `.puente` in the current directory.

        As root below a directory that the database account may not enter (such as /root) the default is
        /var/lib/puente, because we never loosen the mode of a directory above ours.
        """
        if named := env.get(HOME_VARIABLE):
            return cls(Path(named).expanduser().resolve())
        default = Path.cwd().resolve() / ".puente"
        account = database_account(default / "pgdata")
        return cls(default if can_pass(account, default) else SYSTEM_HOME)

    @property
    def pgdata(self) -> Path:
        return self.root / "pgdata"

    @property
    def valkey_data(self) -> Path:
        return self.root / "valkey"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def journal(self) -> Path:
        return self.root / "journal"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def binaries(self) -> Path:
        """Copies of server programs, made only when the account cannot read the installed ones."""
        return self.root / "binaries"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def run_file(self) -> Path:
        return self.root / "run.json"

    @property
    def run(self) -> Path:
        """The directory of the sockets; a short one in the temporary directory if ours is too deep.

        Raises ServiceError when the short one was never made or is not private to us any more.
        """
        direct = self.root / "run"
        if _fits_a_socket(direct):
            return direct
        if (remembered := self._remembered_run()) is None:
            raise ServiceError(f"{self.root} has no socket directory yet: start the services once")
        return remembered

    def prepare(self, account: Account | None) -> None:
        """Make every directory, private to us or to the account the servers run as.

        Raises ServiceError when that account cannot walk down to the folder.
        """
        if (blocked := blocked_at(account, self.root.parent)) and account:
            raise ServiceError(
                f"the database runs as the account {account.name}, which may not enter {blocked}: "
                f"set {HOME_VARIABLE} to a folder it can reach, such as {SYSTEM_HOME}"
            )
        self.make_root(account)
        for ours in (self.secrets, self.journal, self.logs):
            _private_directory(ours, None)
        _private_directory(self.valkey_data, account)
        self._prepare_run(account)

    def make_root(self, account: Account | None) -> None:
        """Make the folder itself: ours alone, passable (0710) only for the group of the account."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if account is None:
            return
        if self.root.stat().st_uid == os.geteuid():
            os.chown(self.root, -1, account.gid)
            self.root.chmod(0o710)

    def _prepare_run(self, account: Account | None) -> None:
        direct = self.root / "run"
        if _fits_a_socket(direct):
            _private_directory(direct, account)
        elif self._remembered_run() is None:
            short = _short_directory()
            if account:
                os.chown(short, account.uid, account.gid)
            (self.root / "run-directory").write_text(f"{short}\n", encoding="utf-8")

    def _remembered_run(self) -> Path | None:
        """The short directory, unless it is gone or somebody else has put theirs in its place."""
        with contextlib.suppress(FileNotFoundError):
            short = Path((self.root / "run-directory").read_text(encoding="utf-8").strip())
            status = short.lstat()
            owners = {os.geteuid(), self.valkey_data.stat().st_uid}
            if stat.S_IMODE(status.st_mode) == 0o700 and stat.S_ISDIR(status.st_mode):
                return short if status.st_uid in owners else None
        return None


def _fits_a_socket(directory: Path) -> bool:
    return len(os.fsencode(directory / LONGEST_SOCKET_NAME)) <= LONGEST_SOCKET_PATH


def _short_directory() -> Path:
    made = Path(tempfile.mkdtemp(prefix="puente-"))
    if _fits_a_socket(made):
        return made
    made.rmdir()
    return Path(tempfile.mkdtemp(prefix="puente-", dir="/tmp"))


def _private_directory(directory: Path, account: Account | None) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(directory, account.uid, account.gid)
    if stat.S_IMODE(directory.stat().st_mode) != 0o700:
        directory.chmod(0o700)
