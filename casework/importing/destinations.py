"""Where imported people go: an organisation with its keys, and what it already has of a source."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.importing.models import ImportItem
from registry.access.actor import Actor
from registry.db.keystore import KeyRing, KeyService
from registry.db.work import standing_in
from registry.errors import NotFound
from registry.organisations.models import Organisation, OrganisationKind
from registry.organisations.queries import find_organisation_by_code
from registry.organisations.services import NewOrganisation, create_organisation
from registry.security.envelope import SubjectKey

KeyMaker = Callable[[UUID], tuple[SubjectKey, dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Wish:
    """A place that a source needs: the code and name of an organisation, and what its people have in common."""

    code: str
    name: str
    anchor: date | None = None
    """The calendar day of the source's day 0, where it counts in days."""
    key_workers: Sequence[UUID] = ()

    def worker_of(self, turn: int) -> UUID | None:
        """The member of staff whose turn it is."""
        return self.key_workers[turn % len(self.key_workers)] if self.key_workers else None


@dataclass(frozen=True, slots=True)
class Destination:
    """An organisation that takes people in. `known` are the digests of what it has of the source."""

    org_id: UUID
    index_key: bytes = field(repr=False)
    make_key: KeyMaker = field(repr=False)
    source: str
    known: set[bytes] = field(repr=False)

    def digest_of(self, key: str) -> bytes:
        """The keyed digest of a source's own number, by which it is known again."""
        message = b"import v1\x00" + self.source.encode() + b"\x00" + key.encode()
        return hmac.digest(self.index_key, message, "sha256")[:16]


def site_wish(parent: Organisation, site: str, anchor: date) -> Wish:
    """A site of a trial as a provider of its own, below the organisation that the operator names."""
    return Wish(f"{parent.code}-site-{site:0>2}", f"{parent.name}, site {site:0>2}", anchor)


def open_destinations(
    session: Session, keys: KeyService, *, by: Actor, source: str, parent: Organisation, wishes: Mapping[str, Wish]
) -> dict[str, Destination]:
    """The destinations by place; organisations that are not there are made, with their keys."""
    return {
        place: _destination(session, keys, source, _found_or_made(session, by, parent, wish))
        for place, wish in wishes.items()
    }


def _found_or_made(session: Session, by: Actor, parent: Organisation, wish: Wish) -> UUID:
    try:
        return find_organisation_by_code(session, wish.code).id
    except NotFound:
        new = NewOrganisation(wish.code, wish.name, OrganisationKind.PROVIDER, parent.place_id)
        return create_organisation(session, by=by, new=new).id


def _destination(session: Session, keys: KeyService, source: str, org_id: UUID) -> Destination:
    with standing_in(session, org_id):
        ring = KeyRing(keys, session, org_id)
        known = select(ImportItem.key_hash).where(ImportItem.org_id == org_id, ImportItem.source == source)
        return Destination(org_id, ring.index_key(), ring.key_maker(), source, set(session.scalars(known)))


def known_destinations(
    session: Session, keys: KeyService, *, source: str, wishes: Mapping[str, Wish]
) -> dict[str, Destination]:
    """The destinations that are there already: nothing is made."""
    found = {}
    for place, wish in wishes.items():
        with suppress(NotFound):
            found[place] = _destination(session, keys, source, find_organisation_by_code(session, wish.code).id)
    return found
