"""Organisations and the geography they stand in."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from registry.db.base import Base, Identified, Versioned
from registry.db.columns import Sensitivity, column


class PlaceKind(StrEnum):
    """The four levels of the geography."""

    COUNTRY = "COUNTRY"
    REGION = "REGION"
    MUNICIPALITY = "MUNICIPALITY"
    DISTRICT = "DISTRICT"


class OrganisationKind(StrEnum):
    """What an organisation is for."""

    PROVIDER = "PROVIDER"
    COURT = "COURT"
    LIAISON_OFFICE = "LIAISON_OFFICE"
    HEALTH_BOARD = "HEALTH_BOARD"
    LICENSING_AUTHORITY = "LICENSING_AUTHORITY"


class Place(Identified, Base):
    """A country, region, municipality or district; each below the one that holds it."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("parent_id", "code", postgresql_nulls_not_distinct=True),
        {"info": {"shared": "geography is public"}},
    )
    kind: Mapped[str] = column(
        String(12), says="COUNTRY, REGION, MUNICIPALITY or DISTRICT", sensitivity=Sensitivity.PUBLIC
    )
    code: Mapped[str] = column(
        String(20),
        says="Official code within the level above (ISO 3166 for countries)",
        sensitivity=Sensitivity.PUBLIC,
    )
    name: Mapped[str] = column(String(120), says="Name in the local language", sensitivity=Sensitivity.PUBLIC)
    parent_id: Mapped[UUID | None] = column(
        Uuid,
        ForeignKey("place.id"),
        says="The place that holds this one",
        sensitivity=Sensitivity.PUBLIC,
        nullable=True,
    )


class Organisation(Identified, Versioned, Base):
    """A provider, court or liaison office, health board or licensing authority."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_organisation_kind", "kind"),
        {"info": {"shared": "names of organisations are needed to sign in, to refer and to publish a directory"}},
    )
    code: Mapped[str] = column(
        String(40), says="Short code, unique in the installation", sensitivity=Sensitivity.PUBLIC
    )
    name: Mapped[str] = column(String(160), says="Name as its staff know it", sensitivity=Sensitivity.PUBLIC)
    kind: Mapped[str] = column(
        String(24),
        says="PROVIDER, COURT, LIAISON_OFFICE, HEALTH_BOARD or LICENSING_AUTHORITY",
        sensitivity=Sensitivity.PUBLIC,
    )
    place_id: Mapped[UUID | None] = column(
        Uuid, ForeignKey("place.id"), says="Where it stands", sensitivity=Sensitivity.PUBLIC, nullable=True
    )
    centre_type: Mapped[str | None] = column(
        String(8),
        says="Type of treatment centre (code list treatment_centre_type)",
        sensitivity=Sensitivity.PUBLIC,
        nullable=True,
    )
