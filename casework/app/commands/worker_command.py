"""`puente worker`: background jobs."""

from os import environ

import click
from rq import Worker
from rq.serializers import JSONSerializer

from casework.app.queue import queue_at
from casework.app.settings import current_settings

NOTICE_SECONDS = 60
"""How soon a job whose worker was killed is noticed (stack P6)."""


@click.command("worker", help="Run background jobs.")
@click.option("--burst", is_flag=True, help="End when the queue is empty.")
def command(burst: bool) -> None:
    """Work until SIGTERM."""
    queue = queue_at(current_settings(environ).redis_url)
    worker = Worker(
        [queue],
        connection=queue.connection,
        serializer=JSONSerializer,
        worker_ttl=NOTICE_SECONDS,
        maintenance_interval=NOTICE_SECONDS,
        job_monitoring_interval=10,
    )
    worker.work(burst=burst, logging_level="WARNING")
