"""The verifier: a whole log passes, and every way of changing one is found and named."""

import json
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from audit.__main__ import main
from audit.ddl import APP, READER
from audit.events import Act, Event
from audit.export import NothingToExport, export
from audit.faults import Fault, FaultKind
from audit.merkle import inclusion_holds, leaf_hash
from audit.note import Checkpoint, SigningKey
from audit.verify import Demands, Report, verify
from audit.writer import record
from tests.audit.audit_database import MAC_KEY, ORIGIN, SIGNING_KEY, Database
from tests.audit.log_forgery import cut, delete, edit, rebuild, swap

KEY = SIGNING_KEY.verification_key()
SIZE, BATCH = 600, 100
ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(database: Database) -> Database:
    """600 events of three writers under six checkpoints."""
    sequencer = database.sequencer()
    engines = [database.engine(APP, pool=1) for _ in range(3)]
    for number in range(SIZE // BATCH):
        with engines[number % 3].begin() as connection:
            for _ in range(BATCH):
                record(connection, Event(act=Act.RECORD_VIEW, subject=uuid4(), org=uuid4(), fields=("patient.name",)))
        assert sequencer.run_once() == BATCH
    return database


@pytest.fixture
def exported(log: Database, tmp_path: Path) -> Path:
    return write(log, tmp_path)


def write(database: Database, folder: Path) -> Path:
    path = folder / "log.bin"
    with database.engine(READER, writes=False).connect() as connection:
        export(connection, path)
    return path


def check(database: Database, folder: Path, **demands: object) -> Report:
    return verify(write(database, folder), Demands(KEY, **demands))  # type: ignore[arg-type]


def found(database: Database, folder: Path, **demands: object) -> tuple[FaultKind, int]:
    fault = check(database, folder, **demands).fault
    assert fault is not None
    return fault.kind, fault.seq


def note(database: Database, size: int) -> str:
    with database.superuser.connect() as connection:
        statement = text("SELECT note FROM audit.checkpoint WHERE size = :size")
        return str(connection.execute(statement, {"size": size}).scalar_one())


def head(database: Database, size: int) -> Checkpoint:
    return Checkpoint.parse(KEY.check(note(database, size)))


@pytest.mark.parametrize("hashes_only", [False, True])
def test_a_whole_log_passes(log: Database, tmp_path: Path, hashes_only: bool) -> None:
    report = check(log, tmp_path, hashes_only=hashes_only, newer=head(log, 300), mac_key=MAC_KEY)
    assert report.fault is None
    assert (report.origin, report.size, report.checkpoints, report.lost) == (ORIGIN, SIZE, 6, 0)
    assert report.root == head(log, SIZE).root


@pytest.mark.parametrize("hashes_only", [False, True])
@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (lambda log: edit(log, 123), (FaultKind.EDITED, 123)),
        (lambda log: edit(log, 599), (FaultKind.EDITED, 599)),
        (lambda log: delete(log, 123), (FaultKind.MISSING, 123)),
        (lambda log: delete(log, 0), (FaultKind.MISSING, 0)),
        (lambda log: delete(log, 123, renumber=True), (FaultKind.MISSING, 123)),
        (lambda log: swap(log, 123, 124), (FaultKind.SWAPPED, 123)),
        (lambda log: swap(log, 123, 150), (FaultKind.SWAPPED, 123)),
        (lambda log: swap(log, 123, 590), (FaultKind.EDITED, 123)),
        (lambda log: cut(log, 550, checkpoints=False), (FaultKind.TRUNCATED, 550)),
        (lambda log: (edit(log, 50), delete(log, 70)), (FaultKind.EDITED, 50)),
        (lambda log: (edit(log, 123), rebuild(log)), (FaultKind.FORKED, 100)),
        (lambda log: rebuild(log, SigningKey.from_seed(KEY.name, b"1" * 32)), (FaultKind.WRONG_SIGNATURE, 99)),
        (lambda log: rebuild(log, SigningKey.from_seed("other", bytes(32))), (FaultKind.WRONG_SIGNATURE, 99)),
        (lambda log: log.execute("DELETE FROM audit.tile WHERE idx = 1"), (FaultKind.WRONG_TILE, 200)),
    ],
)
def test_each_change_to_the_log_is_found_and_named(
    log: Database,
    tmp_path: Path,
    forge: Callable[[Database], object],
    expected: tuple[FaultKind, int],
    hashes_only: bool,
) -> None:
    forge(log)
    assert found(log, tmp_path, hashes_only=hashes_only) == expected


def test_a_tail_cut_with_its_checkpoints_is_found_by_a_checkpoint_kept_elsewhere(log: Database, tmp_path: Path) -> None:
    kept = head(log, 600)
    cut(log, 500, checkpoints=True)
    assert check(log, tmp_path).fault is None
    assert found(log, tmp_path, newer=kept) == (FaultKind.TRUNCATED, 500)


def test_history_rewritten_with_the_stolen_log_key_is_found_by_a_checkpoint_kept_elsewhere(
    log: Database, tmp_path: Path
) -> None:
    kept = head(log, 300)
    edit(log, 123)
    rebuild(log, SIGNING_KEY)
    assert check(log, tmp_path).fault is None
    assert found(log, tmp_path, newer=kept) == (FaultKind.FORKED, 200)


def test_history_rewritten_with_the_stolen_log_key_is_found_by_the_macs(log: Database, tmp_path: Path) -> None:
    edit(log, 123)
    rebuild(log, SIGNING_KEY)
    assert found(log, tmp_path, mac_key=MAC_KEY) == (FaultKind.WRONG_MAC, 123)


def test_an_event_written_without_the_application_is_found_by_the_macs(log: Database, tmp_path: Path) -> None:
    body = Event(act=Act.RECORD_VIEW).body(writer=5, number=1).decode()
    insert = (
        f"INSERT INTO audit.pending (writer, wseq, body, mac) VALUES (5, 1, '{body}', decode(repeat('00', 32), 'hex'))"
    )
    with log.engine(APP).begin() as connection:
        connection.exec_driver_sql(insert.replace("%", "%%"))
    log.sequencer().run_once()
    assert check(log, tmp_path).fault is None
    assert found(log, tmp_path, mac_key=MAC_KEY) == (FaultKind.WRONG_MAC, 600)


def test_a_reported_loss_is_told_and_is_no_fault(log: Database, tmp_path: Path) -> None:
    with log.engine(APP).begin() as connection:
        for _ in range(5):
            record(connection, Event(act=Act.RECORD_VIEW))
    log.execute("DELETE FROM audit.pending WHERE wseq IN (2, 3)")
    log.sequencer().run_once()
    report = check(log, tmp_path)
    assert (report.fault, report.lost, report.size) == (None, 2, SIZE + 4)


def test_a_loss_nobody_reported_is_a_fault(log: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with log.engine(APP).begin() as connection:
        for _ in range(5):
            record(connection, Event(act=Act.RECORD_VIEW))
    log.execute("DELETE FROM audit.pending WHERE wseq IN (2, 3)")
    monkeypatch.setattr("audit.batch.losses", lambda *_: [])
    log.sequencer().run_once()
    assert found(log, tmp_path) == (FaultKind.MISSING, 601)


def test_an_event_numbered_twice_is_a_fault(log: Database, tmp_path: Path) -> None:
    log.execute(
        "INSERT INTO audit.pending (writer, wseq, body, mac) SELECT 1, 1, body, mac FROM audit.event WHERE seq = 20"
    )
    log.sequencer().run_once()
    assert found(log, tmp_path) == (FaultKind.REPEATED, 600)


@pytest.mark.parametrize("body", [b"\xff", b'{"v": 1}', b'{"n":1,"w":"x"}', b'{"w":"0000000000000009"}'])
def test_a_body_that_is_no_event_is_a_fault(log: Database, tmp_path: Path, body: bytes) -> None:
    with log.superuser.begin() as connection:
        insert = text("INSERT INTO audit.pending (writer, wseq, body, mac) VALUES (9, 1, cast(:body AS bytea), :mac)")
        connection.execute(insert, {"body": body, "mac": bytes(32)})
    log.sequencer().run_once()
    assert found(log, tmp_path) == (FaultKind.NOT_CANONICAL, 600)


def test_a_file_cut_short_is_found(exported: Path) -> None:
    whole = exported.read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        exported.write_bytes(whole[:length])
        fault = verify(exported, Demands(KEY)).fault
        assert fault is not None and fault.kind in (FaultKind.DAMAGED, FaultKind.TRUNCATED)


def test_any_changed_byte_of_a_body_is_found(exported: Path) -> None:
    whole = exported.read_bytes()
    for at in range(whole.index(b"record.view"), len(whole), len(whole) // 40):
        exported.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        report = verify(exported, Demands(KEY, mac_key=MAC_KEY))
        # Only the case of a witness' line or of the end mark may pass unseen; a MAC, a hash or a body may not.
        assert report.fault is not None, at


def test_an_empty_log_cannot_be_exported(database: Database, tmp_path: Path) -> None:
    with database.engine(READER, writes=False).connect() as connection, pytest.raises(NothingToExport):
        export(connection, tmp_path / "log.bin")


def test_an_export_tells_its_progress(log: Database, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with log.engine(READER, writes=False).connect() as connection:
        header = export(connection, tmp_path / "log.bin", lambda done, total: told.append((done, total)))
    assert told == [(SIZE, SIZE)]
    assert (header.origin, header.key_name, header.size) == (ORIGIN, SIGNING_KEY.name, SIZE)


def run(*arguments: str, block: str = "") -> subprocess.CompletedProcess[str]:
    """The command line in a process where importing any module named in `block` fails."""
    program = (
        "import sys, runpy\n"
        f"for name in {block.split()!r}: sys.modules[name] = None\n"
        "runpy.run_module('audit', run_name='__main__')"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_the_verifier_runs_without_sqlalchemy_and_without_our_other_packages(exported: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "log.vkey"
    key_file.write_text(f"{KEY}\n")
    block = "sqlalchemy psycopg flask registry referrals outcomes casework"
    done = run("verify", str(exported), "--vkey", str(key_file), "--json", block=block)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["ok"], told["size"], told["fault"]) == (True, SIZE, None)
    proved = run("prove", str(exported), "123", block=block)
    assert proved.returncode == 0 and json.loads(proved.stdout)["seq"] == 123


def test_the_command_line_names_the_first_fault_and_exits_with_1(
    log: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(log, 123)
    assert main(["verify", str(write(log, tmp_path)), "--vkey", str(KEY)]) == 1
    assert "edited body at seq 123" in capsys.readouterr().out


def test_the_command_line_takes_a_checkpoint_and_a_mac_key(
    log: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept").write_text(note(log, 600))
    (tmp_path / "mac").write_text(MAC_KEY.hex())
    given = ["--vkey", str(KEY), "--checkpoint", str(tmp_path / "kept"), "--mac-key", str(tmp_path / "mac")]
    path = write(log, tmp_path)
    assert main(["verify", str(path), *given]) == 0
    assert "whole: 600 events" in capsys.readouterr().out
    cut(log, 500, checkpoints=True)
    assert main(["verify", str(write(log, tmp_path)), *given]) == 1
    assert "truncated tail at seq 500" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["verify", "nowhere", "--vkey", str(KEY)], ["prove", "nowhere", "1"]])
def test_what_cannot_be_checked_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_key_that_is_none_exits_with_2(exported: Path) -> None:
    assert main(["verify", str(exported), "--vkey", "nonsense"]) == 2


def test_a_proof_leads_from_the_event_to_the_signed_root(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seq in (0, 255, 256, 599):
        assert main(["prove", str(exported), str(seq)]) == 0
        told = json.loads(capsys.readouterr().out)
        signed = Checkpoint.parse(KEY.check(told["checkpoint"]))
        path = [b64decode(node) for node in told["path"]]
        assert inclusion_holds(leaf_hash(told["body"].encode()), seq, signed.size, path, signed.root)
    assert main(["prove", str(exported), "600"]) == 2


def test_a_fault_reads_as_a_sentence() -> None:
    assert str(Fault(FaultKind.EDITED, 3)) == "edited body at seq 3"
    assert str(Fault(FaultKind.MISSING, 3, "writer a skips 1 to 2")) == "missing event at seq 3: writer a skips 1 to 2"
