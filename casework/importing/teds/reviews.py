"""The pair of outcome snapshots of a discharge: the same items at admission and at discharge (standards R15)."""

from datetime import date
from typing import Any
from uuid import UUID

from casework.importing.subjects import Subject
from casework.importing.teds.intakes import substances
from casework.importing.teds.numbers import WINDOW, days_used
from casework.importing.teds.rows import TedsRow
from outcomes.reviews.items import ITEMS
from outcomes.reviews.models import OutcomeReview
from registry.answers import Missing

_ITEMS = {
    "ALC": "days_alcohol",
    "CAN": "days_cannabis",
    "OPI": "days_opioids",
    "SED": "days_sedatives",
    "COC": "days_cocaine",
    "COC_CRACK": "days_crack",
    "COC_PASTE": "days_cocaine_paste",
    "STI_AMPHETAMINE": "days_amphetamines",
    "STI_METHAMPHETAMINE": "days_amphetamines",
    "STI_MDMA": "days_amphetamines",
    "TOB": "days_tobacco",
}
OTHER = "days_other"


def add_pair(subject: Subject, row: TedsRow, episode_id: UUID, started_on: date, ended_on: date) -> None:
    """START from the columns of the admission, EXIT from those that end in _D."""
    for stage, day, suffix in (("START", started_on, ""), ("EXIT", ended_on, "_D")):
        values: dict[str, Any] = dict.fromkeys(ITEMS, Missing.NOT_COLLECTED)
        values |= {"stage": stage, "reviewed_on": day, "episode_id": episode_id, "window_days": WINDOW}
        _add_days(values, row, suffix)
        values["housing_acute_problem"] = _without_home(row, f"LIVARAG{suffix}")
        subject.add(OutcomeReview, values)


def _add_days(values: dict[str, Any], row: TedsRow, suffix: str) -> None:
    """Days of the substances named; where two are of one group, the greater count is certain."""
    for place, code in substances(row, suffix):
        if isinstance(code, Missing):
            continue
        item = _ITEMS.get(code) or _ITEMS.get(code[:3], OTHER)
        days = days_used(row, f"FREQ{place}{suffix}")
        known = values[item]
        if not isinstance(known, Missing) and not isinstance(days, Missing):
            days = max(known, days)
        values[item] = days if isinstance(known, Missing) or not isinstance(days, Missing) else known
        if item == OTHER:
            values.setdefault("other_substance", code)


def _without_home(row: TedsRow, column: str) -> str:
    """Homeless at that time."""
    code = row.ours(column, "living_where")
    return code if isinstance(code, Missing) else "YES" if code == "2" else "NO"
