"""Every kind of record the program knows, in the order of the case file."""

from registry.diagnoses.record import DIAGNOSIS
from registry.records.kinds import RecordKind

KINDS: tuple[RecordKind, ...] = (DIAGNOSIS,)


def kind_named(name: str) -> RecordKind:
    """The kind with that name; KeyError when there is none."""
    return next(kind for kind in KINDS if kind.name == name)
