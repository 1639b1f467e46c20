"""What is accepted as a patient's identity."""

import pytest

from registry import clock
from registry.errors import Invalid
from registry.people.countries import country_code
from registry.people.masking import mask
from registry.people.schemas import PatientSchema
from registry.schemas.base import parse
from registry.web.messages import known_codes

NAMED = {"given_names": "Alba", "sex": "FEMALE"}
BORN = {"date_of_birth": "1990-05-01"}


def accepted(**fields):
    return parse(PatientSchema(), {"sex": "FEMALE", **fields})


def test_an_age_becomes_a_year_of_birth():
    assert accepted(given_names="Alba", age=30).birth_year == clock.today().year - 30


def test_a_year_beside_its_date_is_not_kept_twice():
    command = accepted(given_names="Alba", date_of_birth="1990-05-01", birth_year=1990)
    assert (command.date_of_birth.year, command.birth_year) == (1990, None)


def test_nobody_needs_a_name_or_a_birth_when_that_is_said():
    command = accepted(name_unknown=True, birth_unknown=True)
    assert command.name.full == ""


def test_countries_are_typed_in_any_of_our_languages():
    found = {country_code(name) for name in ("mexico", "México", "Mexique", "mx", "MX")}
    assert found == {"MX"}


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        (BORN, "given_names", "name_or_reference"),
        ({"given_names": "Alba"}, "date_of_birth", "birth_needed"),
        ({"given_names": "Alba", **BORN, "birth_year": 1991}, "birth_year", "birth_disagrees"),
        ({"given_names": "Alba", **BORN, "age": 3}, "age", "birth_disagrees"),
        ({"given_names": "Alba", "birth_year": 2099}, "birth_year", "out_of_range"),
        ({"given_names": "Alba", **BORN, "nationality": "Atlantis"}, "nationality", "unknown_country"),
        (
            {"given_names": "Alba", **BORN, "contacts": [{"kind": "PHONE", "value": "12"}]},
            "contacts.0.value",
            "not_a_phone",
        ),
        (
            {"given_names": "Alba", **BORN, "contacts": [{"kind": "EMAIL", "value": "alba"}]},
            "contacts.0.value",
            "not_an_email",
        ),
        (
            {"given_names": "Alba", **BORN, "identifiers": [{"kind": "PASSPORT", "value": "--"}]},
            "identifiers.0.value",
            "invalid",
        ),
        (
            {"given_names": "Alba", **BORN, "identifiers": [{"kind": "PASSPORT", "value": str(n)} for n in range(5)]},
            "identifiers",
            "too_many",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(fields, field, code):
    with pytest.raises(Invalid) as refused:
        accepted(**fields)
    found = refused.value.errors[field][0].partition(":")[0]
    assert found == code
    assert code in known_codes()


@pytest.mark.parametrize(
    ("value", "shown"), [("12345678Z", "•••• 678Z"), ("123-456", "•••• 456"), ("12", "•••• 2"), ("1", "••••")]
)
def test_a_mask_never_shows_more_than_half(value, shown):
    assert mask(value) == shown
