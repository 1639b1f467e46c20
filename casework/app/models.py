"""Every table of the program in one place, for migrations and for the tests that walk the catalogue."""

import importlib
import importlib.util
from types import ModuleType

from sqlalchemy import MetaData

import audit.tables
from registry.db.base import Base

MODULES = (
    "registry.organisations.models",
    "registry.accounts.models",
    "registry.db.keystore",
    "registry.people.models",
    "registry.records.drafts",
    "registry.records.idempotency",
    "registry.jobs.outbox",
    "registry.episodes.models",
    "registry.intake.models",
    "registry.diagnoses.models",
    "registry.history.models",
    "outcomes.reviews.models",
    "referrals.justice.models",
    "casework.importing.models",
)


def load_models() -> list[ModuleType]:
    """Import every module that maps a table, so that the metadata is whole."""
    return [importlib.import_module(name) for name in MODULES if _exists(name)]


def _exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def record_metadata() -> MetaData:
    """The tables of the record."""
    load_models()
    return Base.metadata


def audit_metadata() -> MetaData:
    """The tables of the audit log, which stands on its own."""
    return audit.tables.metadata
