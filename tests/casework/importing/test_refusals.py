"""What is wrong in a file: told line by line, and nothing is written unless bad lines are to be left out."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from casework.importing.bulk import writer
from casework.importing.ctn0094.source import Ctn0094
from casework.importing.errors import ImportRefused
from casework.importing.report import Report
from casework.importing.runs import run_import
from registry.access.actor import system_actor
from registry.access.roles import Role
from registry.db.work import Database
from registry.errors import Forbidden
from registry.history.dose.models import Dose
from registry.people.models import Patient
from tests.casework.importing.runs_made import (
    LAST,
    ROOT,
    SAMPLE,
    Written,
    change_cell,
    copied,
    ctn0094,
    make_organisation,
    read_rows,
    run,
    teds,
)


def everything(database: Database) -> int:
    """Organisations, and rows of the tables that an import fills, of whatever organisation."""
    with database.read(ROOT) as session:
        organisations = int(session.execute(text("SELECT count(*) FROM organisation")).scalar_one())
        codes = session.execute(text("SELECT id FROM organisation")).scalars().all()
    total = organisations
    for org_id in codes:
        with database.read(system_actor(org_id)) as session:
            for table in ("patient", "dose", "visit", "episode", "import_item", "blind_index"):
                total += int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
    return total


@pytest.fixture(scope="module")
def organisation(database: Database) -> str:
    make_organisation(database, "strict")
    return "strict"


def test_a_dry_run_writes_nothing_and_tells_what_it_would_do(database: Database, organisation: str) -> None:
    before = everything(database)
    outcome = run(database, ctn0094(), organisation, dry_run=True)
    assert outcome.imported == len(read_rows(SAMPLE / "ctn0094" / "everybody.csv"))
    assert outcome.rows["dose"] == len(read_rows(SAMPLE / "ctn0094" / "treatment.csv"))
    assert everything(database) == before


def test_one_bad_line_stops_everything_and_the_report_names_it(
    database: Database, organisation: str, tmp_path: Path
) -> None:
    folder, written, before = copied(tmp_path), Written(), everything(database)
    change_cell(folder / "treatment.csv", 4000, "amount", "a lot")
    change_cell(folder / "tlfb.csv", 17, "what", "Dragonfly")
    with pytest.raises(ImportRefused, match="2 lines were refused"):
        run(database, ctn0094(folder), organisation, written)
    assert everything(database) == before
    refused = [line for line in written.lines if line["reason"].startswith("refused")]
    assert [(r["file"], r["line"], r["field"], r["code"]) for r in sorted(refused, key=lambda r: r["file"])] == [
        ("tlfb.csv", "17", "what", "unknown_code"),
        ("treatment.csv", "4000", "amount", "not_an_amount"),
    ]


def test_bad_lines_are_left_out_when_asked_and_the_rest_is_taken_in(database: Database, tmp_path: Path) -> None:
    make_organisation(database, "lenient")
    folder, written = copied(tmp_path), Written()
    change_cell(folder / "treatment.csv", 4000, "amount", "-5")
    outcome = run(database, ctn0094(folder), "lenient", written, skip_bad=True)
    assert outcome.refused == 1
    assert outcome.rows["dose"] == len(read_rows(folder / "treatment.csv")) - 1
    assert outcome.imported == len(read_rows(folder / "everybody.csv"))


@pytest.mark.parametrize(
    ("file", "column", "value", "code"),
    [
        ("treatment.csv", "when", "soon", "not_a_number"),
        ("treatment.csv", "when", "99999", "out_of_range"),
        ("treatment.csv", "amount", "20001", "out_of_range"),
        ("visit.csv", "what", "perhaps", "unknown_code"),
        ("visit.csv", "is_in_jail", "yes", "unknown_code"),
        ("uds.csv", "what", "Sugar", "unknown_code"),
        ("uds_temp.csv", "was_temp_ok", "7", "unknown_code"),
        ("randomization.csv", "treatment", "Placebo", "unknown_code"),
        ("demographics.csv", "age", "230", "out_of_range"),
        ("demographics.csv", "race", "Martian", "unknown_code"),
        ("rbs.csv", "days", "31", "out_of_range"),
        ("rbs_iv.csv", "shared", "Maybe", "unknown_code"),
        ("asi.csv", "used_iv", "Maybe", "unknown_code"),
        ("withdrawal.csv", "withdrawal", "4", "out_of_range"),
        ("withdrawal_pre_post.csv", "what", "during", "unknown_code"),
        ("pain.csv", "pain", "Ouch", "unknown_code"),
        ("fagerstrom.csv", "ftnd", "11", "out_of_range"),
        ("psychiatric.csv", "has_epilepsy", "Perhaps", "unknown_code"),
        ("everybody.csv", "project", "51", "unknown_code"),
        ("site_masked.csv", "site_masked", "north", "unknown_code"),
        ("tlfb.csv", "who", "999999", "unknown_person"),
        ("tlfb.csv", "who", "Mary", "not_a_number"),
    ],
)
def test_each_kind_of_mistake_has_its_code(
    database: Database, organisation: str, tmp_path: Path, file: str, column: str, value: str, code: str
) -> None:
    folder, written = copied(tmp_path), Written()
    last = len(read_rows(folder / file)) + 1
    change_cell(folder / file, last, column, value)
    run(database, ctn0094(folder), organisation, written, dry_run=True, skip_bad=True)
    refused = [line for line in written.lines if line["reason"].startswith("refused")]
    assert (file, str(last), column if not column.startswith("is_") else "is_*", code) in [
        (line["file"], line["line"], line["field"], line["code"]) for line in refused
    ]


def test_a_day_that_has_not_come_yet_is_refused(database: Database, organisation: str) -> None:
    written, late = Written(), LAST - timedelta(days=100)
    run(
        database,
        lambda report: Ctn0094(SAMPLE / "ctn0094", report, anchor=late, last=LAST),
        organisation,
        written,
        dry_run=True,
        skip_bad=True,
    )
    assert "date_in_future" in written.codes("when")


def test_a_line_with_too_many_cells_is_refused(database: Database, organisation: str, tmp_path: Path) -> None:
    folder, written = copied(tmp_path), Written()
    with (folder / "treatment.csv").open("a") as file:
        file.write("1,2,3,4\n")
    run(database, ctn0094(folder), organisation, written, dry_run=True, skip_bad=True)
    assert "wrong_width" in written.codes()


@pytest.mark.parametrize("content", [b"", b"who,amount\n1,2\n", b'who,amount,when\n1,"2', b"who,amount,when\n\xff\xfe"])
def test_a_file_that_is_none_is_refused_with_its_name(
    database: Database, organisation: str, tmp_path: Path, content: bytes
) -> None:
    folder = copied(tmp_path)
    (folder / "treatment.csv").write_bytes(content)
    with pytest.raises(ImportRefused, match=r"treatment\.csv"):
        run(database, ctn0094(folder), organisation, dry_run=True)


def test_a_missing_file_is_named(database: Database, organisation: str, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "uds_temp.csv").unlink()
    with pytest.raises(ImportRefused, match=r"uds_temp\.csv"):
        run(database, ctn0094(folder), organisation)


def test_an_unknown_organisation_is_refused(database: Database) -> None:
    with pytest.raises(ImportRefused, match="nowhere"):
        run(database, teds("A"), "nowhere")


def test_files_need_not_be_in_order(database: Database, tmp_path: Path) -> None:
    make_organisation(database, "untidy")
    folder = copied(tmp_path)
    lines = (folder / "treatment.csv").read_text().splitlines()
    (folder / "treatment.csv").write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n")
    outcome = run(database, ctn0094(folder), "untidy", dry_run=True)
    assert outcome.rows["dose"] == len(lines) - 1
    assert outcome.refused == 0


def test_nobody_but_the_operator_may_import(database: Database, organisation: str) -> None:
    report = Report()
    clinician = replace(ROOT, role=Role.CLINICIAN)
    with pytest.raises(Forbidden):
        run_import(database, by=clinician, source=teds("A")(report), organisation=organisation, report=report)


def test_a_failure_of_the_database_leaves_nothing_behind(
    database: Database, organisation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    insert = writer._insert

    def failing(cursor: object, table: object, same: object) -> None:
        written.append(table.name)
        if len(written) > 30:
            raise ConnectionError("gone")
        insert(cursor, table, same)

    monkeypatch.setattr(writer, "_insert", failing)
    before = everything(database)
    with pytest.raises(ConnectionError):
        run(database, ctn0094(), organisation)
    assert everything(database) == before
    assert {Patient.__tablename__, Dose.__tablename__} <= set(written)
