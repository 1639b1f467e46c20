"""Urine tests. A negative is implicit: a specimen was given, the trial tests for the substance, no line names it."""

from datetime import date
from typing import Any

from casework.importing.codes import Reader, Reading, exact
from casework.importing.ctn0094.days import Days
from casework.importing.ctn0094.people import Person, Trials
from casework.importing.ctn0094.substances import TESTED
from casework.importing.report import shown
from casework.importing.subjects import Subject
from registry.answers import Missing
from registry.history.drug_test.models import DrugTest
from registry.history.drug_test.results import POSITIVE, results_of

TEMPERATURE: dict[str, Reading] = {
    "1": exact("YES"),
    "0": exact("NO"),
    "99": exact(Missing.NOT_KNOWN),
}
VALIDITY = {"YES": "VALID", "NO": "TEMPERATURE_OUT_OF_RANGE"}
NOT_CHECKED = "NOT_CHECKED"


def add_drug_tests(
    subject: Subject, person: Person, trials: Trials, days: Days, specimens: Reader, found: Reader
) -> list[date]:
    """One test a specimen day. Returns the days."""
    panel = [TESTED[group] for group in sorted(trials.panels[person.project])]
    positive = _positive(person, trials, days, found)
    temperatures = _temperatures(person, days, specimens)
    for day in sorted(temperatures.keys() | positive.keys()):
        lines = positive.get(day, {})
        if day in temperatures:
            results = results_of(panel, lines, ())
            subject.add(DrugTest, _test(day, results, temperatures[day]))
        else:
            line = next(iter(lines.values()))
            found.remark(line, "when", "no_specimen", "kept: uds_temp.csv has no specimen of this day; positives only")
            subject.add(DrugTest, _test(day, dict.fromkeys(lines, POSITIVE), Missing.NOT_COLLECTED))
    return sorted(temperatures.keys() | positive.keys())


def _positive(person: Person, trials: Trials, days: Days, reader: Reader) -> dict[date, dict[str, int]]:
    """Day -> substance of the panel -> line that says so."""
    panel, positive = trials.panels[person.project], dict[date, dict[str, int]]()
    for line, what, when in person.lines["uds"]:
        day, substance = days.read(reader, line, when), TESTED.get(what.lower())
        if substance is None:
            reader.refuse(line, "what", "unknown_code", f"{shown(what)} is not a group of the urine tests")
        elif day is not None:
            positive.setdefault(day, {})[substance] = line
            if what.lower() not in panel:
                reader.remark(line, "what", "not_in_panel", f"kept: trial {person.project} does not list {what}")
    return positive


def _temperatures(person: Person, days: Days, reader: Reader) -> dict[date, str]:
    found: dict[date, str] = {}
    for line, ok, when in person.lines["uds_temp"]:
        if not when:
            reader.remark(line, "when", "no_day", "left out: the specimen has no day")
            continue
        day, temperature = days.read(reader, line, when), reader.code(line, "was_temp_ok", ok, TEMPERATURE)
        if day is None or temperature is None:
            continue
        if day in found:
            reader.remark(line, "when", "twice", "left out: another line says the specimen of this day")
        else:
            found[day] = temperature
    return found


def _test(day: date, results: dict[str, str], temperature: str) -> dict[str, Any]:
    return {
        "collected_on": day,
        "specimen_type": "URINE",
        "validity": VALIDITY.get(temperature, NOT_CHECKED),
        "temperature_ok": temperature,
        "results": results,
        "source": "IMPORT",
    }
