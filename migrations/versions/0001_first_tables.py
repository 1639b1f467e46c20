"""The first tables."""

from alembic import op

from audit import ddl
from casework.app.models import audit_metadata, record_metadata
from registry.db.row_security import statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    for line in ("CREATE EXTENSION IF NOT EXISTS btree_gist", "CREATE SCHEMA keys", "CREATE SCHEMA audit"):
        op.execute(line)
    record_metadata().create_all(op.get_bind())
    audit_metadata().create_all(op.get_bind())
    op.execute("GRANT USAGE ON SCHEMA keys TO puente_app, puente_backup")
    op.execute("GRANT USAGE ON SCHEMA public TO puente_app, puente_backup")
    for line in [*statements(record_metadata()), *ddl.statements()]:
        op.execute(line)
