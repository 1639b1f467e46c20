"""The sequencer: places without gaps, one signed head a batch, and two of them at once do no harm."""

import threading
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from audit.canonical import parse_canonical
from audit.ddl import APP, READER, SEQUENCER
from audit.events import Act, Event
from audit.journal import SUFFIX, Journal
from audit.merkle import consistency_holds, inclusion_holds, leaf_hash, root_of
from audit.note import Checkpoint
from audit.sequencer import LogMoved, Sequencer
from audit.stored import TileMissing, stored_tiles
from audit.tiles import consistency_proof, inclusion_proof
from audit.writer import record
from tests.audit.audit_database import ORIGIN, SIGNING_KEY, Database


def write(database: Database, number: int, **attributes: object) -> None:
    engine = database.engine(APP)
    with engine.begin() as connection:
        for _ in range(number):
            record(connection, Event(act=Act.RECORD_VIEW, **attributes))  # type: ignore[arg-type]
    engine.dispose()


def bodies(database: Database) -> list[bytes]:
    with database.superuser.connect() as connection:
        rows = connection.execute(text("SELECT seq, body FROM audit.event ORDER BY seq")).all()
    assert [row.seq for row in rows] == list(range(len(rows)))
    return [row.body for row in rows]


def heads(database: Database) -> list[Checkpoint]:
    key = SIGNING_KEY.verification_key()
    with database.superuser.connect() as connection:
        notes = connection.scalars(text("SELECT note FROM audit.checkpoint ORDER BY size")).all()
    return [Checkpoint.parse(key.check(note)) for note in notes]


def test_events_are_numbered_in_order_under_signed_heads(database: Database) -> None:
    sequencer = database.sequencer()
    write(database, 700)
    assert [sequencer.run_once(300) for _ in range(4)] == [300, 300, 100, 0]
    leaves = [leaf_hash(body) for body in bodies(database)]
    assert [parse_canonical(body)["n"] for body in bodies(database)] == list(range(1, 701))
    assert heads(database) == [Checkpoint(ORIGIN, size, root_of(leaves[:size])) for size in (300, 600, 700)]


def test_proofs_are_made_from_the_stored_tiles(database: Database) -> None:
    sequencer = database.sequencer()
    write(database, 700)
    for limit in (1, 299, 350, 50):
        sequencer.run_once(limit)
    leaves = [leaf_hash(body) for body in bodies(database)]
    with database.superuser.connect() as connection:
        rows = connection.execute(text("SELECT level, idx, hashes FROM audit.tile"))
        tiles = {(row.level, row.idx): row.hashes for row in rows}
    assert {place: len(hashes) // 32 for place, hashes in tiles.items()} == {
        (0, 0): 256, (0, 1): 256, (0, 2): 188, (1, 0): 2,
    }  # fmt: skip
    old, new = heads(database)[1], heads(database)[-1]
    with database.engine(READER, writes=False).connect() as connection:
        tile = stored_tiles(connection)
        proofs = {index: inclusion_proof(index, 700, tile) for index in (0, 255, 256, 511, 512, 698, 699)}
        consistency = consistency_proof(old.size, new.size, tile)
        with pytest.raises(TileMissing):
            tile(0, 3)
    for index, proof in proofs.items():
        assert inclusion_holds(leaves[index], index, 700, proof, new.root)
        assert not inclusion_holds(leaves[index - 1], index, 700, proof, new.root)
    assert consistency_holds(old.size, old.root, new.size, new.root, consistency)
    assert not consistency_holds(old.size, new.root, new.size, new.root, consistency)


def test_two_sequencers_at_once_number_every_event_once(database: Database) -> None:
    stop = threading.Event()
    threads = [threading.Thread(target=database.sequencer().run_forever, args=(stop, 0.001, 20)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        write(database, 50)
    for _ in range(500):
        if len(bodies(database)) == 500:
            break
        stop.wait(0.02)
    stop.set()
    for thread in threads:
        thread.join()
    written = bodies(database)
    assert len(written) == len(set(written)) == 500
    assert heads(database)[-1].root == root_of(leaf_hash(body) for body in written)


def test_a_sequencer_without_the_lock_is_stopped_by_the_size_of_the_log(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(database, 10)
    database.sequencer().run_once(5)
    monkeypatch.setattr("audit.sequencer._state", lambda _connection: (0, b""))
    monkeypatch.setattr("audit.batch.store", lambda *_: None)
    with pytest.raises(LogMoved):
        database.sequencer().run_once()
    monkeypatch.undo()
    assert database.sequencer().run_once() == 5


def test_a_sequencer_outlives_the_loss_of_its_connection(database: Database) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=database.sequencer().run_forever, args=(stop, 0.01))
    thread.start()
    for round_number in range(1, 4):
        write(database, 5)
        database.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{SEQUENCER}'")
        for _ in range(500):
            if len(bodies(database)) == 5 * round_number:
                break
            stop.wait(0.02)
        assert len(bodies(database)) == 5 * round_number
    stop.set()
    thread.join()


def test_a_deleted_waiting_event_is_reported_as_lost(database: Database) -> None:
    sequencer = database.sequencer()
    write(database, 6)
    database.execute("DELETE FROM audit.pending WHERE wseq IN (1, 3, 4)")
    assert sequencer.run_once() == 3
    parsed = [parse_canonical(body) for body in bodies(database)]
    assert [body["act"] for body in parsed] == ["record.view"] * 3 + ["audit.loss"] * 2
    writer = parsed[0]["w"]
    assert [body["extra"] for body in parsed[3:]] == [
        {"writer": writer, "first": 1, "last": 1, "found_by": "sequencer"},
        {"writer": writer, "first": 3, "last": 4, "found_by": "sequencer"},
    ]


def test_a_gap_across_batches_is_reported_once(database: Database) -> None:
    sequencer = database.sequencer()
    write(database, 4)
    database.execute("DELETE FROM audit.pending WHERE wseq = 3")
    assert [sequencer.run_once(2), sequencer.run_once(2), sequencer.run_once(2)] == [2, 1, 0]
    acts = [parse_canonical(body)["act"] for body in bodies(database)]
    assert acts == ["record.view"] * 3 + ["audit.loss"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\x00",
        b"[]",
        b'{"act":"\\ud800","at":"2026-01-01T00:00:00Z"}',
        b'{"act":"record.view","at":"2026-01-01T00:00:00"}',
        b'{"act":"record.view","at":"2026-01-01T00:00:00Z","subject":7}',
        b'{"act":"record.view","at":"2026-01-01T00:00:00Z","listed":[null]}',
        b"[" * 100_000,
    ],
)
@pytest.mark.parametrize("others", [0, 1])
def test_a_body_that_is_no_event_does_not_stop_the_log(database: Database, body: bytes, others: int) -> None:
    with database.engine(APP).begin() as connection:
        insert = text("INSERT INTO audit.pending (writer, wseq, body, mac) VALUES (7, 1, :body, :mac)")
        connection.execute(insert, {"body": body, "mac": bytes(32)})
    write(database, others, subject=uuid4())
    assert database.sequencer().run_once() == 1 + others
    with database.superuser.connect() as connection:
        acts = connection.scalars(text("SELECT act FROM audit.event ORDER BY seq")).all()
    assert acts == [None, "record.view"][: 1 + others]


@pytest.mark.parametrize(("writer", "wseq", "mac"), [(-1, 1, 32), (1, 0, 32), (1, 2**53, 32), (1, 1, 31)])
def test_a_row_that_could_stop_the_log_is_refused(database: Database, writer: int, wseq: int, mac: int) -> None:
    insert = text("INSERT INTO audit.pending (writer, wseq, body, mac) VALUES (:writer, :wseq, '', :mac)")
    with database.engine(APP).begin() as connection, pytest.raises(IntegrityError, match="ck_pending"):
        connection.execute(insert, {"writer": writer, "wseq": wseq, "mac": bytes(mac)})


def test_a_sequencer_needs_an_audit_writer_to_report_losses(database: Database) -> None:
    with pytest.raises(ValueError, match="audit writer"):
        Sequencer(create_engine(database.server.url(SEQUENCER, database.name)), ORIGIN, SIGNING_KEY)


def test_a_damaged_journal_does_not_stop_the_numbering(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / f"broken{SUFFIX}").write_bytes(b"nothing")
    write(database, 3)
    stop = threading.Event()
    sequencer = Sequencer(database.engine(SEQUENCER), ORIGIN, SIGNING_KEY, journals=tmp_path)
    thread = threading.Thread(target=sequencer.run_forever, args=(stop, 0.01))
    thread.start()
    for _ in range(500):
        if len(bodies(database)) == 3:
            break
        stop.wait(0.02)
    stop.set()
    thread.join()
    assert len(bodies(database)) == 3
    assert f"broken{SUFFIX} is damaged" in caplog.text


def test_the_sequencer_reconciles_the_journals_it_is_given(database: Database, tmp_path: Path) -> None:
    engine = database.engine(APP, journal=Journal(tmp_path), pool=1)
    with engine.begin() as connection:
        record(connection, Event(act=Act.RECORD_VIEW))
    engine.dispose()
    database.execute("DELETE FROM audit.pending")
    stop = threading.Event()
    sequencer = Sequencer(database.engine(SEQUENCER), ORIGIN, SIGNING_KEY, journals=tmp_path)
    thread = threading.Thread(target=sequencer.run_forever, args=(stop, 0.01))
    thread.start()
    for _ in range(500):
        if bodies(database):
            break
        stop.wait(0.02)
    stop.set()
    thread.join()
    assert [parse_canonical(body)["act"] for body in bodies(database)] == ["audit.loss"]
