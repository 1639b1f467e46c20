"""The episode of a TEDS row, with its one intervention and its diagnosis.

TEDS gives the year only. An episode is dated 1 July, the middle of the year, and its note says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from casework.importing.subjects import Subject
from casework.importing.teds.numbers import band_of
from casework.importing.teds.rows import LOST, TedsRow
from registry.access.actor import SYSTEM_USER
from registry.answers import Missing
from registry.codes.crosswalk import inbound
from registry.diagnoses.models import Diagnosis
from registry.episodes.lifecycle import modality_exit_of
from registry.episodes.models import Episode, Intervention
from registry.ids import new_id

SHORTEST_LOST = 7
"""Files that lost codes of LOS lost those from 7 days up: a blank is at least a week."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days of an episode, and what had to be said about them."""

    started_on: date
    ended_on: date | None
    remarks: tuple[str, ...]


def admission_span(row: TedsRow, last: date) -> Span:
    """An admission; its end is not in the data."""
    day = middle_of_year(row.year, last)
    return Span(day, None, (f"TEDS gives only the year {row.year}; dated {day.isoformat()}",))


def discharge_span(row: TedsRow, last: date) -> Span:
    """A discharge, and its admission so many days earlier as LOS says."""
    day = middle_of_year(row.year, last)
    band, stay, said = band_of(row, "LOS"), 0, ""
    if band is not None and band.low is not None:
        stay = band.low
        said = f"length of stay {row.meaning('LOS')}"
        if not band.is_one_number:
            row.remark("LOS", "band", f"kept: the start is {stay} days before the end, the shortest of the band")
    elif row.cells["LOS"] == "":
        stay, said = SHORTEST_LOST, f"length of stay not known, at least {SHORTEST_LOST} days"
        row.remark("LOS", LOST, f"kept as at least {SHORTEST_LOST} days: the file has lost the codes 7 to 37")
    else:
        said = "length of stay not known"
        row.remark("LOS", "no_length", "kept: the length of stay is not known, so the start is that of the end")
    dated = f"TEDS gives only the year {row.year}; the end is dated {day.isoformat()}"
    return Span(day - timedelta(days=stay), day, (dated, said))


def middle_of_year(year: int, last: date) -> date:
    """1 July, or 1 January of a year that has not come so far yet."""
    middle = date(year, 7, 1)
    return middle if middle <= last else date(year, 1, 1)


def add_episode(subject: Subject, row: TedsRow, span: Span) -> UUID:
    """Add episode, intervention and diagnosis. Returns the episode's id."""
    episode_id = new_id()
    reason = row.ours("REASON") if span.ended_on else None
    referred_on, waited = _referred_on(row, span.started_on)
    age = row.meaning("AGE")
    said = [*span.remarks, waited, f"age at admission {age}" if age else ""]
    subject.add(
        Episode,
        {
            "id": episode_id,
            "referred_on": referred_on,
            "started_on": span.started_on,
            "ended_on": span.ended_on,
            "last_contact_on": span.ended_on or span.started_on,
            "referral_source": row.ours("PSOURCE"),
            "client_delay_days": Missing.NOT_COLLECTED,
            "exit_reason": reason,
            "note": "; ".join(filter(None, said)),
        },
    )
    subject.add(Intervention, _intervention(row, span, episode_id, reason))
    if row.has("DSMCRIT"):
        _add_diagnosis(subject, row, span.started_on)
    return episode_id


def _referred_on(row: TedsRow, started_on: date) -> tuple[date | None, str]:
    """The day of the request where the wait is a number of days; a band is noted."""
    band = band_of(row, "DAYWAIT")
    if band is None:
        return None, ""
    if band.is_one_number and band.low is not None:
        return started_on - timedelta(days=band.low), ""
    row.remark("DAYWAIT", "band", "kept in the episode's note: a band of days gives no day of referral")
    return None, f"days waited {row.meaning('DAYWAIT')}"


def _intervention(row: TedsRow, span: Span, episode_id: UUID, reason: str | None) -> dict[str, Any]:
    said = [row.meaning("SERVICES")]
    if row.cells.get("SERVICES_D", row.cells["SERVICES"]) != row.cells["SERVICES"]:
        said.append(f"at discharge: {row.meaning('SERVICES_D')}")
        row.remark("SERVICES_D", "service_changed", "kept in the description: when it changed is not known")
    if row.has("METHUSE"):
        said.append(f"planned use of opioid medication: {row.meaning('METHUSE')}")
    status = modality_exit_of(reason or "") or Missing.NOT_COLLECTED
    return {
        "episode_id": episode_id,
        "started_on": span.started_on,
        "ended_on": span.ended_on,
        "modality": row.ours("SERVICES"),
        "setting": Missing.NOT_COLLECTED,
        "description": "; ".join(filter(None, said)),
        "exit_status": status if span.ended_on else None,
    }


def _add_diagnosis(subject: Subject, row: TedsRow, day: date) -> None:
    code = row.ours("DSMCRIT")
    if isinstance(code, Missing):
        return
    is_of_use = inbound("TEDS", "DSMCRIT", row.cells["DSMCRIT"]).list == "icd10_f1x"
    values = {
        "diagnosed_on": day,
        "is_principal": is_of_use,
        "recorded_by": SYSTEM_USER,
        "code_system": "ICD-10",
        "code": code,
        "status": "ACTIVE",
        "certainty": "CONFIRMED",
    }
    subject.add(Diagnosis, values)
