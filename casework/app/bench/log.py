"""The audit log: events numbered a second, and events verified a second by the verifier that needs no database."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from uuid import UUID

from sqlalchemy import Connection, insert

import casework
from audit.events import Act, Event
from audit.export import export
from audit.journal import Journal
from audit.note import SigningKey
from audit.sequencer import Sequencer
from audit.tables import pending
from audit.writer import compose, install
from casework.app.bench.figure import Figure
from casework.app.bench.scale import Scale
from casework.app.bench.stage import Stage, raised
from registry.db.work import make_engine
from registry.ids import new_id

BATCH = 1000
_ACTS = (Act.RECORD_VIEW, Act.RECORD_VIEW, Act.RECORD_CREATE, Act.RECORD_UPDATE, Act.RECORD_LIST)


def measure(scale: Scale) -> Iterator[Figure]:
    """Fill the queue, number it, export it, verify the export."""
    with raised() as stage:
        _fill_queue(stage, scale.events)
        key = SigningKey.from_seed(stage.settings.audit_origin, stage.settings.secrets.audit_signing_key)
        seconds = _number(stage, key, scale.events)
        yield Figure(
            "log-number", "number events into the log", scale.events / seconds, "events/s", 15_000, at_least=True
        )
        file = stage.folder / "log.export"
        engine = make_engine(stage.settings.databases.auditor or stage.settings.databases.app)
        with engine.connect() as connection:
            export(connection, file)
        engine.dispose()
        yield _verified(file, key.verification_key().encode(), ())
        yield _verified(file, key.verification_key().encode(), ("--hashes-only",))


def _fill_queue(stage: Stage, events: int) -> None:
    """Events as pages and commands write them, many in a transaction so that it does not take all day."""
    people = [new_id() for _ in range(500)]
    for first in range(0, events, BATCH):
        with stage.database.work(stage.clinician) as session:
            connection = session.connection()
            rows = [_waiting(connection, stage, number, people) for number in range(first, first + BATCH)]
            connection.execute(insert(pending), rows)


def _waiting(connection: Connection, stage: Stage, number: int, people: Sequence[UUID]) -> dict[str, object]:
    act = _ACTS[number % len(_ACTS)]
    event = Event(
        act=act,
        at=datetime.now(UTC),
        actor=stage.clinician.user_id,
        role=stage.clinician.role.value,
        org=stage.clinician.org_id,
        obj=f"patient:{people[number % len(people)]}",
        subject=None if act is Act.RECORD_LIST else people[number % len(people)],
        listed=tuple(people[:5]) if act is Act.RECORD_LIST else (),
        purpose="TREATMENT",
        fields=("address", "municipality") if act is Act.RECORD_UPDATE else (),
        req=f"{number:032x}",
    )
    return compose(connection, event).values()


def _number(stage: Stage, key: SigningKey, events: int) -> float:
    engine = make_engine(stage.settings.databases.sequencer or stage.settings.databases.app)
    install(engine, stage.settings.secrets.audit_mac_key, Journal(stage.folder / "bench-journal"))
    sequencer = Sequencer(engine, stage.settings.audit_origin, key)
    started, done = perf_counter(), 0
    while done < events:
        done += sequencer.run_once(BATCH)
    seconds = perf_counter() - started
    engine.dispose()
    return seconds


def _verified(file: Path, vkey: str, options: Sequence[str]) -> Figure:
    root = Path(casework.__file__).parent.parent
    command = [sys.executable, "-m", "audit", "verify", str(file), "--vkey", vkey, "--json", *options]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    report = json.loads(done.stdout)
    rate = report["size"] / report["seconds"]
    if options:
        return Figure(
            "log-verify-hashes", "verify hashes and signatures only", rate, "events/s", 200_000, at_least=True
        )
    what = f"verify the log in full ({report['size']:,} events)"
    return Figure("log-verify", what, rate, "events/s", 30_000, at_least=True)
