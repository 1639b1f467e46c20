"""Opening the database of a process: engine, audit writers, keys."""

from pathlib import Path
from typing import Any

from audit.journal import Journal
from audit.writer import install
from registry.db.keystore import KeyService
from registry.db.work import Database, make_engine
from registry.security.keys import FileKekProvider
from registry.security.passwords import Passwords
from registry.settings import Settings
from registry.web.runtime import Runtime


def open_database(settings: Settings, *, journal: Path | None = None, **engine_options: Any) -> Database:
    """The application's database. Each of its connections becomes an audit writer."""
    engine = make_engine(settings.databases.app, **engine_options)
    directory = journal or settings.journal
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    install(engine, settings.secrets.audit_mac_key, Journal(directory))
    return Database(engine, KeyService(FileKekProvider(settings.secrets.root_key)))


def open_runtime(settings: Settings, **engine_options: Any) -> Runtime:
    """Everything a web process or a worker needs."""
    passwords = Passwords(settings.secrets.pepper, memory_kib=settings.argon2_memory_kib, passes=settings.argon2_passes)
    return Runtime(settings=settings, database=open_database(settings, **engine_options), passwords=passwords)
