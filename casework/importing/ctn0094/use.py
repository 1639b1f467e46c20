"""Days of use: one by one from the calendar (tlfb.csv), and counted over the 30 days before consent (rbs.csv)."""

from dataclasses import dataclass

from casework.importing.codes import Reader
from casework.importing.csv_files import is_number
from casework.importing.ctn0094.days import Days
from casework.importing.ctn0094.people import Person
from casework.importing.ctn0094.substances import ASKED, USED
from casework.importing.report import shown
from casework.importing.subjects import Subject
from registry.answers import Missing
from registry.history.substance_use.models import UseDay, UseReport

WINDOW = 30


def add_use_days(subject: Subject, person: Person, days: Days, reader: Reader) -> None:
    """A row for each day and substance."""
    for line, what, when in person.lines["tlfb"]:
        substance, day = reader.code(line, "what", what, USED), days.read(reader, line, when)
        if substance is not None and day is not None:
            subject.add(UseDay, {"used_on": day, "substance": substance, "source": "IMPORT"})


@dataclass(frozen=True, slots=True)
class Use:
    """Days of use of one substance in the window; `days` may be missing although it was used."""

    substance: str
    days: int | Missing


def add_use_reports(subject: Subject, person: Person, days: Days, reader: Reader) -> list[Use]:
    """A count for each substance asked about; "No" is no day, "Yes" without a count stays without one."""
    found: list[Use] = []
    for line, what, did_use, text in person.lines["rbs"]:
        substance, count = reader.code(line, "what", what, ASKED), _days(reader, line, did_use, text)
        if substance is None or count is None:
            continue
        found.append(Use(substance, count))
        values = {"ended_on": days.anchor, "window_days": WINDOW, "substance": substance, "days": count}
        subject.add(UseReport, {**values, "source": "IMPORT"})
    return found


def _days(reader: Reader, line: int, did_use: str, text: str) -> int | Missing | None:
    if did_use not in ("Yes", "No"):
        reader.refuse(line, "did_use", "unknown_code", f"{shown(did_use)} is neither Yes nor No")
        return None
    if not text:
        return 0 if did_use == "No" else Missing.NOT_COLLECTED
    return window_days(reader, line, "days", text)


def window_days(reader: Reader, line: int, field: str, text: str) -> int | None:
    """A count of days in the window; refused when it is none."""
    if not is_number(text):
        reader.refuse(line, field, "not_a_number", f"{shown(text)} is not a number of days")
        return None
    if not 0 <= int(text) <= WINDOW:
        reader.refuse(line, field, "out_of_range", f"{text} is not a number of days out of {WINDOW}")
        return None
    return int(text)
