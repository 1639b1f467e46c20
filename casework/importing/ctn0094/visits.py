"""Visits kept and missed, with the reasons that the trial noted."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from casework.importing.codes import Reader, Reading, exact
from casework.importing.ctn0094.days import Days
from casework.importing.ctn0094.files import LINES
from casework.importing.ctn0094.people import Person
from casework.importing.ctn0094.treatment import Arm
from casework.importing.report import shown
from casework.importing.subjects import Subject
from registry.answers import Missing
from registry.history.visit.models import Visit

ATTENDANCE: dict[str, Reading] = {
    "visit": exact("ATTENDED"),
    "final": exact("ATTENDED"),
    "no visit": exact("MISSED"),
    "MISSING": exact(Missing.NOT_KNOWN),
    "": exact(Missing.NOT_COLLECTED),
}
REASONS = {
    "is_dead": "DIED",
    "is_in_jail": "IN_JAIL",
    "is_in_hospital": "IN_HOSPITAL",
    "is_left_study": "LEFT_STUDY",
    "is_moved": "MOVED",
    "is_missing_14_consecutive": "MISSING_14_CONSECUTIVE",
    "is_illness": "ILLNESS",
    "is_on_vacation": "ON_VACATION",
    "is_no_funding": "NO_FUNDING",
    "is_forgot": "FORGOT",
    "is_unable": "UNABLE",
    "is_no_show": "NO_SHOW",
    "is_window": "WINDOW",
    "is_other": "OTHER",
}
"""Flags and codes of the list visit_reason. Where several are set, the first here is the reason; all are noted."""
GONE = frozenset({"LEFT_STUDY", "MISSING_14_CONSECUTIVE"})
_FLAGS = LINES["visit"][2:-1]
_WEEK = re.compile(r"(?:P([12])W[Kk]|WK)(\d{1,2})[AB]?")


@dataclass(slots=True)
class Visits:
    """What the visits of a person say for the episode."""

    kept: list[date] = field(default_factory=list)
    gone: list[date] = field(default_factory=list)


def add_visits(subject: Subject, person: Person, arms: list[Arm], days: Days, reader: Reader) -> Visits:
    """Each visit that has a day, or a week in its plan."""
    seen = Visits()
    for line, name, what, *flags, when in person.lines["visit"]:
        attendance = reader.code(line, "what", what, ATTENDANCE)
        day = days.read(reader, line, when) if when else _planned_day(name, arms, days, reader, line)
        reasons = _reasons(flags, reader, line)
        if attendance is None or day is None or reasons is None:
            continue
        subject.add(Visit, _visit(day, name, attendance, reasons, flags[0], reader, line))
        if attendance == "ATTENDED":
            seen.kept.append(day)
        elif attendance == "MISSED" and GONE.intersection(reasons):
            seen.gone.append(day)
    return seen


def _visit(
    day: date, name: str, attendance: str, reasons: list[str], no_note: str, reader: Reader, line: int
) -> dict[str, Any]:
    """Only a missed visit has a reason; reasons beside a visit that was kept are noted as they stand."""
    reason = note = None
    if attendance == "MISSED":
        reason = reasons[0] if reasons else "NO_NOTE" if no_note else Missing.NOT_COLLECTED
        note = f"Also noted: {', '.join(reasons[1:])}" if len(reasons) > 1 else None
    elif reasons:
        note = f"Noted beside the visit: {', '.join(reasons)}"
        reader.remark(line, "what", "reason_not_missed", f"kept: not missed, yet {', '.join(reasons)}; see its note")
    return {
        "visit_on": day,
        "planned": name,
        "attendance": attendance,
        "reason": reason,
        "note": note,
        "source": "IMPORT",
    }


def _reasons(flags: list[str], reader: Reader, line: int) -> list[str] | None:
    if not any(flags):
        return []
    wrong = next((flag for flag in flags if flag not in ("", "0", "1")), None)
    if wrong is not None:
        reader.refuse(line, "is_*", "unknown_code", f"{shown(wrong)} is neither empty, 0 nor 1")
        return None
    said = {name for name, flag in zip(_FLAGS, flags, strict=True) if flag == "1"}
    return [code for name, code in REASONS.items() if name in said]


def _planned_day(name: str, arms: list[Arm], days: Days, reader: Reader, line: int) -> date | None:
    """The day of a visit without one: weeks after the start of its arm, as the visits that were kept show."""
    week = _WEEK.fullmatch(name)
    phase = int(week[1] or 1) if week else 0
    if week is None or len(arms) < phase:
        reader.remark(line, "when", "no_day", "left out: the visit has no day, and its name no week of an arm")
        return None
    day = days.after(arms[phase - 1].started_on, 7 * int(week[2]))
    if day is not None:
        reader.remark(line, "when", "planned_day", "kept: without a day of its own, on the day planned for its week")
    return day
