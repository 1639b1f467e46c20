"""Reading identities: one whole, the ones somebody had open last, and who may be a key worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.accounts.models import Membership, UserAccount
from registry.accounts.scopes import CLINICAL_ROLES
from registry.db.work import ring_of
from registry.people.belongings import entry_of, rows_of
from registry.people.models import NextOfKin, OpenedPatient, Patient, PatientContact, PatientIdentifier
from registry.people.schemas import ContactEntry, IdentifierEntry, KinEntry
from registry.people.scopes import get_patient, visible_patients

RECENT = 10


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """A patient with everything that belongs to the identity, as the form reads it back."""

    patient: Patient
    identifiers: tuple[IdentifierEntry, ...]
    contacts: tuple[ContactEntry, ...]
    next_of_kin: tuple[KinEntry, ...]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.patient, name)

    @property
    def name_unknown(self) -> bool:
        """That no name is known is said by there being none."""
        return not (self.patient.name.full or self.patient.chosen_name)

    @property
    def birth_unknown(self) -> bool:
        """The same for date and year of birth."""
        return self.patient.age_on(clock.today()) is None


@dataclass(frozen=True, slots=True)
class RecentPatient:
    """One the actor had open last, as a list shows it."""

    id: UUID
    friendly_name: str
    initials: str
    age: int | None
    reference: str
    key_worker: str | None


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who may look after patients."""

    id: UUID
    display_name: str


def get_identity(
    session: Session, *, by: Actor, patient_id: UUID | None, record_id: UUID | None = None
) -> IdentityRecord:
    """Everything about who a patient is, official numbers in full; the reveal is the caller's to record."""
    by.require(Permission.IDENTIFIERS_REVEAL)
    patient = get_patient(session, by=by, patient_id=record_id or patient_id)  # type: ignore[arg-type]

    def entries(model: Any) -> tuple[Any, ...]:
        return tuple(entry_of(row) for row in rows_of(session, by=by, patient_id=patient.id, model=model))

    return IdentityRecord(patient, entries(PatientIdentifier), entries(PatientContact), entries(NextOfKin))


def recent_patients(session: Session, *, by: Actor, limit: int = RECENT) -> Sequence[RecentPatient]:
    """The patients the actor opened or registered last, the newest first."""
    query = (
        visible_patients(by)
        .join(OpenedPatient, (OpenedPatient.org_id == Patient.org_id) & (OpenedPatient.patient_id == Patient.id))
        .where(OpenedPatient.org_id == by.org_id, OpenedPatient.user_id == by.user_id)
        .order_by(OpenedPatient.opened_at.desc())
        .limit(limit)
    )
    found = session.execute(
        query.outerjoin(UserAccount, UserAccount.id == Patient.key_worker_id).add_columns(UserAccount.display_name)
    ).all()
    ring_of(session).prefetch(patient.id for patient, _worker in found)
    return [
        RecentPatient(
            id=patient.id,
            friendly_name=patient.name.friendly,
            initials=patient.name.initials,
            age=patient.age_on(clock.today()),
            reference=patient.reference,
            key_worker=worker,
        )
        for patient, worker in found
    ]


def possible_key_workers(session: Session, *, by: Actor) -> list[StaffMember]:
    """The clinical staff of the actor's organisation whose account is open, by name."""
    query = (
        select(UserAccount.id, UserAccount.display_name)
        .join(Membership, Membership.user_id == UserAccount.id)
        .where(
            Membership.org_id == by.org_id,
            Membership.ended_at.is_(None),
            Membership.role.in_([role.value for role in CLINICAL_ROLES]),
            UserAccount.disabled_at.is_(None),
        )
        .distinct()
        .order_by(UserAccount.display_name)
    )
    return [StaffMember(*row) for row in session.execute(query)]
