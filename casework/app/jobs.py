"""The jobs of the program: who does what, the hand-over to the queue, and the rhythm of the regular ones.

A job is safe to do twice: its effect and its mark as done are one transaction.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from os import environ
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from casework.app.opening import open_database
from casework.app.settings import current_settings
from registry import clock
from registry.access.actor import Actor, system_actor
from registry.accounts.purge import purge_sessions
from registry.db.work import Database
from registry.jobs.outbox import Job, begin, note_failure, publish, take_due
from registry.records.drafts import purge_drafts
from registry.security.keys import INSTALLATION
from registry.settings import Settings

QUEUE = "puente"
log = logging.getLogger(__name__)


def _purge_sessions(session: Session, by: Actor, job: Job, settings: Settings) -> None:
    purge_sessions(session, by=by, idle=settings.idle_timeout, absolute=settings.absolute_timeout)


def _purge_drafts(session: Session, by: Actor, job: Job, settings: Settings) -> None:
    purge_drafts(session, older_than=settings.draft_lifetime)


HANDLERS: dict[str, Callable[[Session, Actor, Job, Settings], None]] = {
    "purge_sessions": _purge_sessions,
    "purge_drafts": _purge_drafts,
}
HOURLY = ("purge_sessions",)


def queue_at(redis_url: str) -> Queue:
    """The queue; arguments are JSON, never pickled objects."""
    return Queue(QUEUE, connection=Redis.from_url(redis_url), serializer=JSONSerializer)


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


def hand_over(database: Database, queue: Queue) -> int:
    """Put due jobs on the queue. A queue that is away loses nothing: they are sent again."""
    with database.work(system_actor(INSTALLATION)) as session:
        due = take_due(session)
    for job_id in due:
        queue.enqueue(perform, str(job_id), job_id=f"{job_id}-{int(clock.now().timestamp())}", description="")
    return len(due)


def ask_for_regular_jobs(database: Database) -> None:
    """Ask once an hour for each regular job."""
    hour = clock.now().strftime("%Y%m%d%H")
    with database.work(system_actor(INSTALLATION)) as session:
        for kind in HOURLY:
            publish(session, kind=kind, org_id=INSTALLATION, once=f"{kind}-{hour}")


def dispatch_forever(database: Database, queue: Queue, stop: threading.Event, every: float = 1.0) -> None:
    """Hand jobs over until told to stop; goes on through outages of the database and the queue."""
    next_regular = clock.now()
    while not stop.wait(every):
        try:
            if clock.now() >= next_regular:
                ask_for_regular_jobs(database)
                next_regular = clock.now() + timedelta(minutes=10)
            hand_over(database, queue)
        except (DBAPIError, RedisError) as error:
            log.warning("jobs wait: %s", type(error).__name__)
