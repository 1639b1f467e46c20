"""What a reveal shows: the records of one guarded group, opened."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from casework.casefile.records import in_words, masked_fields, views
from casework.casefile.sections import Kept, kept_kinds
from registry.access.actor import Actor
from registry.people.queries import get_identity
from registry.people.reveals import Group
from registry.people.schemas import PatientSchema


@dataclass(frozen=True, slots=True)
class Revealed:
    """One record with its guarded answers in words."""

    title: str
    rows: list[tuple[str, str]]


def revealed_records(session: Session, *, by: Actor, patient_id: UUID, group: Group, language: str) -> list[Revealed]:
    """Everything of the group. The caller has written the reveal down."""
    if group is Group.IDENTIFIERS:
        return [_identity(session, by, patient_id, language)]
    found: list[Revealed] = []
    for kept in kept_kinds().values():
        guarded = [name for name, its_group in masked_fields(kept).items() if its_group is group]
        if guarded:
            found += _of_kind(session, by, patient_id, kept, guarded, group, language)
    return found


def _of_kind(
    session: Session, by: Actor, patient_id: UUID, kept: Kept, guarded: list[str], group: Group, language: str
) -> list[Revealed]:
    rows = kept.kind.listing(session, by=by, patient_id=patient_id)
    every = views(rows, kept, by=by, language=language, revealed=frozenset(Group))
    whole = kept.kind.schema().fields
    labels = {str(whole[name].metadata.get("label", name)) for name in guarded if name in whole}
    chosen = ([(k, v) for k, v in view.rows if kept.masked is group or k in labels] for view in every)
    return [Revealed(str(kept.kind.title), pairs) for pairs in chosen if pairs]


def _identity(session: Session, by: Actor, patient_id: UUID, language: str) -> Revealed:
    schema = PatientSchema()
    values = schema.dump(get_identity(session, by=by, patient_id=patient_id))
    rows = [
        (str(item.metadata.get("label", name)), in_words(item, values.get(name), language))
        for name, item in schema.fields.items()
    ]
    return Revealed("", [(label, value) for label, value in rows if value])
