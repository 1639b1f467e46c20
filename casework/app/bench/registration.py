"""Registering a patient: sealed, indexed, audited; beside the same row written plainly and by ready-made libraries."""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from casework.app.bench.figure import Figure
from casework.app.bench.other_process import library_process
from casework.app.bench.plain import create_tables, insert_plain
from casework.app.bench.scale import Scale
from casework.app.bench.stage import Stage, raised
from casework.app.bench.timing import Action, medians
from registry.db.work import make_engine
from registry.people.blocking import index_terms
from registry.people.schemas import OWN_FIELDS, PatientCommand
from registry.people.services import register_patient

PERSON = PatientCommand(
    given_names="Alba",
    family_name_1="Colibrí",
    family_name_2="de Ejemplo",
    date_of_birth=date(1984, 3, 12),
    sex="FEMALE",
    gender="WOMAN",
    preferred_language="ES",
    nationality="ES",
    address="Calle del Puente 1",
    municipality="Ciudad Ribera",
)
"""Ten values; two surnames and a date of birth give the usual number of index terms."""
TERMS = index_terms(PERSON.name, PERSON.date_of_birth, PERSON.birth_year)
SLOW_ENOUGH = 0.001
"""Seconds for one fsync: what the promise on a disk supposes."""


def measure(scale: Scale) -> Iterator[Figure]:
    """Without the cost of the disk, then with it."""
    with raised() as stage, _alternatives(stage) as (plain, library):
        _settle(stage, [_ours(stage), plain, library])
        ours, theirs, other = medians([_ours(stage), plain, library], scale.rounds)
    what = f"register a patient: 10 values, {len(TERMS)} index terms, event; no fsync"
    beside = f"plain ORM insert of the same row and index terms: {_ms(theirs)}"
    yield Figure("registration", what, ours / theirs, "x", 2.5, beside=beside, ratio=ours / theirs, note=_ms(ours))
    yield Figure(
        "registration-libraries",
        "the same, against ready-made encryption and history",
        ours / other,
        "x",
        1.0,
        beside=f"sqlalchemy-utils (AES-GCM) with sqlalchemy-continuum: {_ms(other)}",
        ratio=ours / other,
        note=_ms(ours),
    )
    yield _on_disk(scale)


def _on_disk(scale: Scale) -> Figure:
    with raised(fsync=True) as stage:
        flush = fsync_seconds(stage.folder)
        with _plain(stage) as plain:
            note = f"one fsync here takes {_ms(flush)}"
            if flush < SLOW_ENOUGH:
                note += "; the server was told to wait 1 ms more before each flush, for both sides"
                _wait_before_flush(stage)
            _settle(stage, [_ours(stage), plain])
            ours, theirs = medians([_ours(stage), plain], scale.rounds_on_disk)
    return Figure(
        "registration-fsync",
        "the same, with fsync",
        ours / theirs,
        "x",
        1.25,
        beside=f"plain ORM insert: {_ms(theirs)}",
        ratio=ours / theirs,
        note=f"{_ms(ours)}; {note}",
    )


def fsync_seconds(folder: Path, rounds: int = 100) -> float:
    """The median time in which the disk below `folder` takes one page of 8 KiB."""
    page, path, times = os.urandom(8192), folder / "fsync-probe", []
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.pwrite(descriptor, page * rounds, 0)
    os.fsync(descriptor)
    for number in range(rounds):
        os.pwrite(descriptor, page, number * len(page))
        started = time.perf_counter()
        os.fdatasync(descriptor)
        times.append(time.perf_counter() - started)
    os.close(descriptor)
    path.unlink()
    return statistics.median(times)


def _ours(stage: Stage) -> Callable[[], None]:
    def register() -> None:
        with stage.database.work(stage.clinician) as session:
            register_patient(session, by=stage.clinician, command=PERSON)

    return register


@contextmanager
def _plain(stage: Stage) -> Iterator[Callable[[], None]]:
    create_tables(stage.settings.databases.migrate)
    engine: Engine = make_engine(stage.settings.databases.app, pool_size=2)
    yield lambda: insert_plain(engine, stage.clinician.org_id, PERSON, TERMS)
    engine.dispose()


@contextmanager
def _alternatives(stage: Stage) -> Iterator[tuple[Callable[[], None], Callable[[], float]]]:
    values = {name: str(value) for name, value in asdict(PERSON).items() if name in OWN_FIELDS and value is not None}
    order = {
        "app": stage.settings.databases.app,
        "migrate": stage.settings.databases.migrate,
        "org_id": str(stage.clinician.org_id),
        "values": values,
        "terms": [(int(kind), value) for kind, value in TERMS],
    }
    with _plain(stage) as plain, library_process(order) as library:
        yield plain, library


def _settle(stage: Stage, actions: Sequence[Action]) -> None:
    """A hundred rows each, then the statistics that autovacuum would gather within its first minute.

    Without them every connection keeps the plans it made for empty tables: a foreign key is then checked by a scan.
    """
    for action in actions:
        for _ in range(100):
            action()
    with stage.superuser() as connection:
        connection.execute("ANALYZE")


def _wait_before_flush(stage: Stage) -> None:
    """Only a superuser may: PostgreSQL then sleeps, holding its lock on the log, before it flushes a commit."""
    with stage.superuser() as connection:
        connection.execute("ALTER SYSTEM SET commit_delay = 1000")
        connection.execute("ALTER SYSTEM SET commit_siblings = 0")
        connection.execute("SELECT pg_reload_conf()")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
