"""The declaration of drug tests as a kind of record."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.access.permissions import Permission
from registry.history.drug_test.models import DrugTest
from registry.history.drug_test.results import results_of
from registry.history.drug_test.schemas import DrugTestCommand, DrugTestSchema
from registry.history.fact import known_from
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register, plain_values


def _values(command: DrugTestCommand) -> dict[str, Any]:
    values = plain_values(command)
    panel = (values.pop("tested"), values.pop("positive"), values.pop("invalid"))
    return {**values, "results": results_of(*panel)}


drug_tests = Register(DrugTest, Permission.HISTORY_WRITE, lambda row: (row.collected_on, row.id), values=_values)

DRUG_TEST = RecordKind(
    name="drug_test",
    plural="drug-tests",
    title=_l("Drug tests"),
    new_title=_l("Add a drug test"),
    schema=DrugTestSchema,
    write=Permission.HISTORY_WRITE,
    create=drug_tests.record,
    change=drug_tests.amend,
    fetch=drug_tests.find,
    listing=drug_tests.listed,
    prefill=known_from("LABORATORY"),
    check_page=True,
    steps=(
        Step(
            "specimen",
            _l("The specimen"),
            ("collected_on", "specimen_type", "validity", "temperature_ok", "source"),
        ),
        Step("panel", _l("What it was tested for"), ("tested",)),
        Step("results", _l("What was found"), ("positive", "invalid")),
        Step("explanation", _l("What explains it"), ("explained", "explanation", "note")),
    ),
)
