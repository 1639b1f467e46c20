"""Arms and doses: what was given, from when, and for how many weeks it was planned."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from casework.importing.codes import Reader, Reading, exact
from casework.importing.ctn0094.days import Days
from casework.importing.ctn0094.people import Person, Trials
from casework.importing.report import shown
from casework.importing.subjects import Subject
from registry.answers import Missing
from registry.history.dose.models import Dose

MEDICATIONS: dict[str, Reading] = {
    "Methadone": exact("METHADONE"),
    "Outpatient BUP": exact("BUPRENORPHINE"),
    "Outpatient BUP + EMM": exact("BUPRENORPHINE"),
    "Outpatient BUP + SMM": exact("BUPRENORPHINE"),
}
"""Arms of the two trials and their medicine (code list ost_medication)."""

LARGEST_DOSE = Decimal(2000)


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm that a person was assigned to."""

    name: str
    phase: str
    medication: str
    started_on: date
    planned_end: date | None


def arms_of(person: Person, trials: Trials, days: Days, reader: Reader) -> list[Arm]:
    """The arms in order. A second phase that repeats the first on the same day is the same assignment."""
    found: dict[tuple[str, date], Arm] = {}
    for line, name, phase, when in person.lines["randomization"]:
        medication = reader.code(line, "treatment", name, MEDICATIONS)
        started_on = days.read(reader, line, when)
        if medication is None or started_on is None:
            continue
        if (name, started_on) in found:
            reader.remark(line, "which", "same_arm", "left out: the first phase already says this arm and day")
            continue
        weeks = trials.weeks.get((person.project, name, phase))
        if weeks is None:
            reader.remark(
                line, "which", "no_length", "kept: meta_study_length.csv does not say how long it was planned"
            )
        planned_end = None if weeks is None else started_on + timedelta(weeks=weeks)
        found[(name, started_on)] = Arm(name, phase, medication, started_on, planned_end)
    return sorted(found.values(), key=lambda arm: arm.started_on)


class Doses:
    """Reads treatment.csv; amounts repeat, so each is read once."""

    def __init__(self) -> None:
        self._amounts: dict[str, Decimal | None] = {}

    def add(self, subject: Subject, person: Person, arms: list[Arm], days: Days, reader: Reader) -> list[date]:
        """Each dose with the medicine of the person's arm. Returns the days on which there was one."""
        medications = {arm.medication for arm in arms}
        medication = medications.pop() if len(medications) == 1 else Missing.NOT_COLLECTED
        given: list[date] = []
        for line, amount, when in person.lines["treatment"]:
            day, milligrams = days.read(reader, line, when), self._amount(reader, line, amount)
            if day is None or milligrams is None:
                continue
            given.append(day)
            values = {"given_on": day, "medication": medication, "amount_mg": milligrams, "source": "IMPORT"}
            subject.add(Dose, values)
        return given

    def _amount(self, reader: Reader, line: int, text: str) -> Decimal | None:
        known = self._amounts.get(text)
        if known is not None:
            return known
        whole, _point, part = text.partition(".")
        if not (whole.isascii() and whole.isdigit() and (part or "0").isdigit() and len(text) < 12):
            reader.refuse(line, "amount", "not_an_amount", f"{shown(text)} is not an amount in milligrams")
            return None
        amount = Decimal(text.rstrip("."))
        if not 0 < amount <= LARGEST_DOSE:
            reader.refuse(line, "amount", "out_of_range", f"{text} mg is not a dose of one day")
            return None
        self._amounts[text] = amount
        return amount
