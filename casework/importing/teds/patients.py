"""The nameless patient of a TEDS row. Nobody can be linked: two rows of one person are two patients here."""

from typing import Any

from casework.importing.subjects import Subject
from casework.importing.teds.numbers import birth_year
from casework.importing.teds.rows import TedsRow
from registry.answers import Missing

_ETHNICITIES = (
    ("alaska", "INDIGENOUS"),
    ("american indian", "INDIGENOUS"),
    ("black", "AFRO_DESCENDANT"),
    ("white", "WHITE"),
    ("hawaiian", "OTHER"),
    ("asian", "ASIAN"),
    ("other", "OTHER"),
    ("two or more", "OTHER"),
)
"""Words in the label of RACE, the more telling first, and code list ethnicity_selfreport."""
_EXACT = frozenset({"Asian", "White", "Other Single Race"})


def subject_of(row: TedsRow, case: str) -> Subject:
    """A patient without a name. Record number and reference say data set, year and CASEID."""
    patient: dict[str, Any] = {
        "reference": f"{row.dataset}{row.year % 100:02d}-{case}",
        "birth_year": birth_year(row),
        "sex": row.ours("SEX" if "SEX" in row.cells else "GENDER"),
        "ethnicity": _ethnicity(row),
        "marital_status": row.ours("MARSTAT"),
    }
    numbers = (("RECORD_NUMBER", f"TEDS-{row.dataset}-{row.year}-{case}"),)
    return Subject("", f"{row.year}-{case}", patient, numbers)


def _ethnicity(row: TedsRow) -> str:
    meaning = row.meaning("RACE")
    if meaning is None:
        return Missing.NOT_KNOWN
    code = next((code for word, code in _ETHNICITIES if word in meaning.lower()), "OTHER")
    if meaning not in _EXACT:
        row.remark("RACE", "broader", f'kept: "{meaning}" is recorded as {code} (broader)')
    return code
