"""Change since the start: the pair of the start record and a later one, item by item (standards R15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from outcomes.reviews.items import DAY_ITEMS, ITEMS, RATING_ITEMS, USE_ITEMS
from registry.answers import Missing

Answer = int | str | Missing | None
Answers = Mapping[str, Answer]
"""An answer for each item, and the window under `window_days`."""


class UseChange(StrEnum):
    """Simple classes of change among those who used at the start (standards 3.2)."""

    ABSTINENT = "ABSTINENT"
    DECREASED = "DECREASED"
    SAME = "SAME"
    WORSE = "WORSE"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item at the start and now. `difference` is latest less start; absent unless both are numbers.

    Days are only compared over windows of the same length. `use_change` is absent for everything that is not
    days of use, and for who did not use at the start.
    """

    item: str
    start: Answer
    latest: Answer
    difference: int | None = None
    use_change: UseChange | None = None


def change(start: Answers | None, latest: Answers | None) -> tuple[ItemChange, ...]:
    """The change of every item; nothing at all unless there are both records, for then it is not defined."""
    if start is None or latest is None:
        return ()
    same_window = start.get("window_days") == latest.get("window_days")
    return tuple(_item_change(item, start.get(item), latest.get(item), same_window) for item in ITEMS)


def _item_change(item: str, start: Answer, latest: Answer, same_window: bool) -> ItemChange:
    comparable = item in RATING_ITEMS or (item in DAY_ITEMS and same_window)
    if not comparable or not isinstance(start, int) or not isinstance(latest, int):
        return ItemChange(item, start, latest)
    use_change = _use_change(start, latest) if item in USE_ITEMS else None
    return ItemChange(item, start, latest, latest - start, use_change)


def _use_change(start: int, latest: int) -> UseChange | None:
    if start == 0:
        return None
    if latest == 0:
        return UseChange.ABSTINENT
    if latest == start:
        return UseChange.SAME
    return UseChange.DECREASED if latest < start else UseChange.WORSE
