"""The first tables."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

SCRIPT = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Run the script beside this file, statement by statement, as it was when the tables were first made."""
    connection = op.get_bind()
    for statement in SCRIPT.read_text(encoding="utf-8").split("\n--\n")[1:]:
        if statement.strip():
            connection.exec_driver_sql(statement)
