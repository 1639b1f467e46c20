"""Who a participant is in the record: an invented name, and what demographics.csv says."""

from random import Random
from typing import Any
from uuid import UUID

from casework.importing.codes import Reader, Reading, broader, exact
from casework.importing.csv_files import is_number
from casework.importing.ctn0094.days import Days
from casework.importing.ctn0094.files import LINES
from casework.importing.ctn0094.people import Person
from casework.importing.report import shown
from casework.importing.subjects import Subject
from registry.answers import Missing
from registry.people.fictitious import Sex, demo_person

OLDEST = 120
_SEXES: dict[str, Sex] = {"MALE": "male", "FEMALE": "female"}
NOT_COLLECTED = exact(Missing.NOT_COLLECTED)
SEX = {"Yes": exact("MALE"), "No": exact("FEMALE"), "": exact(Missing.NOT_KNOWN)}
ETHNICITY = {
    "White": exact("WHITE"),
    "Black": exact("AFRO_DESCENDANT"),
    "Other": exact("OTHER"),
    "Refused/missing": exact(Missing.NOT_KNOWN),
    "": NOT_COLLECTED,
}
MARITAL = {
    "Never married": exact("SINGLE"),
    "Married or Partnered": broader("MARRIED", tell=True),
    "Separated/Divorced/Widowed": broader("SEPARATED", tell=True),
    "": NOT_COLLECTED,
}
LABOUR = {
    "Full Time": exact("EMP_REGULAR_FT"),
    "Part Time": exact("EMP_REGULAR_PT"),
    "Unemployed": exact("UNEMPLOYED"),
    "Student": exact("STUDENT"),
    "Other": exact("OTHER"),
    "": NOT_COLLECTED,
}
EDUCATION = {
    "More than HS": broader("4", tell=True),
    "HS/GED": exact("3"),
    "Less than HS": broader("2", tell=True),
    "": NOT_COLLECTED,
}
HOUSING = {"Yes": exact("1"), "No": exact("2"), "": NOT_COLLECTED}
_READINGS: dict[str, dict[str, Reading]] = {
    "race": ETHNICITY,
    "job": LABOUR,
    "is_living_stable": HOUSING,
    "education": EDUCATION,
    "marital": MARITAL,
    "is_male": SEX,
}


def demographics_of(person: Person, reader: Reader) -> dict[str, str]:
    """Our code for each column, and the age as text where it can be one. Nothing said is NOT_COLLECTED."""
    found: dict[str, str] = dict.fromkeys(_READINGS, Missing.NOT_COLLECTED)
    for line, *cells in person.lines["demographics"][:1]:
        said = dict(zip(LINES["demographics"], cells, strict=True))
        for column, readings in _READINGS.items():
            found[column] = reader.code(line, column, said[column], readings) or Missing.NOT_COLLECTED
        if not said["age"]:
            reader.remark(line, "age", "no_age", "kept: the age is not known, so there is no year of birth")
        elif not is_number(said["age"]) or not 0 < int(said["age"]) <= OLDEST:
            reader.refuse(line, "age", "out_of_range", f"{shown(said['age'])} is not an age in years")
        else:
            found["age"] = said["age"]
    return found


def subject_of(person: Person, said: dict[str, str], days: Days, key_worker_id: UUID | None) -> Subject:
    """The patient. The name is drawn from the number, so that it is the same in every run and plainly nobody's."""
    rng = Random(f"ctn0094 {person.who}")  # noqa: S311  a name, not a secret
    name = demo_person(rng, _SEXES.get(said["is_male"], "female" if person.who % 2 else "male")).name
    patient: dict[str, Any] = {
        "given_names": name.given_names,
        "family_name_1": name.family_name_1,
        "family_name_2": name.family_name_2,
        "birth_year": days.anchor.year - int(said["age"]) if "age" in said else None,
        "sex": said["is_male"],
        "ethnicity": said["race"],
        "marital_status": said["marital"],
        "key_worker_id": key_worker_id,
    }
    numbers = (("RECORD_NUMBER", f"CTN0094-{person.who}"),)
    return Subject(person.site, str(person.who), patient, numbers)
