"""The intake of a TEDS row: substances, injecting, work, home, earlier treatment."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from casework.importing.intake_answers import NOTHING_COLLECTED
from casework.importing.subjects import Subject
from casework.importing.teds.numbers import WINDOW, age_first_use, arrests, days_used, prior_treatments
from casework.importing.teds.rows import TedsRow
from registry.answers import Missing
from registry.ids import new_id
from registry.intake.models import PRIMARY, Intake, IntakeSubstance

PLACES = "123"
NO_SUBSTANCE = "NONE"


def add_intake(subject: Subject, row: TedsRow, episode_id: UUID, day: date) -> None:
    """The intake at admission; what TEDS does not ask is NOT_COLLECTED, its "-9" is NOT_KNOWN."""
    intake_id = new_id()
    values: dict[str, Any] = {
        **NOTHING_COLLECTED,
        "id": intake_id,
        "episode_id": episode_id,
        "assessed_on": day,
        "injecting": _injecting(row),
        "previous_treatment": row.ours("NOPRIOR"),
        "previous_treatments": prior_treatments(row),
        "living_where": row.ours("LIVARAG", "living_where"),
        "labour_status": row.ours("EMPLOY"),
        "education": row.ours("EDUC"),
        "income_source": row.meaning("PRIMINC"),
        "arrests": arrests(row),
        "pregnancy": _pregnancy(row, str(subject.patient["sex"])),
        "mental_disorder": _yes_no(row, "PSYPROB"),
    }
    row.meaning("HLTHINS")  # not taken, but a blank in it is a fault of the file worth telling
    subject.add(Intake, values)
    for place, substance in substances(row):
        subject.add(IntakeSubstance, {"intake_id": intake_id, **_substance(row, place, substance)})


def substances(row: TedsRow, suffix: str = "") -> Iterator[tuple[str, str]]:
    """Place and our code of each substance; an unknown first one stands as such, unless there was none."""
    for place in PLACES:
        column = f"SUB{place}{suffix}"
        code = row.ours(column, "substances", {"ROUTE": row.cells.get(f"ROUTE{place}", "")})
        if code == NO_SUBSTANCE or (isinstance(code, Missing) and place != PLACES[0]):
            continue
        yield place, code


def _substance(row: TedsRow, place: str, code: str) -> dict[str, Any]:
    known = not isinstance(code, Missing)
    given = {"SUB": row.cells.get(f"SUB{place}", "")}
    return {
        "position": PRIMARY + PLACES.index(place),
        "window_days": WINDOW,
        "substance": code,
        "name": row.meaning(f"SUB{place}") if code == "OTH" else None,
        "route": row.ours(f"ROUTE{place}", "routes", given) if known else Missing.NOT_KNOWN,
        "days_used": days_used(row, f"FREQ{place}") if known else Missing.NOT_KNOWN,
        "age_first_use": age_first_use(row, f"FRSTUSE{place}") if known else Missing.NOT_KNOWN,
    }


def _injecting(row: TedsRow) -> str:
    """Injecting now, or not known: that none is reported for three substances does not say "never"."""
    return row.ours("IDU") if row.cells.get("IDU") == "1" else Missing.NOT_KNOWN


def _pregnancy(row: TedsRow, sex: str) -> str:
    return Missing.NOT_APPLICABLE if sex == "MALE" else row.ours("PREG")


def _yes_no(row: TedsRow, column: str) -> str:
    if column not in row.cells:
        return Missing.NOT_COLLECTED
    meaning = row.meaning(column)
    return Missing.NOT_KNOWN if meaning is None else meaning.upper()
