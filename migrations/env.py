"""Alembic's environment: runs as the migrating role, acts as the owner of all tables."""

from alembic import context
from sqlalchemy import create_engine, text

from casework.app.models import audit_metadata, record_metadata

TARGETS = [record_metadata(), audit_metadata()]


def run() -> None:
    """Run the migrations in one transaction on the connection or address given in the configuration."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _run_on(connection)
        return
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.begin() as fresh:
        fresh.execute(text("SET ROLE puente_owner"))
        _run_on(fresh)
    engine.dispose()


def _run_on(connection: object) -> None:
    context.configure(connection=connection, target_metadata=TARGETS, include_schemas=True)
    with context.begin_transaction():
        context.run_migrations()


run()
