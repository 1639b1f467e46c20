"""Settings: one frozen value, built once and passed down. A missing or weak secret refuses to start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

LANGUAGES = ("es", "en", "fr", "pt")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SettingsError(Exception):
    """The settings do not allow a safe start; the message names the variable and how to mend it."""


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One address for each database role; the web application never holds the owner's."""

    app: str = field(repr=False)
    migrate: str = field(default="", repr=False)
    sequencer: str = field(default="", repr=False)
    auditor: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Secrets:
    """Secret bytes; never printed."""

    root_key: bytes = field(repr=False)
    session_key: bytes = field(repr=False)
    pepper: bytes = field(repr=False)
    audit_signing_key: bytes = field(repr=False)
    audit_mac_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if len(value) != 32 or len(set(value)) < 8:
                raise SettingsError(f"{name}: must be 32 random bytes; make it with: openssl rand 32")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the program is told from outside."""

    databases: DatabaseUrls
    redis_url: str = field(repr=False)
    secrets: Secrets
    base_url: str = "http://127.0.0.1:8000"
    environment: str = "production"
    home: Path = Path(".puente")
    secrets_folder: Path = Path(".puente/secrets")
    argon2_memory_kib: int = 65536
    argon2_passes: int = 3
    idle_timeout: timedelta = timedelta(minutes=15)
    absolute_timeout: timedelta = timedelta(hours=10)
    draft_lifetime: timedelta = timedelta(days=7)
    audit_origin: str = "puente/audit/1"
    languages: tuple[str, ...] = LANGUAGES
    default_language: str = "es"

    def __post_init__(self) -> None:
        address = _address(self.base_url)
        if self.environment not in {"production", "demo", "test"}:
            raise SettingsError("PUENTE_ENV: must be production, demo or test")
        if not address.hostname or not (
            address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK)
        ):
            raise SettingsError("BASE_URL: must begin with https:// (plain http only on the loopback address)")

        if not self.databases.app.startswith("postgresql"):
            raise SettingsError("DATABASE_URL: must begin with postgresql://")
        if not self.redis_url.startswith(("redis://", "rediss://", "unix://")):
            raise SettingsError("REDIS_URL: must begin with redis://, rediss:// or unix://")

    @property
    def secure(self) -> bool:
        """Pages are served over TLS: cookies carry Secure and the __Host- prefix."""
        return self.base_url.startswith("https://")

    @property
    def journal(self) -> Path:
        """Where the audit writers keep their crash-evident counters."""
        return self.home / "journal"


def _address(base_url: str) -> SplitResult:
    try:
        return urlsplit(base_url)
    except ValueError as error:
        raise SettingsError("BASE_URL: is no address") from error


_KEY_FILES = {
    "root_key": "root.key",
    "session_key": "secret.key",
    "pepper": "pepper.key",
    "audit_signing_key": "audit-signing.key",
    "audit_mac_key": "audit-mac.key",
}


def read_secrets(directory: Path) -> Secrets:
    """Read the key files of a directory, refusing any that others can read."""
    found: dict[str, bytes] = {}
    for name, file_name in _KEY_FILES.items():
        path = directory / file_name
        if not path.is_file():
            raise SettingsError(f"{path.name}: missing in the secrets directory; make it with: openssl rand 32")
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"{path.name}: others can read it; mend with: chmod 0400 {path.name}")
        found[name] = path.read_bytes()
    return Secrets(**found)


def production_settings(env: Mapping[str, str], home: Path) -> Settings:
    """Settings from the environment; SettingsError names what is missing."""

    def needed(name: str) -> str:
        value = env.get(name, "").strip()
        if not value:
            raise SettingsError(f"{name}: is not set")
        return value

    return Settings(
        databases=DatabaseUrls(
            app=needed("DATABASE_URL"),
            migrate=env.get("DATABASE_OWNER_URL", ""),
            sequencer=env.get("DATABASE_SEQUENCER_URL", ""),
            auditor=env.get("DATABASE_AUDITOR_URL", ""),
        ),
        redis_url=needed("REDIS_URL"),
        secrets=read_secrets(Path(needed("SECRETS_DIR"))),
        secrets_folder=Path(needed("SECRETS_DIR")),
        base_url=needed("BASE_URL"),
        environment=env.get("PUENTE_ENV", "production"),
        home=home,
    )
