"""The head of a case file: whom it is about, at a glance and masked."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists
from sqlalchemy.orm import Session

from registry import clock
from registry.access.actor import Actor
from registry.accounts.models import UserAccount
from registry.errors import NotFound
from registry.people.models import Patient, PatientIdentifier
from registry.people.reveals import Group, may_reveal
from registry.people.scopes import visible_patients


@dataclass(frozen=True, slots=True)
class PatientHeader:
    """What every page about a patient shows first. `restricted` are the groups the reader may ask to see."""

    id: UUID
    friendly_name: str
    pronouns: str | None
    age: int | None
    reference: str
    key_worker_id: UUID | None
    key_worker: str | None
    has_identifiers: bool
    restricted: tuple[Group, ...]
    row_version: int


def patient_header(session: Session, *, by: Actor, patient_id: UUID) -> PatientHeader:
    """The head of a visible patient's file in one query (a second for the key, when it is not cached); or NotFound."""
    numbered = exists().where(PatientIdentifier.org_id == Patient.org_id, PatientIdentifier.patient_id == Patient.id)
    query = (
        visible_patients(by)
        .where(Patient.id == patient_id)
        .outerjoin(UserAccount, UserAccount.id == Patient.key_worker_id)
        .add_columns(UserAccount.display_name, numbered)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    patient, worker, has_identifiers = row
    return PatientHeader(
        id=patient.id,
        friendly_name=patient.name.friendly,
        pronouns=patient.pronouns,
        age=patient.age_on(clock.today()),
        reference=patient.reference,
        key_worker_id=patient.key_worker_id,
        key_worker=worker,
        has_identifiers=has_identifiers,
        restricted=tuple(group for group in Group if may_reveal(by, group)),
        row_version=patient.row_version,
    )
