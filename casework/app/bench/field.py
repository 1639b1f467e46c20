"""Sealing and opening one field of 32 bytes: by the key alone, and all the way through the ORM attribute."""

from collections.abc import Iterator

from sqlalchemy import select

from casework.app.bench.figure import Figure
from casework.app.bench.registration import PERSON
from casework.app.bench.scale import Scale
from casework.app.bench.stage import raised
from casework.app.bench.timing import Action, loop_seconds
from registry.db.work import ring_of
from registry.people.models import Patient
from registry.people.services import register_patient

VALUE = "x" * 32
REACH = 10.0
_FIELD = Patient.address


def measure(scale: Scale) -> Iterator[Figure]:
    """Four figures, on one patient whose key is held."""
    with raised() as stage:
        with stage.database.work(stage.clinician) as session:
            patient_id = register_patient(session, by=stage.clinician, command=PERSON).id
        with stage.database.read(stage.clinician) as session:
            ring, key = ring_of(session), ring_of(session).key(patient_id)
            patient = session.scalars(select(Patient).where(Patient.id == patient_id)).one()
            plain, envelope = VALUE.encode(), key.seal(_FIELD.cell, patient_id, VALUE.encode())

            def seal_attribute() -> None:
                """What an assignment, and the flush after it, do to the value."""
                patient.address = VALUE
                _FIELD.seal_pending(ring, patient)

            def open_attribute() -> None:
                """A read of the attribute, without what an earlier read remembered."""
                patient.__dict__.pop("_opened", None)
                if patient.address != VALUE:
                    raise ValueError("the field opened to another value")

            seal = loop_seconds(lambda: _drop(key.seal(_FIELD.cell, patient_id, plain)))
            opened = loop_seconds(lambda: _drop(key.open(_FIELD.cell, patient_id, envelope)))
            yield _figure("field-seal", "seal a 32-byte field: set, sealed for the flush", seal_attribute, seal)
            yield _figure("field-open", "open a 32-byte field: attribute read, opened", open_attribute, opened)
            session.expunge_all()


def _figure(name: str, what: str, action: Action, alone: float) -> Figure:
    whole = loop_seconds(action)
    return Figure(
        name, what, whole * 1e6, "µs", REACH, beside=f"the key alone: {alone * 1e6:.1f} µs", ratio=whole / alone
    )


def _drop(found: bytes) -> None:
    """The result is not needed, only the time."""
