"""The report as a file that a spreadsheet can open without running anything."""

import stat
from pathlib import Path

import pytest

from casework.importing.report import COLUMNS, report_to, safe_cell, shown


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|calc"])
def test_a_cell_that_would_begin_a_formula_gets_an_apostrophe(start: str) -> None:
    assert safe_cell(start) == f"'{start}"


def test_other_cells_stay_as_they_are() -> None:
    assert safe_cell("SUB1 = 2") == "SUB1 = 2"


def test_a_report_has_the_five_columns_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    with report_to(path) as report:
        report.refuse("=cmd.csv", 3, "-field", "unknown_code", '=HYPERLINK("x") is not known')
        report.remark("b.csv", 4, "SUB1", "broader", "kept")
    lines = path.read_text().splitlines()
    assert lines[0] == ",".join(COLUMNS) == "file,line,field,code,reason"
    assert lines[1].startswith("'=cmd.csv,3,'-field,unknown_code,")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (report.refused, report.remarked) == (1, 1)


def test_a_value_in_a_reason_is_short_and_on_one_line() -> None:
    assert shown("a\nb" * 40).count("\n") == 0
    assert len(shown("x" * 500)) < 50
