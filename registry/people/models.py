"""Patients, their identifiers, contacts and next of kin; and the blind index by which they are found.

Identity is sealed field by field under the patient's own key. Nothing here is readable without it.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, declared_attr

from registry.db.base import Base, OrgOwned, PatientFact, Versioned
from registry.db.columns import ANSWER, DATE, INTEGER, TEXT, Sensitivity, column, sealed
from registry.people.names import PersonName

S = Sensitivity


class Patient(OrgOwned, Versioned, Base):
    """A person as one organisation knows them. The same person elsewhere is another record."""

    __tablename__ = "patient"
    __table_args__ = (
        UniqueConstraint("org_id", "id"),
        UniqueConstraint("org_id", "reference"),
        Index("ix_patient_recent", "org_id", "created_at"),
    )
    reference: Mapped[str] = column(
        String(16),
        says="Record number within the organisation, for labels and the telephone",
        sensitivity=S.PSEUDONYMOUS,
    )
    key_worker_id: Mapped[UUID | None] = column(
        Uuid,
        says="Member of staff who looks after the patient",
        sensitivity=S.INTERNAL,
        nullable=True,
        index=True,
    )
    given_names = sealed(TEXT, says="Given names", sensitivity=S.IDENTITY)
    family_name_1 = sealed(TEXT, says="First surname", sensitivity=S.IDENTITY)
    family_name_2 = sealed(TEXT, says="Second surname", sensitivity=S.IDENTITY)
    chosen_name = sealed(TEXT, says="Name the person likes to be called by", sensitivity=S.IDENTITY)
    date_of_birth = sealed(DATE, says="Date of birth, when known", sensitivity=S.IDENTITY)
    birth_year = sealed(INTEGER, says="Year of birth, exact or from a stated age", sensitivity=S.IDENTITY)
    sex = sealed(ANSWER, says="Sex recorded at birth (code list sex)", sensitivity=S.IDENTITY)
    gender = sealed(ANSWER, says="Gender as the person says (code list gender_identity)", sensitivity=S.IDENTITY)
    pronouns = sealed(TEXT, says="Pronouns the person uses", sensitivity=S.IDENTITY)
    preferred_language = sealed(ANSWER, says="Language the person prefers", sensitivity=S.IDENTITY)
    ethnicity = sealed(ANSWER, says="Ethnicity as the person says", sensitivity=S.IDENTITY)
    nationality = sealed(TEXT, says="Nationality (ISO 3166 alpha-2)", sensitivity=S.IDENTITY)
    marital_status = sealed(ANSWER, says="Marital status", sensitivity=S.IDENTITY)
    address = sealed(TEXT, says="Street address or where the person can be found", sensitivity=S.IDENTITY)
    municipality = sealed(TEXT, says="Municipality of residence", sensitivity=S.IDENTITY)
    contact_note = sealed(TEXT, says="How and when it is safe to get in touch", sensitivity=S.FREE_TEXT)

    @property
    def subject_id(self) -> UUID:
        """A patient is sealed under their own key."""
        return self.id

    @property
    def name(self) -> PersonName:
        """The name, opened."""
        return PersonName(self.given_names or "", self.family_name_1 or "", self.family_name_2, self.chosen_name)

    def age_on(self, day: date) -> int | None:
        """Completed years on a day; from the year alone it may be one too high before the birthday."""
        born: date | None = self.date_of_birth
        if born is not None:
            return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        year: int | None = self.birth_year
        return day.year - year if year is not None else None


class PatientIdentifier(PatientFact, Base):
    """An official number of a patient. The number is sealed; its blind token answers whether it is known."""

    __tablename__ = "patient_identifier"
    kind: Mapped[str] = column(String(24), says="Kind of number (code list identifier_kind)", sensitivity=S.INTERNAL)
    country: Mapped[str | None] = column(
        String(2), says="Country that issued it (ISO 3166)", sensitivity=S.INTERNAL, nullable=True
    )
    value = sealed(TEXT, says="The number", sensitivity=S.IDENTITY, nullable=False)


class PatientContact(PatientFact, Base):
    """A way to reach the patient."""

    __tablename__ = "patient_contact"
    kind: Mapped[str] = column(String(24), says="Kind of contact (code list contact_kind)", sensitivity=S.INTERNAL)
    value = sealed(TEXT, says="Number or address", sensitivity=S.IDENTITY, nullable=False)
    is_shared = sealed(ANSWER, says="Somebody else may answer or read: YES or NO", sensitivity=S.IDENTITY)


class NextOfKin(PatientFact, Base):
    """Somebody close to the patient, who may be called."""

    __tablename__ = "next_of_kin"
    relationship_code = sealed(ANSWER, says="Relationship (code list relationship)", sensitivity=S.IDENTITY)
    name = sealed(TEXT, says="Name", sensitivity=S.IDENTITY, nullable=False)
    phone = sealed(TEXT, says="Telephone", sensitivity=S.IDENTITY)
    knows_of_treatment = sealed(
        ANSWER, says="Knows that the patient is in treatment: YES or NO", sensitivity=S.IDENTITY
    )


class BlindIndex(Base):
    """Truncated keyed digests of composite or unique identity values: equality without readability."""

    __tablename__ = "blind_index"

    org_id: Mapped[UUID] = column(Uuid, says="Organisation", sensitivity=S.TECHNICAL, primary_key=True)
    kind: Mapped[int] = column(
        SmallInteger,
        says="What was digested (registry.people.blocking.Kind)",
        sensitivity=S.TECHNICAL,
        primary_key=True,
    )
    tok: Mapped[int] = column(
        BigInteger, says="Truncated HMAC of the canonical value", sensitivity=S.PSEUDONYMOUS, primary_key=True
    )
    subject_id: Mapped[UUID] = column(Uuid, says="Patient", sensitivity=S.PSEUDONYMOUS, primary_key=True)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["org_id", "subject_id"], ["patient.org_id", "patient.id"], name="fk_blind_index_patient"
            ),
            Index("ix_blind_index_subject", "org_id", "subject_id"),
        )

    @property
    def id(self) -> UUID:  # type: ignore[override]
        """A token has no id of its own."""
        return self.subject_id


class OpenedPatient(Base):
    """When a member of staff last had a patient's record open: what the search page offers before anything is typed."""

    __tablename__ = "patient_opened"
    org_id: Mapped[UUID] = column(Uuid, says="Organisation", sensitivity=S.TECHNICAL, primary_key=True)
    user_id: Mapped[UUID] = column(Uuid, says="Member of staff", sensitivity=S.INTERNAL, primary_key=True)
    patient_id: Mapped[UUID] = column(Uuid, says="Patient", sensitivity=S.PSEUDONYMOUS, primary_key=True)
    opened_at: Mapped[datetime] = column(
        DateTime(timezone=True), says="When it was opened last (UTC)", sensitivity=S.INTERNAL
    )

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["org_id", "patient_id"], ["patient.org_id", "patient.id"], name="fk_patient_opened_patient"
            ),
            Index("ix_patient_opened_recent", "org_id", "user_id", "opened_at"),
        )

    @property
    def id(self) -> UUID:  # type: ignore[override]
        """Known by staff member and patient; has no id of its own."""
        return self.patient_id
