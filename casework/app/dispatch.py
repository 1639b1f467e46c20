"""Handing jobs to the queue, and the rhythm of the regular ones. The sequencer process does this."""

import logging
import threading
from datetime import timedelta

from redis.exceptions import RedisError
from rq import Queue
from sqlalchemy.exc import DBAPIError

from casework.app.queue import PERFORM
from registry import clock
from registry.access.actor import system_actor
from registry.db.work import Database
from registry.jobs.outbox import publish, take_due
from registry.security.keys import INSTALLATION

HOURLY = ("purge_sessions", "purge_drafts")
log = logging.getLogger(__name__)


def hand_over(database: Database, queue: Queue) -> int:
    """Put due jobs on the queue. A queue that is away loses nothing: they are sent again."""
    with database.work(system_actor(INSTALLATION)) as session:
        due = take_due(session)
    for job_id in due:
        queue.enqueue(PERFORM, str(job_id), job_id=f"{job_id}-{int(clock.now().timestamp())}", description="")
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
