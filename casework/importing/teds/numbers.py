"""Numbers that TEDS gives as bands or words, read by what the code meant in the year: days of use, ages, counts."""

from casework.importing.report import shown
from casework.importing.teds.bands import Band, read_band
from casework.importing.teds.rows import TedsRow
from registry.answers import Missing

WINDOW = 30
"""TEDS asks about the past month, which it counts as 30 days (standards R9)."""
_NO_PRIOR = {"no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def band_of(row: TedsRow, column: str) -> Band | None:
    """The band that a value meant in its year."""
    meaning = row.meaning(column)
    return None if meaning is None else read_band(meaning)


def days_used(row: TedsRow, column: str) -> int | Missing:
    """Days of use in the window: none or all of them. "Some use" is a band, and a band is no count (R9)."""
    if column not in row.cells:
        return Missing.NOT_COLLECTED
    meaning = row.meaning(column)
    if meaning is None:
        return Missing.NOT_KNOWN
    if meaning.lower().startswith("no use"):
        return 0
    if meaning.lower().startswith("daily"):
        return WINDOW
    row.remark(column, "band", f"kept as not known: {shown(meaning)} is no number of days")
    return Missing.NOT_KNOWN


def age_first_use(row: TedsRow, column: str) -> int | Missing:
    """The middle of the band of ages; the bound of an open one. Either falls back into the same band."""
    if column not in row.cells:
        return Missing.NOT_COLLECTED
    band = band_of(row, column)
    if band is None:
        return Missing.NOT_KNOWN
    ages = [age for age in (band.middle, band.low, band.high) if age is not None]
    row.remark(column, "band", f"kept: {shown(row.meaning(column) or '')} is recorded as {ages[0]}")
    return ages[0]


def birth_year(row: TedsRow) -> int | None:
    """From the middle of the band of ages; none for the open band at the end."""
    band = band_of(row, "AGE")
    middle = None if band is None else band.middle
    if middle is None:
        if band is not None:
            row.remark("AGE", "band", "kept: an age without upper bound gives no year of birth; see the episode's note")
        return None
    row.remark("AGE", "band", f"kept: the year of birth is that of the age {middle}, the middle of the band")
    return row.year - middle


def prior_treatments(row: TedsRow) -> int | Missing:
    """How many treatments before; "or more" is no number."""
    meaning = row.meaning("NOPRIOR")
    if meaning is None:
        return Missing.NOT_KNOWN
    if "more" in meaning.lower():
        row.remark("NOPRIOR", "band", f"kept as not known: {shown(meaning)} is no number of treatments")
        return Missing.NOT_KNOWN
    return _NO_PRIOR.get(meaning.split()[0].lower(), Missing.NOT_KNOWN)


def arrests(row: TedsRow, column: str = "ARRESTS") -> int | Missing:
    """Arrests in the past month; "two or more" is recorded as the two that are certain."""
    meaning = row.meaning(column)
    if meaning is None:
        return Missing.NOT_KNOWN
    if "more" in meaning.lower():
        row.remark(column, "band", f"kept: {shown(meaning)} is recorded as 2")
        return 2
    return 0 if meaning.lower() == "none" else 1
