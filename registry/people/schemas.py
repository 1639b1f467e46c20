"""Input of a patient's identity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import fields as names_of
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length

from registry import clock
from registry.answers import Missing
from registry.people.blocking import phone_term
from registry.people.countries import Country
from registry.people.names import PersonName
from registry.people.tokens import number_term
from registry.schemas.base import InputSchema
from registry.schemas.fields import Code, CodeAnswer, Day, Text, Whole, YesNo

SPOKEN_KINDS = frozenset({"MOBILE", "PHONE", "MESSAGING"})
"""Kinds of contact whose value is a telephone number (code list contact_kind)."""
LONGEST_LIST = 4
_OLDEST = 120


@dataclass(frozen=True, slots=True)
class IdentifierEntry:
    """An official number."""

    kind: str
    value: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """A way to reach the patient; `is_shared`: somebody else may answer or read."""

    kind: str
    value: str
    is_shared: str | Missing | None = None


@dataclass(frozen=True, slots=True)
class KinEntry:
    """Somebody close, who may be called."""

    name: str
    relationship_code: str | Missing | None = None
    phone: str | None = None
    knows_of_treatment: str | Missing | None = None


@dataclass(frozen=True, slots=True)
class PatientCommand:
    """Who a patient is. `birth_year` stands only where the date is not known."""

    given_names: str | None = None
    family_name_1: str | None = None
    family_name_2: str | None = None
    chosen_name: str | None = None
    pronouns: str | None = None
    date_of_birth: date | None = None
    birth_year: int | None = None
    sex: str | Missing | None = None
    gender: str | Missing | None = None
    preferred_language: str | Missing | None = None
    ethnicity: str | Missing | None = None
    nationality: str | None = None
    marital_status: str | Missing | None = None
    address: str | None = None
    municipality: str | None = None
    contact_note: str | None = None
    identifiers: tuple[IdentifierEntry, ...] = ()
    contacts: tuple[ContactEntry, ...] = ()
    next_of_kin: tuple[KinEntry, ...] = ()

    @property
    def name(self) -> PersonName:
        """The name in its parts."""
        return PersonName(self.given_names or "", self.family_name_1 or "", self.family_name_2, self.chosen_name)

    @property
    def phones(self) -> tuple[str, ...]:
        """The telephone numbers of the patient, not of the kin."""
        return tuple(contact.value for contact in self.contacts if contact.kind in SPOKEN_KINDS)


LISTS = ("identifiers", "contacts", "next_of_kin")
OWN_FIELDS = tuple(item.name for item in names_of(PatientCommand) if item.name not in LISTS)
"""Fields that are columns of the patient's own row."""
NAMES = ("given_names", "family_name_1", "family_name_2", "chosen_name")


class IdentifierSchema(InputSchema):
    """One official number."""

    command = IdentifierEntry

    kind = Code("identifier_kind", required=True, widget="select", label=_l("Kind of number"))
    value = Text(required=True, max_length=40, label=_l("Number"))
    country = Country(label=_l("Country that issued it"), hint=_l("Its name, or two letters such as MX"))

    @validates_schema
    def check_number(self, data: dict[str, Any], **kw: Any) -> None:
        """A number has a letter or a digit."""
        if number_term(data["kind"], data["value"]) is None:
            raise ValidationError("invalid", "value")


class ContactSchema(InputSchema):
    """One way to reach the patient."""

    command = ContactEntry

    kind = Code("contact_kind", required=True, label=_l("Kind of contact"))
    value = Text(required=True, max_length=120, label=_l("Number or address"))
    is_shared = CodeAnswer("yes_no", label=_l("May somebody else answer or read it?"))

    @validates_schema
    def check_value(self, data: dict[str, Any], **kw: Any) -> None:
        """A telephone number has six digits at least; an e-mail address has an @."""
        if data["kind"] in SPOKEN_KINDS - {"MESSAGING"} and phone_term(data["value"]) is None:
            raise ValidationError("not_a_phone", "value")
        if data["kind"] == "EMAIL" and "@" not in data["value"]:
            raise ValidationError("not_an_email", "value")


class KinSchema(InputSchema):
    """One person close to the patient."""

    command = KinEntry

    name = Text(required=True, label=_l("Name"))
    relationship_code = CodeAnswer("relationship", label=_l("Who are they to the patient?"))
    phone = Text(max_length=40, label=_l("Telephone"), inputmode="tel")
    knows_of_treatment = CodeAnswer("yes_no", label=_l("Do they know about the treatment?"))


def _list_of(schema: type[InputSchema]) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), load_default=tuple, validate=Length(max=LONGEST_LIST, error="too_many"))


class PatientSchema(InputSchema):
    """A patient's identity as forms, the API and imports give it."""

    command = PatientCommand

    given_names = Text(label=_l("Given names"))
    family_name_1 = Text(label=_l("First surname"))
    family_name_2 = Text(label=_l("Second surname"))
    chosen_name = Text(label=_l("Name they like to be called by"), hint=_l("If it is another than the given name"))
    pronouns = Text(max_length=40, label=_l("Pronouns"))
    name_unknown = YesNo(load_default=False, label=_l("No name is known"))
    date_of_birth = Day(label=_l("Date of birth"), autocomplete="off")
    birth_year = Whole(low=1900, high=2100, label=_l("Or the year of birth"), hint=_l("If the date is not known"))
    age = Whole(high=_OLDEST, label=_l("Or the age"), unit=_l("years"))
    birth_unknown = YesNo(load_default=False, label=_l("Neither date, year nor age is known"))
    sex = CodeAnswer("sex", required=True, label=_l("Sex recorded at birth"))
    gender = CodeAnswer("gender_identity", label=_l("Gender, as the person says"))
    preferred_language = CodeAnswer("preferred_language", label=_l("Language they prefer"))
    ethnicity = CodeAnswer("ethnicity_selfreport", label=_l("Ethnicity, as the person says"))
    nationality = Country(label=_l("Nationality"), hint=_l("The country's name, or two letters such as MX"))
    marital_status = CodeAnswer("marital_status", label=_l("Marital status"))
    address = Text(max_length=300, multiline=True, label=_l("Address"), hint=_l("Or where the person can be found"))
    municipality = Text(label=_l("Municipality"))
    contact_note = Text(max_length=500, multiline=True, label=_l("How and when is it safe to get in touch?"))
    identifiers = _list_of(IdentifierSchema)
    contacts = _list_of(ContactSchema)
    next_of_kin = _list_of(KinSchema)

    @validates_schema(skip_on_field_errors=False)
    def check_name(self, data: dict[str, Any], **kw: Any) -> None:
        """Somebody without any name is registered only when that is said."""
        if not data.get("name_unknown") and not any(data.get(name) for name in NAMES):
            raise ValidationError("name_or_reference", "given_names")

    @validates_schema(skip_on_field_errors=False)
    def check_birth(self, data: dict[str, Any], **kw: Any) -> None:
        """One answer about the birth at least; two must not contradict each other."""
        born, year, age = data.get("date_of_birth"), data.get("birth_year"), data.get("age")
        today = clock.today()
        if born is None and year is None and age is None:
            if not data.get("birth_unknown"):
                raise ValidationError("birth_needed", "date_of_birth")
            return
        if year is not None and (year > today.year or year < today.year - _OLDEST):
            raise ValidationError(f"out_of_range:{today.year - _OLDEST}:{today.year}", "birth_year")
        known = born.year if born else year
        if known is None:
            return
        if year is not None and year != known:
            raise ValidationError("birth_disagrees", "birth_year")
        if age is not None and today.year - known - age not in (0, 1):
            raise ValidationError("birth_disagrees", "age")

    @post_load
    def make_command(self, data: dict[str, Any], **kw: Any) -> PatientCommand:
        """The frozen command."""
        return command_from(data)


def command_from(data: Mapping[str, Any]) -> PatientCommand:
    """The command of checked values: an age becomes a year, a year beside its date is dropped.

    Also takes what is right of a form that is not right yet (`ValidationError.valid_data`).
    """
    values: dict[str, Any] = {name: value for name, value in data.items() if name in OWN_FIELDS}
    age, year = data.get("age"), data.get("birth_year")
    if year is None and age is not None:
        year = clock.today().year - age
    values["birth_year"] = None if data.get("date_of_birth") else year
    values.update({name: _entries(data.get(name, ())) for name in LISTS})
    return PatientCommand(**values)


def _entries(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(item for item in items if not isinstance(item, Mapping)))
