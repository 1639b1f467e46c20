"""Psychiatric history and diagnoses (psychiatric.csv), as told at consent."""

from typing import Any

from casework.importing.codes import Reader
from casework.importing.ctn0094.days import Days
from casework.importing.ctn0094.files import LINES
from casework.importing.ctn0094.people import Person
from casework.importing.report import shown
from casework.importing.subjects import Subject
from registry.access.actor import SYSTEM_USER
from registry.answers import Missing
from registry.diagnoses.models import Diagnosis
from registry.history.condition.models import HealthCondition

CONDITIONS = {
    "has_schizophrenia": ("MENTAL", "Schizophrenia"),
    "has_major_dep": ("MENTAL", "Major depression"),
    "has_bipolar": ("MENTAL", "Bipolar disorder"),
    "has_anx_pan": ("MENTAL", "Anxiety or panic disorder"),
    "has_brain_damage": ("MEDICAL", "Brain damage"),
    "has_epilepsy": ("MEDICAL", "Epilepsy"),
    "depression": ("MENTAL", "Depression"),
    "anxiety": ("MENTAL", "Anxiety"),
    "schizophrenia": ("MENTAL", "Schizophrenia"),
}
"""History questions: kind and name. Whether it is still so was not asked."""
DIAGNOSES = {
    "has_opiates_dx": "F11.2",
    "has_alcol_dx": "F10.9",
    "has_amphetamines_dx": "F15.9",
    "has_cannabis_dx": "F12.9",
    "has_cocaine_dx": "F14.9",
    "has_sedatives_dx": "F13.9",
}
"""Both trials admitted dependence on opioids; of other substances the data do not tell abuse from dependence."""
PRINCIPAL = "has_opiates_dx"
_WORDS = frozenset({"Yes", "No", "", "Missing", "Not answered"})


def add_conditions(subject: Subject, person: Person, days: Days, reader: Reader) -> None:
    """A condition or diagnosis for each Yes, each once; No and no answer make none."""
    for line, *cells in person.lines["psychiatric"]:
        said = dict(zip(LINES["psychiatric"], cells, strict=True))
        for field, word in said.items():
            if word not in _WORDS:
                reader.refuse(line, field, "unknown_code", f"{shown(word)} is neither Yes nor No")
        told = {CONDITIONS[field] for field in CONDITIONS if said[field] == "Yes"}
        for kind, title in sorted(told):
            subject.add(HealthCondition, _condition(days, kind, title))
        for field, code in DIAGNOSES.items():
            if said[field] == "Yes":
                subject.add(Diagnosis, _diagnosis(days, code, field == PRINCIPAL))


def _condition(days: Days, kind: str, title: str) -> dict[str, Any]:
    return {
        "noted_on": days.anchor,
        "kind": kind,
        "title": title,
        "is_current": Missing.NOT_COLLECTED,
        "source": "IMPORT",
    }


def _diagnosis(days: Days, code: str, is_principal: bool) -> dict[str, Any]:
    return {
        "diagnosed_on": days.anchor,
        "is_principal": is_principal,
        "recorded_by": SYSTEM_USER,
        "code_system": "ICD-10",
        "code": code,
        "status": "ACTIVE",
        "certainty": "CONFIRMED",
    }
