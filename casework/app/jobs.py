"""The jobs of the program: who does what.

A job is safe to do twice: its effect and its mark as done are one transaction.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from os import environ
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.app.opening import open_database
from casework.app.settings import current_settings
from registry import clock
from registry.access.actor import Actor, system_actor
from registry.accounts.purge import purge_sessions
from registry.db.work import Database, standing_in
from registry.jobs.outbox import Job, begin, note_failure
from registry.organisations.models import Organisation
from registry.records.drafts import purge_drafts
from registry.records.idempotency import purge_keys
from registry.security.keys import INSTALLATION
from registry.settings import Settings


def _purge_sessions(session: Session, by: Actor, job: Job, settings: Settings) -> None:
    purge_sessions(session, by=by, idle=settings.idle_timeout, absolute=settings.absolute_timeout)


def _purge_drafts(session: Session, by: Actor, job: Job, settings: Settings) -> None:
    for _org_id in _each_organisation(session):
        purge_drafts(session, older_than=settings.draft_lifetime)


def _purge_idempotency_keys(session: Session, by: Actor, job: Job, settings: Settings) -> None:
    for _org_id in _each_organisation(session):
        purge_keys(session)


def _each_organisation(session: Session) -> Iterator[UUID]:
    """Stand in one organisation after the other, since no transaction sees the rows of two at once."""
    for org_id in session.scalars(select(Organisation.id)).all():
        with standing_in(session, org_id):
            yield org_id


HANDLERS: dict[str, Callable[[Session, Actor, Job, Settings], None]] = {
    "purge_sessions": _purge_sessions,
    "purge_drafts": _purge_drafts,
    "purge_idempotency_keys": _purge_idempotency_keys,
}


@lru_cache(maxsize=1)
def _worker_side() -> tuple[Settings, Database]:
    settings = current_settings(environ)
    return settings, open_database(settings, pool_size=1)


def perform(job_id: str) -> None:
    """Do one job: what the worker calls. Raises what the job raised, after noting it."""
    settings, database = _worker_side()
    perform_in(database, settings, UUID(job_id))


def perform_in(database: Database, settings: Settings, job_id: UUID) -> bool:
    """Do the job if nobody has; True when this call did it."""
    try:
        with database.work(system_actor(INSTALLATION)) as session:
            job = begin(session, job_id)
            if job is None:
                return False
            HANDLERS[job.kind](session, system_actor(job.org_id), job, settings)
            job.attempts += 1
            job.done_at = clock.now()
            return True
    except Exception as error:
        with database.work(system_actor(INSTALLATION)) as session:
            note_failure(session, job_id, error)
        raise
