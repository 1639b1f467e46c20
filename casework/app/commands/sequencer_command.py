"""`puente sequencer`: numbers the audit events, and hands jobs to the queue."""

import signal
import threading
from os import environ

import click
from sqlalchemy import create_engine

from audit.journal import Journal
from audit.note import SigningKey
from audit.sequencer import Sequencer
from audit.writer import install
from casework.app.dispatch import dispatch_forever
from casework.app.queue import queue_at
from casework.app.settings import current_settings


@click.command("sequencer", help="Number the audit events and hand out jobs.")
def command() -> None:
    """Run until SIGTERM."""
    settings = current_settings(environ)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    settings.journal.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {"hide_parameters": True, "pool_pre_ping": True, "pool_size": 2}
    engine = create_engine(settings.databases.sequencer or settings.databases.app, **options)
    install(engine, settings.secrets.audit_mac_key, Journal(settings.journal))
    key = SigningKey.from_seed(settings.audit_origin, settings.secrets.audit_signing_key)
    sequencer = Sequencer(engine, settings.audit_origin, key, journals=settings.journal)
    outbox = create_engine(settings.databases.app, **options)
    jobs = threading.Thread(
        target=dispatch_forever, args=(outbox, queue_at(settings.redis_url), stop), name="jobs", daemon=True
    )
    jobs.start()
    sequencer.run_forever(stop)
    jobs.join(timeout=3)
