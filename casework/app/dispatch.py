"""Handing jobs to the queue, and the rhythm of the regular ones. The sequencer process does this, so it stays light."""

import logging
import threading
import time
from uuid import UUID

from redis.exceptions import RedisError
from rq import Queue
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from casework.app.queue import PERFORM
from registry import clock
from registry.jobs.handover import ask, take_due

HOURLY = ("purge_sessions", "purge_drafts", "purge_idempotency_keys")
EVERYBODY = UUID(int=0)
log = logging.getLogger(__name__)


def hand_over(engine: Engine, queue: Queue) -> int:
    """Put due jobs on the queue. A queue that is away loses nothing: they are sent again."""
    now = clock.now()
    with engine.begin() as connection:
        due = take_due(connection, now)
    for job_id in due:
        queue.enqueue(PERFORM, str(job_id), job_id=f"{job_id}-{int(now.timestamp())}", description="job")
    return len(due)


def ask_for_regular_jobs(engine: Engine) -> None:
    """Ask once an hour for each regular job."""
    now = clock.now()
    with engine.begin() as connection:
        for kind in HOURLY:
            ask(connection, now, kind=kind, org_id=EVERYBODY, once=f"{kind}-{now:%Y%m%d%H}")


def dispatch_forever(engine: Engine, queue: Queue, stop: threading.Event, every: float = 1.0) -> None:
    """Hand jobs over until told to stop; goes on through outages of the database and the queue."""
    next_regular = 0.0
    while not stop.wait(every):
        try:
            if time.monotonic() >= next_regular:
                ask_for_regular_jobs(engine)
                next_regular = time.monotonic() + 600
            hand_over(engine, queue)
        except (DBAPIError, RedisError) as error:
            log.warning("jobs wait: %s", type(error).__name__)
