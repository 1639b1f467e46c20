"""What can be wrong with an installation, and how to mend it. Each check answers for one thing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from casework.app.schema import current, head
from registry.db.work import make_engine
from registry.settings import Settings

LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one check; `mend` says what to do when it is not `ok`."""

    check: str
    ok: bool
    detail: str = ""
    mend: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Run every check. A database that is away ends the ones that need it."""
    yield _secrets_are_private(settings.secrets_folder)
    yield _queue(settings)
    engine = make_engine(settings.databases.app, pool_size=1)
    try:
        with engine.connect() as connection:
            version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    except DBAPIError:
        yield Finding("database", False, "does not answer", "start it, or correct DATABASE_URL")
        return
    yield Finding(
        "database", version >= 180000, f"PostgreSQL {version // 10000}", "Puente needs PostgreSQL 18 or newer"
    )
    for check in _DATABASE_CHECKS:
        yield check(engine)
    engine.dispose()


def _secrets_are_private(folder: Path) -> Finding:
    open_files = [path.name for path in folder.glob("*") if path.stat().st_mode & 0o077] if folder.is_dir() else []
    mend = "chmod 0400 " + " ".join(open_files)
    return Finding("secret files", not open_files, ", ".join(open_files) or "private", mend)


def _queue(settings: Settings) -> Finding:
    try:
        Redis.from_url(settings.redis_url, socket_timeout=2).ping()
    except RedisError:
        return Finding("queue", False, "does not answer", "start Valkey or Redis; nothing is lost meanwhile")
    return Finding("queue", True, "answers")


def _schema(engine: Engine) -> Finding:
    found, wanted = current(engine), head()
    return Finding("tables", found == wanted, f"at {found}, program at {wanted}", "run: puente migrate")


def _role(engine: Engine) -> Finding:
    query = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    with engine.connect() as connection:
        too_strong = bool(connection.execute(query).scalar_one())
    mend = "give DATABASE_URL the role puente_app, which is no superuser and cannot bypass row security"
    return Finding("database role", not too_strong, "stands above row security" if too_strong else "held by it", mend)


def _jobs(engine: Engine) -> Finding:
    query = text(
        "SELECT count(*) FILTER (WHERE failed_at IS NOT NULL), "
        "count(*) FILTER (WHERE done_at IS NULL AND failed_at IS NULL AND created_at < now() - :late) FROM job"
    )
    with engine.connect() as connection:
        failed, waiting = connection.execute(query, {"late": LATE}).one()
    detail = f"{failed} given up, {waiting} waiting for more than {LATE.seconds // 60} minutes"
    return Finding("jobs", not failed and not waiting, detail, "see that puente worker and puente sequencer run")


_DATABASE_CHECKS: tuple[Callable[[Engine], Finding], ...] = (_schema, _role, _jobs)
