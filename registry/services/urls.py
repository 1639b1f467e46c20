"""The addresses of the running servers, one per database role."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

DATABASE = "puente"


class DatabaseRole(StrEnum):
    """The roles that may sign in; `puente_owner` owns everything and cannot."""

    MIGRATE = "puente_migrate"
    APP = "puente_app"
    SEQUENCER = "puente_seq"
    AUDIT_READER = "puente_audit_ro"
    BOARD = "puente_board"
    BACKUP = "puente_backup"


@dataclass(frozen=True)
class Urls:
    """Addresses with their passwords; not shown by repr, never to be logged."""

    database_urls: Mapping[str, str] = field(repr=False)
    valkey: str = field(repr=False)

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address for a role, for psycopg 3 through SQLAlchemy; KeyError for a role without sign-in."""
        parts = urlsplit(self.database_urls[role])
        return urlunsplit(parts._replace(path=f"/{quote(database, safe='')}"))


def database_url(role: str, password: str, socket_directory: Path, database: str = DATABASE) -> str:
    """An address that libpq and SQLAlchemy read alike: no host name, the socket directory as a parameter."""
    return (
        f"postgresql://{quote(role, safe='')}:{quote(password, safe='')}@/{quote(database, safe='')}"
        f"?host={quote(str(socket_directory), safe='')}"
    )


def valkey_url(password: str, socket: Path) -> str:
    return f"unix://:{quote(password, safe='')}@{quote(str(socket))}?db=0"
