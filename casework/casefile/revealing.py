"""What a reveal shows: the records of one guarded group, opened."""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casework.casefile.answers import in_words, label_of
from casework.casefile.drawing import Order
from casework.casefile.records import asked_fields, guarded_fields, views
from casework.casefile.sections import Kept, kept_kinds
from referrals.justice.record import justice_involvements
from registry.access.actor import Actor
from registry.people.queries import get_identity
from registry.people.reveals import Group
from registry.people.schemas import PatientSchema


@dataclass(frozen=True, slots=True)
class Revealed:
    """One record with its guarded answers in words. `kept` where it is hidden whole: then it is changed from here."""

    title: str
    rows: list[tuple[str, str]]
    record_id: UUID
    kept: Kept | None = None


def group_title(group: Group) -> str:
    """What a group is called on the page that shows it."""
    titles = {
        Group.IDENTIFIERS: _("Identity and contact"),
        Group.INFECTIONS: _("Infections"),
        Group.OFFENCES: _("Offences and justice"),
    }
    return str(titles[group])


def revealed_records(session: Session, *, by: Actor, patient_id: UUID, group: Group, language: str) -> list[Revealed]:
    """Everything of the group. The caller has written the reveal down."""
    if group is Group.IDENTIFIERS:
        return [_identity(session, by, patient_id, language)]
    found: list[Revealed] = []
    for kept in kept_kinds().values():
        guarded = [name for name, its_group in guarded_fields(kept).items() if its_group is group]
        if guarded:
            found += _of_kind(session, by, patient_id, kept, guarded, language)
    return found


def orders_of(session: Session, *, by: Actor, patient_id: UUID) -> list[Order]:
    """The orders and agreements that have a day, for a drawing; the reveal of offences has been written down."""
    found = justice_involvements.listed(session, by=by, patient_id=patient_id)
    dated = ((row.starts_on or row.ordered_on, row) for row in found)
    return [Order(day, row.ends_on, row.legal_status, row.next_hearing_on) for day, row in dated if day]


def _of_kind(
    session: Session, by: Actor, patient_id: UUID, kept: Kept, guarded: list[str], language: str
) -> list[Revealed]:
    """A kind that is hidden whole is shown whole; of the others only what is guarded is opened."""
    rows = kept.kind.listing(session, by=by, patient_id=patient_id)
    asked = asked_fields(kept.kind.schema())
    names = asked if kept.masked else [name for name in asked if name in guarded]
    found = views(rows, kept, names, language=language)
    whole = kept if kept.masked else None
    title = str(kept.kind.title)
    return [
        Revealed(f"{title} · {view.day}" if view.day else title, view.rows, view.id, whole)
        for view in found
        if view.rows
    ]


def _identity(session: Session, by: Actor, patient_id: UUID, language: str) -> Revealed:
    schema = PatientSchema()
    values = schema.dump(get_identity(session, by=by, patient_id=patient_id))
    rows = [
        (label_of(item, name), in_words(item, values.get(name), language))
        for name, item in schema.fields.items()
        if not item.load_only and values.get(name) is not False
    ]
    return Revealed("", [(label, value) for label, value in rows if value], patient_id)
