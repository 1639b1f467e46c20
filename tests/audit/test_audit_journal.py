"""Journals: what was acknowledged and is gone after a crash is reported, and nothing else is."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from audit.canonical import parse_canonical
from audit.ddl import APP, SEQUENCER
from audit.events import Act, Event
from audit.journal import SUFFIX, Journal, JournalDamaged, JournalFile
from audit.reconciliation import Loss, reconcile
from audit.writer import record
from tests.audit.audit_database import Database

WRITES_AND_IS_KILLED = """
import os, sys
from pathlib import Path
from sqlalchemy import create_engine
from audit.events import Act, Event
from audit.journal import Journal
from audit.writer import install, record
engine = create_engine(sys.argv[1])
install(engine, bytes(range(32)), Journal(Path(sys.argv[2])))
for _ in range(3):
    with engine.begin() as connection:
        record(connection, Event(act=Act.RECORD_VIEW))
connection = engine.connect()
record(connection, Event(act=Act.RECORD_VIEW))
os.kill(os.getpid(), 9)
"""


def look(engine: Engine, times: int = 1, *, relaxed: bool = False) -> None:
    for _ in range(times):
        with engine.begin() as connection:
            if relaxed:
                connection.execute(text("SET LOCAL synchronous_commit = off"))
            record(connection, Event(act=Act.RECORD_VIEW, subject=uuid4()))


def waiting(database: Database) -> list[dict[str, object]]:
    with database.superuser.connect() as connection:
        bodies = connection.scalars(text("SELECT body FROM audit.pending ORDER BY id")).all()
    return [parse_canonical(body) for body in bodies]


def entries(folder: Path) -> list[tuple[int, str]]:
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        file = JournalFile(path)
        found += [(entry.last, path.name) for entry in file.entries(ended_only=False)]
        file.close()
    return found


def test_the_journal_knows_the_last_committed_count(database: Database, tmp_path: Path) -> None:
    engine = database.engine(APP, journal=Journal(tmp_path), pool=1)
    look(engine, 3)
    with engine.connect() as connection:
        record(connection, Event(act=Act.RECORD_VIEW))
        connection.rollback()
    assert [last for last, _ in entries(tmp_path)] == [3]


def test_a_killed_process_that_lost_nothing_is_tidied_up(database: Database, tmp_path: Path) -> None:
    url = database.server.url(APP, database.name)
    killed = subprocess.run([sys.executable, "-c", WRITES_AND_IS_KILLED, url, str(tmp_path)], check=False)
    assert killed.returncode == -9
    assert [last for last, _ in entries(tmp_path)] == [3]
    assert reconcile(tmp_path, database.engine(SEQUENCER)) == []
    assert list(tmp_path.iterdir()) == []


def test_a_lost_tail_of_a_killed_process_is_reported_once(database: Database, tmp_path: Path) -> None:
    url = database.server.url(APP, database.name)
    subprocess.run([sys.executable, "-c", WRITES_AND_IS_KILLED, url, str(tmp_path)], check=False)
    database.execute("DELETE FROM audit.pending WHERE wseq > 1")
    (writer,) = {int(str(body["w"]), 16) for body in waiting(database)}
    assert reconcile(tmp_path, database.engine(SEQUENCER)) == [Loss(writer, 2, 3)]
    assert reconcile(tmp_path, database.engine(SEQUENCER)) == []
    report = waiting(database)[-1]
    assert report["act"] == "audit.loss"
    assert report["extra"] == {"writer": f"{writer:016x}", "first": 2, "last": 3, "found_by": "journal"}


def test_a_report_that_was_committed_is_not_repeated_if_the_slot_was_not_freed(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = database.engine(APP, journal=Journal(tmp_path), pool=1)
    look(engine, 2)
    engine.dispose()
    database.execute("DELETE FROM audit.pending WHERE wseq = 2")
    with monkeypatch.context() as patch:
        patch.setattr(JournalFile, "free", lambda *_: None)
        assert len(reconcile(tmp_path, database.engine(SEQUENCER))) == 1
    assert reconcile(tmp_path, database.engine(SEQUENCER)) == []


def test_numbered_events_count_as_present(database: Database, tmp_path: Path) -> None:
    engine = database.engine(APP, journal=Journal(tmp_path), pool=1)
    look(engine, 3)
    database.sequencer().run_once(2)
    engine.dispose()
    assert reconcile(tmp_path, database.engine(SEQUENCER)) == []
    assert entries(tmp_path) == []


def test_a_writer_that_still_works_is_left_alone(database: Database, tmp_path: Path) -> None:
    engine = database.engine(APP, journal=Journal(tmp_path), pool=1)
    look(engine)
    database.execute("DELETE FROM audit.pending")
    assert reconcile(tmp_path, database.engine(SEQUENCER)) == []
    assert [last for last, _ in entries(tmp_path)] == [1]


@pytest.mark.drill
def test_reads_lost_in_a_crash_of_postgresql_are_reported(crashing_database: Database, tmp_path: Path) -> None:
    database = crashing_database
    engine = database.engine(APP, journal=Journal(tmp_path), pool=1)
    look(engine)
    look(engine, 20, relaxed=True)
    (acknowledged,) = (last for last, _ in entries(tmp_path))
    database.server.kill()
    database.server.start()
    engine.dispose()
    (loss,) = reconcile(tmp_path, database.engine(SEQUENCER))
    bodies = waiting(database)
    kept = [body["n"] for body in bodies if body["act"] == "record.view"]
    assert acknowledged == loss.last == 21
    assert kept == list(range(1, loss.first)) and bodies[-1]["act"] == "audit.loss"


def test_a_full_journal_continues_in_a_second_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    slots = [journal.claim(writer) for writer in range(1, 258)]
    for last, slot in enumerate(slots, start=1):
        slot.committed(last)
    assert sorted(last for last, _ in entries(tmp_path)) == list(range(1, 258))
    assert len({name for _, name in entries(tmp_path)}) == 2


def test_a_forked_process_does_not_write_its_parents_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    slot = journal.claim(5)
    slot.committed(1)
    child = os.fork()
    if child == 0:
        slot.committed(9)
        journal.claim(6).committed(2)
        os._exit(0)
    os.waitpid(child, 0)
    assert sorted(last for last, _ in entries(tmp_path)) == [1, 2]
    assert len({name for _, name in entries(tmp_path)}) == 2


@pytest.mark.parametrize("content", [b"", bytes(8192)])
def test_a_file_that_is_no_journal_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / f"1{SUFFIX}"
    path.write_bytes(content)
    with pytest.raises(JournalDamaged):
        JournalFile(path)
