"""Organisations and places as lists show them. Their names are public within the installation."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.errors import NotFound
from registry.organisations.models import Organisation, Place


def list_organisations(session: Session, *, by: Actor) -> Sequence[Organisation]:
    """The organisations that `by` manages accounts of, by name: all, or the own."""
    by.require(Permission.USER_MANAGE)
    query = select(Organisation).order_by(Organisation.name)
    if not by.may(Permission.ORGANISATION_MANAGE):
        query = query.where(Organisation.id == by.org_id)
    return session.scalars(query).all()


def list_places(session: Session, *, by: Actor) -> Sequence[Place]:
    """All places, by name."""
    by.require(Permission.ORGANISATION_MANAGE)
    return session.scalars(select(Place).order_by(Place.name)).all()


def find_organisation_by_code(session: Session, code: str) -> Organisation:
    """The organisation with a short code. NotFound when there is none."""
    found = session.scalars(select(Organisation).where(Organisation.code == code)).one_or_none()
    if found is None:
        raise NotFound
    return found


def place_name(session: Session, place_id: UUID | None) -> str | None:
    """The name of a place, or None where none is given."""
    place = None if place_id is None else session.get(Place, place_id)
    return None if place is None else place.name
