"""The stage of a figure: servers of its own in a folder of their own, migrated, with one provider and one clinician."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg

from casework.app.opening import open_database
from casework.app.schema import migrate
from casework.app.settings import embedded_settings
from registry import clock
from registry.access.actor import Actor, system_actor
from registry.access.roles import Role
from registry.accounts.models import Membership, UserAccount
from registry.db.work import Database, ring_of
from registry.ids import new_id
from registry.organisations.models import Organisation, OrganisationKind
from registry.security.keys import INSTALLATION
from registry.services.paths import Home
from registry.services.secrets import load_or_create
from registry.services.supervisor import EmbeddedServices
from registry.services.urls import DATABASE, DatabaseRole
from registry.settings import Settings

BASE_URL = "http://127.0.0.1:8000"
ORGANISATION = "bench-centre"


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything a figure needs; gone when the figure is taken."""

    folder: Path
    services: EmbeddedServices
    settings: Settings
    database: Database
    clinician: Actor
    membership_id: UUID

    @contextmanager
    def superuser(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        """A connection that no row-level security binds: to fill tables and to compare with."""
        url = self.services.superuser_url(DATABASE).replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection


@contextmanager
def empty_folder() -> Iterator[Path]:
    """A folder that the servers' account may enter, removed in the end."""
    folder = Path(tempfile.mkdtemp(prefix="puente-bench-"))
    folder.chmod(0o755 if os.geteuid() == 0 else 0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def raised(*, fsync: bool = False, pool_size: int = 4) -> Iterator[Stage]:
    """Start the servers. Without fsync a commit costs no wait for the disk, and only the program is measured."""
    with empty_folder() as folder:
        home = Home.resolve({"PUENTE_HOME": str(folder)})
        secrets = load_or_create(home)
        with EmbeddedServices(home, secrets, fsync=fsync) as services:
            settings = embedded_settings(home, secrets, services.urls, base_url=BASE_URL, environment="test")
            migrate(services.urls.url(DatabaseRole.MIGRATE))
            database = open_database(settings, journal=folder / "bench-journal", pool_size=pool_size)
            actor, membership_id = _clinician(database)
            yield Stage(folder, services, settings, database, actor, membership_id)
            database.engine.dispose()


def _clinician(database: Database) -> tuple[Actor, UUID]:
    org_id, user_id, membership_id = new_id(), new_id(), new_id()
    with database.work(system_actor(org_id)) as session:
        session.add(Organisation(id=org_id, code=ORGANISATION, name="Bench", kind=OrganisationKind.PROVIDER.value))
        session.add(
            UserAccount(
                id=user_id,
                user_name="ana@bench",
                display_name="Ana Bench",
                language="en",
                must_change_password=False,
                totp_confirmed_at=clock.now(),
            )
        )
        session.flush()  # the keys and the membership refer to them
        ring = ring_of(session)
        ring.found_organisation(org_id)
        ring.installation_key(INSTALLATION)
        session.add(Membership(id=membership_id, user_id=user_id, org_id=org_id, role=Role.CLINICIAN.value))
    return Actor(user_id=user_id, org_id=org_id, role=Role.CLINICIAN), membership_id
