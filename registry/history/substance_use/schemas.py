"""Input of days of use: a month of the calendar, or a count over a window."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from registry import clock
from registry.answers import Missing
from registry.history.fields import DaysOfMonth, PartialDate, source_field
from registry.history.partial_dates import Precision
from registry.schemas.base import InputSchema
from registry.schemas.fields import Code, Day, Text, Whole, WholeAnswer


@dataclass(frozen=True, slots=True)
class UseDaysCommand:
    """Days of a month (YYYY-MM) on which a substance was used."""

    substance: str
    month: str
    days: tuple[int, ...]
    source: str
    amount: str | None = None

    @property
    def dates(self) -> list[date]:
        """The days as dates."""
        year, month = map(int, self.month.split("-"))
        return [date(year, month, day) for day in self.days]


class UseDaysSchema(InputSchema):
    """Days of use within a month as forms and the API give them."""

    command = UseDaysCommand

    substance = Code("substances", required=True, widget="code_search", label=_l("Which substance?"))
    month = PartialDate(required=True, only=Precision.MONTH, label=_l("In which month?"), hint=_l("Such as 3/2024"))
    days = DaysOfMonth(required=True, label=_l("On which days?"), hint=_l("Such as 1, 2, 5-9"))
    amount = Text(max_length=120, label=_l("How much a day?"), hint=_l("In the person's own words"))
    source = source_field()

    @validates_schema
    def check_days(self, data: dict[str, Any], **kw: Any) -> None:
        """The month has these days, and they are past."""
        month, days = data.get("month"), data.get("days")
        if days is not None and not days:
            raise ValidationError("required", "days")
        if not month or not days:
            return
        if days[-1] > monthrange(*map(int, month.split("-")))[1]:
            raise ValidationError("not_days", "days")
        if f"{month}-{days[-1]:02d}" > clock.today().isoformat():
            raise ValidationError("date_in_future", "days")


@dataclass(frozen=True, slots=True)
class UseReportCommand:
    """A count of days of use over the `window_days` that end on `ended_on`."""

    substance: str
    days: int | Missing
    window_days: int
    ended_on: date
    source: str


class UseReportSchema(InputSchema):
    """A count of days of use as forms, the API and imports give it."""

    command = UseReportCommand

    substance = Code("substances", required=True, widget="code_search", label=_l("Which substance?"))
    days = WholeAnswer(high=366, required=True, label=_l("On how many days was it used?"), unit=_l("days"))
    window_days = Whole(low=1, high=366, required=True, label=_l("Out of how many days?"), unit=_l("days"))
    ended_on = Day(required=True, label=_l("Up to which day?"))
    source = source_field()

    @validates_schema
    def check_window(self, data: dict[str, Any], **kw: Any) -> None:
        """No more days than the window has."""
        days, window = data.get("days"), data.get("window_days")
        if isinstance(days, int) and isinstance(window, int) and days > window:
            raise ValidationError("days_beyond_window", "days")
