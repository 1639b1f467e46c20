"""Bringing the schema of a database up to date, and asking whether it is."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text

import migrations
from casework.app.first_statistics import tell_planner


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def head() -> str:
    """The newest revision this program knows."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise RuntimeError("there are no migrations")
    return found


def current(engine: Engine) -> str | None:
    """The revision a database is at; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def migrate(url: str) -> tuple[str | None, str]:
    """Bring the database at `url` (the migrating role's) up to date. Returns the revisions before and after."""
    engine = create_engine(url, hide_parameters=True)
    try:
        before = current(engine)
        if before != head():
            with engine.begin() as connection:
                connection.execute(text("SET ROLE puente_owner"))
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                tell_planner(connection)
                connection.execute(text("GRANT SELECT ON alembic_version TO puente_app"))
        return before, head()
    finally:
        engine.dispose()
