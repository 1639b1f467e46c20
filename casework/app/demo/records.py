"""The demo's records."""

from collections.abc import Mapping
from uuid import UUID

from casework.app.progress import Progress
from registry.db.work import Database


def seed_records(database: Database, organisations: Mapping[str, UUID], progress: Progress) -> None:
    """Fill the demo's providers with records."""
