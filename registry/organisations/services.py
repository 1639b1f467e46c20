"""Places and organisations, kept by the system administrator."""

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.events import Act
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.trail import record_event
from registry.db.work import ring_of, standing_in
from registry.errors import Invalid
from registry.organisations.models import Organisation, OrganisationKind, Place, PlaceKind

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
PURPOSE = "ADMINISTRATION"
_ABOVE: dict[PlaceKind, PlaceKind | None] = {
    PlaceKind.COUNTRY: None,
    PlaceKind.REGION: PlaceKind.COUNTRY,
    PlaceKind.MUNICIPALITY: PlaceKind.REGION,
    PlaceKind.DISTRICT: PlaceKind.MUNICIPALITY,
}


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What is needed to enter an organisation; `centre_type` is for providers only."""

    code: str
    name: str
    kind: OrganisationKind
    place_id: UUID | None = None
    centre_type: str | None = None


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place below the one that holds it; a country has none above."""

    kind: PlaceKind
    code: str
    name: str
    parent_id: UUID | None = None


def create_organisation(session: Session, *, by: Actor, new: NewOrganisation) -> Organisation:
    """Enter an organisation and make its keys. Invalid when the code is taken or the place does not exist."""
    by.require(Permission.ORGANISATION_MANAGE)
    _refuse_wrong(session, new)
    organisation = Organisation(
        code=new.code,
        name=new.name.strip(),
        kind=new.kind.value,
        place_id=new.place_id,
        centre_type=new.centre_type,
    )
    session.add(organisation)
    session.flush()  # its keys refer to it
    with standing_in(session, organisation.id):
        ring_of(session).found_organisation(organisation.id)
    obj = f"organisation/{organisation.id}"
    record_event(session, by=by, act=Act.RECORD_CREATE, obj=obj, purpose=PURPOSE)
    record_event(session, by=by, act=Act.KEY_CREATE, obj=obj, purpose=PURPOSE)
    return organisation


def create_place(session: Session, *, by: Actor, new: NewPlace) -> Place:
    """Enter a country, region, municipality or district. Invalid where it does not fit below its parent."""
    by.require(Permission.ORGANISATION_MANAGE)
    parent = None if new.parent_id is None else session.get(Place, new.parent_id)
    expected = _ABOVE[new.kind]
    if (None if parent is None else PlaceKind(parent.kind)) is not expected:
        raise Invalid({"parent_id": ["place_not_below"]})
    taken = select(Place.id).where(Place.code == new.code, Place.parent_id == new.parent_id)
    if session.scalar(taken) is not None:
        raise Invalid({"code": ["code_taken"]})
    place = Place(kind=new.kind.value, code=new.code, name=new.name.strip(), parent_id=new.parent_id)
    session.add(place)
    session.flush()  # its id is recorded
    record_event(session, by=by, act=Act.RECORD_CREATE, obj=f"place/{place.id}", purpose=PURPOSE)
    return place


def _refuse_wrong(session: Session, new: NewOrganisation) -> None:
    errors: dict[str, list[str]] = {}
    if not CODE.fullmatch(new.code):
        errors["code"] = ["organisation_code_form"]
    elif session.scalar(select(Organisation.id).where(Organisation.code == new.code)) is not None:
        errors["code"] = ["code_taken"]
    if not new.name.strip():
        errors["name"] = ["required"]
    if new.place_id is not None and session.get(Place, new.place_id) is None:
        errors["place_id"] = ["unknown_code"]
    if errors:
        raise Invalid(errors)
