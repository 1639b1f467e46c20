"""The declaration of tests for infections as a kind of record."""

from flask_babel import lazy_gettext as _l

from registry.access.permissions import Permission
from registry.history.fact import known_from
from registry.history.infection_test.models import InfectionTest
from registry.history.infection_test.schemas import InfectionTestSchema
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register

infection_tests = Register(
    InfectionTest,
    Permission.HISTORY_WRITE,
    lambda row: (row.tested_on or "", row.created_at),
    reveal=Permission.INFECTIONS_REVEAL,
)

INFECTION_TEST = RecordKind(
    name="infection_test",
    plural="infection-tests",
    title=_l("Infections"),
    new_title=_l("Add a test for an infection"),
    schema=InfectionTestSchema,
    write=Permission.HISTORY_WRITE,
    create=infection_tests.record,
    change=infection_tests.amend,
    fetch=infection_tests.find,
    sensitive=True,
    listing=infection_tests.listed,
    prefill=known_from("LABORATORY"),
    check_page=False,
    steps=(Step("test", _l("The test"), ("infection", "result", "tested_on", "on_treatment", "note", "source")),),
)
