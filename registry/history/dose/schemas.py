"""Input of a dose."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from registry.history.fields import Amount, source_field
from registry.schemas.base import InputSchema
from registry.schemas.fields import Code, Day


@dataclass(frozen=True, slots=True)
class DoseCommand:
    """A dose to record; zero milligrams says that none was taken."""

    given_on: date
    medication: str
    amount_mg: Decimal
    source: str


class DoseSchema(InputSchema):
    """A dose as forms, the API and imports give it."""

    command = DoseCommand

    given_on = Day(required=True, label=_l("On which day?"))
    medication = Code("ost_medication", required=True, label=_l("Which medicine?"))
    amount_mg = Amount(required=True, high=Decimal(2000), label=_l("How much was taken that day?"), unit=_l("mg"))
    source = source_field()
