"""The queue between the hand-over and the workers. Light: the worker's watching process imports only this."""

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

NAME = "puente"
PERFORM = "casework.app.jobs.perform"


def queue_at(redis_url: str) -> Queue:
    """The queue; arguments are JSON, never pickled objects."""
    return Queue(NAME, connection=Redis.from_url(redis_url), serializer=JSONSerializer)
