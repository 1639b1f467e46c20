"""From a day relative to consent to a day of the calendar."""

from datetime import date, timedelta

from casework.importing.codes import Reader
from casework.importing.csv_files import is_number
from casework.importing.report import shown

FURTHEST = 3650


class Days:
    """Day 0 is `anchor`, for everybody of a site. Nothing lies after `last`.

    `cut` leaves out what would come later, for data that stand for people in treatment today; otherwise a later day
    is refused, because nobody can have been seen on it.
    """

    def __init__(self, anchor: date, last: date, *, cut: bool = False) -> None:
        self.anchor, self.last, self.cut = anchor, last, cut
        self._read: dict[str, date] = {}

    def read(self, reader: Reader, line: int, text: str) -> date | None:
        """The day of the column `when`; None when it is refused or left out."""
        return self._read.get(text) or self._first_read(reader, line, text)

    def after(self, start: date, days: int) -> date | None:
        """So many days later; None when that lies after the last day."""
        found = start + timedelta(days=days)
        return found if found <= self.last else None

    def _first_read(self, reader: Reader, line: int, text: str) -> date | None:
        if not is_number(text):
            reader.refuse(line, "when", "not_a_number", f"{shown(text)} is not a whole number of days")
            return None
        if abs(int(text)) > FURTHEST:
            reader.refuse(line, "when", "out_of_range", f"day {text} is more than ten years from consent")
            return None
        day = self.anchor + timedelta(days=int(text))
        if day <= self.last:
            self._read[text] = day
            return day
        if not self.cut:
            reader.refuse(line, "when", "date_in_future", f"with this anchor date, day {text} has not come yet")
        return None
