"""The intake of a participant: injecting, sharing, substances and social situation at consent."""

from typing import Any
from uuid import UUID

from casework.importing.codes import Reader
from casework.importing.ctn0094.days import Days
from casework.importing.ctn0094.people import Person
from casework.importing.ctn0094.use import WINDOW, Use, window_days
from casework.importing.intake_answers import NOTHING_COLLECTED
from casework.importing.report import shown
from casework.importing.subjects import Subject
from registry.answers import Missing
from registry.ids import new_id
from registry.intake.models import PRIMARY, Intake, IntakeSubstance

OPIOIDS = ("OPI_HEROIN", "OPI_NOS")
_NAMED = 4
NEVER, NOW = "1", "2.3"
"""Codes of injecting_status and needle_sharing; the survey asked for the last 30 days."""


def add_intake(
    subject: Subject, person: Person, said: dict[str, str], episode_id: UUID, days: Days, readers: dict[str, Reader]
) -> UUID:
    """The intake. What was not asked in the trial is NOT_COLLECTED; men are not asked about pregnancy."""
    intake_id = new_id()
    injecting, sharing = _injecting(person, readers)
    values: dict[str, Any] = {
        **NOTHING_COLLECTED,
        "id": intake_id,
        "episode_id": episode_id,
        "assessed_on": days.anchor,
        "tobacco": said.get("smokes", Missing.NOT_COLLECTED),
        "injecting": injecting,
        "sharing": sharing,
        "living_where": said["is_living_stable"],
        "labour_status": said["job"],
        "education": said["education"],
        "pregnancy": Missing.NOT_APPLICABLE if said["is_male"] == "MALE" else Missing.NOT_COLLECTED,
    }
    subject.add(Intake, values)
    return intake_id


def add_substances(subject: Subject, intake_id: UUID, uses: list[Use]) -> None:
    """The opioid used most comes first, because both trials treated dependence on opioids; then the others used."""
    for position, use in enumerate(_ordered(uses), start=PRIMARY):
        values = {
            "intake_id": intake_id,
            "position": position,
            "window_days": WINDOW,
            "substance": use.substance,
            "name": "Speedball" if use.substance == "OTH" else None,
            "route": Missing.NOT_COLLECTED,
            "days_used": use.days,
            "age_first_use": Missing.NOT_COLLECTED,
        }
        subject.add(IntakeSubstance, values)


def _ordered(uses: list[Use]) -> list[Use]:
    used = [use for use in uses if use.days != 0]
    opioids = sorted((use for use in used if use.substance in OPIOIDS), key=_most)
    main = opioids[:1] or [Use(Missing.NOT_COLLECTED, Missing.NOT_COLLECTED)]
    others = sorted((use for use in used if use not in main), key=_most)
    return [*main, *others][:_NAMED]


def _most(use: Use) -> int:
    return -use.days if isinstance(use.days, int) else 0


def _injecting(person: Person, readers: dict[str, Reader]) -> tuple[str, str]:
    """Injecting and sharing. Thirty days without either do not say "never"."""
    ever = _ever(person, readers["asi"])
    injecting: str = NEVER if ever == "No" else Missing.NOT_KNOWN if ever == "Yes" else Missing.NOT_COLLECTED
    sharing: str = NEVER if ever == "No" else Missing.NOT_COLLECTED
    reader = readers["rbs_iv"]
    for line, text, shared in person.lines["rbs_iv"][:1]:
        if shared not in ("Yes", "No", ""):
            reader.refuse(line, "shared", "unknown_code", f"{shown(shared)} is neither Yes nor No")
        count = window_days(reader, line, "days", text) if text else None
        if count or shared == "Yes":
            if ever == "No":
                reader.remark(line, "days", "disagrees", "kept: asi.csv says never injected, this line the contrary")
            injecting, sharing = NOW, Missing.NOT_COLLECTED
        if shared == "Yes":
            sharing = NOW
    return injecting, sharing


def _ever(person: Person, reader: Reader) -> str:
    for line, used_iv in person.lines["asi"][:1]:
        if used_iv in ("Yes", "No", ""):
            return str(used_iv)
        reader.refuse(line, "used_iv", "unknown_code", f"{shown(used_iv)} is neither Yes nor No")
    return ""
