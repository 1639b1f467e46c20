"""Withdrawal, dependence on nicotine and pain."""

from datetime import date
from typing import Any

from casework.importing.codes import Reader
from casework.importing.csv_files import Line, is_number
from casework.importing.ctn0094.days import Days
from casework.importing.ctn0094.people import Person
from casework.importing.report import shown
from casework.importing.subjects import Subject
from registry.history.condition.models import HealthCondition
from registry.history.scale_score.instruments import range_of
from registry.history.scale_score.models import ScaleScore

WITHDRAWAL, NICOTINE = "CTN_WITHDRAWAL", "FTND"
_WHEN = {"pre": "Before the first dose", "post": "After the first dose"}
_PAIN = {
    "No Pain": ("NO", "Pain"),
    "Very mild to Moderate Pain": ("YES", "Pain, very mild to moderate"),
    "Severe Pain": ("YES", "Pain, severe"),
}


def add_withdrawal(subject: Subject, person: Person, days: Days, daily: Reader, around: Reader) -> None:
    """Scores by day; those around the first dose are the same measurement where day and score agree."""
    scores: dict[tuple[date, int], dict[str, Any]] = {}
    for line, text, when in person.lines["withdrawal"]:
        day, score = days.read(daily, line, when), _score(daily, line, "withdrawal", text, WITHDRAWAL)
        if day is not None and score is not None:
            scores[(day, score)] = _values(day, WITHDRAWAL, score, None)
    for entry in person.lines["withdrawal_pre_post"]:
        found = _around(entry, days, around)
        if found is not None:
            day, score, note = found
            scores[(day, score)] = _values(day, WITHDRAWAL, score, note)
    for values in scores.values():
        subject.add(ScaleScore, values)


def _around(entry: Line, days: Days, reader: Reader) -> tuple[date, int, str] | None:
    line, what, text, when = entry
    if what not in _WHEN:
        reader.refuse(line, "what", "unknown_code", f"{shown(what)} is neither pre nor post")
        return None
    if not when:
        reader.remark(line, "when", "no_day", "left out: the score has no day")
        return None
    day, score = days.read(reader, line, when), _score(reader, line, "withdrawal", text, WITHDRAWAL)
    return None if day is None or score is None else (day, score, _WHEN[what])


def add_nicotine(subject: Subject, person: Person, days: Days, reader: Reader) -> str | None:
    """The Fagerström score of smokers, as of consent. Returns whether the person smokes: YES, NO or nothing."""
    smokes: str | None = None
    for line, is_smoker, text, per_day in person.lines["fagerstrom"]:
        if is_smoker not in ("Yes", "No", ""):
            reader.refuse(line, "is_smoker", "unknown_code", f"{shown(is_smoker)} is neither Yes nor No")
            continue
        smokes = is_smoker.upper() or None
        score = _score(reader, line, "ftnd", text, NICOTINE) if text else None
        if score is not None:
            note = f"Cigarettes a day: {per_day.lower()}" if per_day else None
            subject.add(ScaleScore, _values(days.anchor, NICOTINE, score, note))
    return smokes


def add_pain(subject: Subject, person: Person, days: Days, reader: Reader) -> None:
    """Pain in three words is a condition: no number of a scale is made up for it."""
    for line, text, when in person.lines["pain"]:
        if text == "Missing":
            continue
        if text not in _PAIN:
            reader.refuse(line, "pain", "unknown_code", f"{shown(text)} is not known here")
            continue
        day = days.read(reader, line, when) if when else days.anchor
        if day is not None:
            present, title = _PAIN[text]
            values = {"noted_on": day, "kind": "MEDICAL", "title": title, "is_current": present, "source": "IMPORT"}
            subject.add(HealthCondition, values)


def _score(reader: Reader, line: int, field: str, text: str, scale: str) -> int | None:
    low, high = range_of(scale)
    if is_number(text) and low <= int(text) <= high:
        return int(text)
    if text:
        reader.refuse(line, field, "out_of_range", f"{shown(text)} is not a score from {low} to {high}")
    else:
        reader.remark(line, field, "no_score", "left out: there is no score")
    return None


def _values(day: date, scale: str, score: int, note: str | None) -> dict[str, Any]:
    return {"taken_on": day, "scale": scale, "score": score, "note": note, "source": "IMPORT"}
