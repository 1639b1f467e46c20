"""The benchmark's words and arithmetic. Times are taken by `puente bench`, never here."""

import json
import os
from dataclasses import replace

import pytest
from click.testing import CliRunner

from casework.app.bench.catalogue import MEASURES, taken
from casework.app.bench.figure import Figure, written
from casework.app.bench.importing import SAMPLE, _part
from casework.app.bench.processes import descendants, pss_megabytes
from casework.app.bench.registration import PERSON, TERMS
from casework.app.bench.report import BEGIN, END, PAGE, Taken, table, write
from casework.app.bench.scale import QUICK, Scale
from casework.app.bench.timing import medians, percentile
from casework.app.commands.bench_command import command
from registry.people.schemas import OWN_FIELDS

QUICK_ENOUGH = Figure("a", "answer", 40.0, "ms", 50.0, beside="text: 38 ms", ratio=1.05)
TOO_SLOW = Figure("b", "rate", 900.0, "events/s", 1000.0, at_least=True)
TOLD = Figure("c", "for information", 3.0, "x")


def test_figure_says_whether_its_promise_is_kept():
    assert [figure.passed for figure in (QUICK_ENOUGH, TOO_SLOW, TOLD)] == [True, False, None]
    assert (QUICK_ENOUGH.reach, TOO_SLOW.reach, TOLD.reach) == ("≤ 50 ms", "≥ 1,000 events/s", "")


@pytest.mark.parametrize(
    ("value", "text"),
    [(12345.6, "12,346"), (12.345, "12.3"), (1.234, "1.23"), (5.0, "5"), (0.92, "0.92"), (100.0, "100")],
)
def test_numbers_keep_three_telling_digits(value, text):
    assert written(value) == text


def test_alternatives_take_turns_and_may_bring_their_own_seconds():
    order = []
    found = medians([lambda: order.append("a"), lambda: (order.append("b"), 0.25)[1]], rounds=4)
    assert order[:4] == ["a", "b", "b", "a"]
    assert found[1] == 0.25
    assert found[0] < 0.25


def test_percentile_is_one_of_the_times():
    times = [float(number) for number in range(1, 101)]
    assert (percentile(times, 0.99), percentile(times, 0.5), percentile([7.0], 0.99)) == (99.0, 50.0, 7.0)


def test_person_of_the_benchmark_has_ten_values_and_three_index_terms_at_least():
    assert sum(getattr(PERSON, name) is not None for name in OWN_FIELDS) == 10
    assert len(TERMS) >= 3


def test_part_of_the_data_keeps_whole_people(tmp_path):
    part = _part(SAMPLE, 0.25, tmp_path / "part")
    people = [line.split(",")[0] for line in (part / "everybody.csv").read_text().splitlines()[1:]]
    known = [line.split(",")[0] for line in (SAMPLE / "everybody.csv").read_text().splitlines()[1:]]
    assert people == known[: len(known) // 4]
    assert {line.split(",")[0] for line in (part / "uds.csv").read_text().splitlines()[1:]} <= set(people)
    assert _part(SAMPLE, 1.0, tmp_path / "whole") == SAMPLE


def test_memory_is_counted_over_the_whole_tree():
    assert os.getpid() in descendants(os.getppid())
    assert pss_megabytes(os.getpid()) > 1


def test_quick_run_is_smaller_in_every_way():
    sizes = [name for name in Scale.__dataclass_fields__ if name != "data"]
    assert all(getattr(QUICK, name) < getattr(Scale(), name) for name in sizes)


def test_only_the_figures_asked_for_are_taken(monkeypatch):
    monkeypatch.setattr("casework.app.bench.catalogue.MEASURES", {"one": lambda s: iter([TOLD]), "two": _never})
    told = []
    assert list(taken(["one"], QUICK, told.append)) == [TOLD]
    assert told == ["one"]


def _never(scale):
    raise AssertionError("not asked for")


def test_table_is_put_between_its_marks(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text(f"# Title\n{BEGIN}\nold\n{END}\nrest\n")
    write([Taken(TOO_SLOW, "2026-01-01", 0.5), Taken(QUICK_ENOUGH, "2026-01-01", 0.5)], page)
    text = page.read_text()
    assert text.startswith(f"# Title\n{BEGIN}\n") and text.endswith(f"{END}\nrest\n")
    assert "old" not in text
    assert "| answer | ≤ 50 ms | 40 ms | reached | text: 38 ms | 1.05 |  | 2026-01-01, load 0.5 |" in text
    assert "| **short** |" in text


def test_figure_taken_again_replaces_its_older_self_and_no_other(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text(f"{BEGIN}\n{END}\n")
    write([Taken(TOO_SLOW, "2026-01-01", 7.0), Taken(QUICK_ENOUGH, "2026-01-01", 7.0)], page)
    write([Taken(replace(TOO_SLOW, value=2000.0), "2026-01-02", 0.5)], page)
    text = page.read_text()
    assert "| 2,000 events/s | reached |" in text
    assert "900" not in text
    assert "2026-01-01, load 7.0" in text


def test_page_of_the_project_has_a_place_for_the_table():
    text = PAGE.read_text(encoding="utf-8")
    assert text.index(BEGIN) < text.index(END)


def test_command_prints_json_and_fails_when_a_figure_falls_short(monkeypatch):
    fixed = replace(QUICK_ENOUGH, name="fixed")
    monkeypatch.setattr("casework.app.commands.bench_command.taken", lambda *given: iter([fixed, TOO_SLOW]))
    result = CliRunner().invoke(command, ["--json", "--quick"])
    printed = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [(one["name"], one["passed"]) for one in printed["figures"]] == [("fixed", True), ("b", False)]


def test_quick_run_is_never_written():
    result = CliRunner().invoke(command, ["--write", "--quick"])
    assert result.exit_code == 2
    assert "whole measurements" in result.stderr


def test_every_name_has_a_measure_and_the_table_a_row_for_each_figure():
    assert {"field", "registration", "import", "search", "case-file", "log", "demo", "reading"} == set(MEASURES)
    assert len(table([Taken.now(TOLD), Taken.now(TOO_SLOW)]).splitlines()) == 4
