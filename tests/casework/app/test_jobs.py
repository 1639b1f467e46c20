"""Jobs leave through the outbox and are done once."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from redis import Redis
from sqlalchemy import Engine, NullPool, create_engine, func, select, text

from casework.app.dispatch import HOURLY, ask_for_regular_jobs, hand_over
from casework.app.jobs import HANDLERS, perform_in
from casework.app.queue import queue_at
from registry import clock
from registry.access.actor import system_actor
from registry.ids import new_id
from registry.jobs.outbox import MOST_ATTEMPTS, Job, publish
from registry.records.drafts import FormDraft, save_draft
from registry.security.keys import INSTALLATION
from registry.settings import Settings
from tests.conftest import Clinic


@pytest.fixture
def outbox(settings: Settings) -> Iterator[Engine]:
    engine = create_engine(settings.databases.app, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM job"))
    yield engine
    engine.dispose()


@pytest.fixture
def queue(settings: Settings) -> Iterator:
    found = queue_at(settings.redis_url)
    found.empty()
    yield found
    found.empty()
    found.connection.close()


def publish_one(clinic: Clinic, kind: str = "purge_drafts", **more: str) -> UUID:
    with clinic.database.work(system_actor(INSTALLATION)) as session:
        publish(session, kind=kind, org_id=INSTALLATION, **more)
        return session.scalars(select(Job.id).order_by(Job.created_at.desc())).first()


def test_job_of_a_transaction_that_failed_is_never_sent(clinic: Clinic, outbox: Engine, queue):
    with pytest.raises(RuntimeError), clinic.database.work(system_actor(INSTALLATION)) as session:
        publish(session, kind="purge_drafts", org_id=INSTALLATION)
        raise RuntimeError
    assert hand_over(outbox, queue) == 0


def test_job_is_handed_over_once_with_nothing_but_its_id(clinic: Clinic, outbox: Engine, queue):
    job_id = publish_one(clinic)
    assert hand_over(outbox, queue) == 1
    assert hand_over(outbox, queue) == 0
    (sent,) = queue.get_jobs()
    assert (sent.args, sent.kwargs, sent.description) == ([str(job_id)], {}, "job")


def test_job_lost_by_the_queue_is_sent_again(clinic: Clinic, outbox: Engine, queue, settings: Settings):
    publish_one(clinic)
    hand_over(outbox, queue)
    with Redis.from_url(settings.redis_url) as connection:
        connection.flushdb()
    clock.shift(timedelta(minutes=4))
    try:
        assert hand_over(outbox, queue) == 1
    finally:
        clock.shift(timedelta())


def test_job_is_done_once_however_often_it_is_called(clinic: Clinic, outbox: Engine, settings: Settings):
    job_id = publish_one(clinic)
    assert perform_in(clinic.database, settings, job_id)
    assert not perform_in(clinic.database, settings, job_id)


def test_job_that_keeps_failing_is_given_up_and_says_only_the_kind_of_error(
    clinic: Clinic, outbox: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_given: object) -> None:
        raise ValueError("a name that must not be kept")

    monkeypatch.setitem(HANDLERS, "purge_drafts", fail)
    job_id = publish_one(clinic)
    for _attempt in range(MOST_ATTEMPTS):
        with pytest.raises(ValueError, match="a name"):
            perform_in(clinic.database, settings, job_id)
    with clinic.database.read(system_actor(INSTALLATION)) as session:
        job = session.get_one(Job, job_id)
        assert (job.attempts, job.error, job.failed_at is not None) == (MOST_ATTEMPTS, "ValueError", True)
    assert not perform_in(clinic.database, settings, job_id)


def test_regular_jobs_are_asked_for_once_an_hour(clinic: Clinic, outbox: Engine):
    ask_for_regular_jobs(outbox)
    ask_for_regular_jobs(outbox)
    with outbox.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Job.__table__)).scalar_one() == len(HOURLY)
    assert set(HOURLY) <= HANDLERS.keys()


def test_old_drafts_of_every_organisation_are_purged(clinic: Clinic, outbox: Engine, settings: Settings):
    for actor, age in ((clinic.clinician, 8), (clinic.stranger, 8), (clinic.clinician, 1)):
        clock.shift(-timedelta(days=age))
        with clinic.database.work(actor) as session:
            save_draft(
                session,
                by=actor,
                draft_id=new_id(),
                kind="diagnosis",
                patient_id=uuid4(),
                record_id=None,
                typed={"a": ["b"]},
            )
    clock.shift(timedelta())
    assert perform_in(clinic.database, settings, publish_one(clinic))
    left = 0
    for actor in (clinic.clinician, clinic.stranger):
        with clinic.database.read(actor) as session:
            left += session.scalars(select(func.count()).select_from(FormDraft)).one()
    assert left == 1
