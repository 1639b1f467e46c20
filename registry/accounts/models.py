"""Accounts of staff: who may sign in, where they belong, and the sessions and tokens they hold.

No patient has an account. Names of staff are internal, not sealed: they are shown beside what they did.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, relationship

from registry.db.base import Base, Identified, Versioned
from registry.db.columns import Sensitivity, column
from registry.organisations.models import Organisation

_SHARED = "accounts are looked up before any organisation is known"


class UserAccount(Identified, Versioned, Base):
    """One member of staff. May belong to several organisations."""

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("user_name"), {"info": {"shared": _SHARED}})
    user_name: Mapped[str] = column(
        String(120), says="Name to sign in with, lower case", sensitivity=Sensitivity.INTERNAL
    )
    display_name: Mapped[str] = column(
        String(120), says="Name shown beside what they did", sensitivity=Sensitivity.INTERNAL
    )
    language: Mapped[str] = column(
        String(5), says="Language of the screens: es, en, fr or pt", sensitivity=Sensitivity.INTERNAL
    )
    password_hash: Mapped[str | None] = column(
        String(255), says="argon2id hash, peppered", sensitivity=Sensitivity.SECRET, nullable=True
    )
    totp_sealed: Mapped[bytes | None] = column(
        LargeBinary,
        says="Second-factor secret, sealed under the installation's key",
        sensitivity=Sensitivity.SECRET,
        nullable=True,
    )
    totp_last_step: Mapped[int | None] = column(
        BigInteger,
        says="Last accepted time step: a code works once",
        sensitivity=Sensitivity.TECHNICAL,
        nullable=True,
    )
    totp_confirmed_at: Mapped[datetime | None] = column(
        DateTime(timezone=True),
        says="When the second factor was set up",
        sensitivity=Sensitivity.TECHNICAL,
        nullable=True,
    )
    disabled_at: Mapped[datetime | None] = column(
        DateTime(timezone=True),
        says="When the account was closed",
        sensitivity=Sensitivity.INTERNAL,
        nullable=True,
    )
    must_change_password: Mapped[bool] = column(
        Boolean,
        says="The password was given by somebody else and must be changed",
        sensitivity=Sensitivity.TECHNICAL,
        default=False,
    )
    one_time_password_until: Mapped[datetime | None] = column(
        DateTime(timezone=True),
        says="Until when a password given by somebody else opens the account",
        sensitivity=Sensitivity.TECHNICAL,
        nullable=True,
    )
    memberships: Mapped[list["Membership"]] = relationship(back_populates="account")


class Membership(Identified, Versioned, Base):
    """The role somebody plays in one organisation, with its beginning and end."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_open",
            "user_id",
            "org_id",
            "role",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        {"info": {"shared": _SHARED}},
    )
    user_id: Mapped[UUID] = column(
        Uuid, ForeignKey("user_account.id"), says="Account", sensitivity=Sensitivity.INTERNAL
    )
    org_id: Mapped[UUID] = column(
        Uuid, ForeignKey("organisation.id"), says="Organisation", sensitivity=Sensitivity.INTERNAL, index=True
    )
    role: Mapped[str] = column(String(32), says="Role (registry.access.roles)", sensitivity=Sensitivity.INTERNAL)
    ended_at: Mapped[datetime | None] = column(
        DateTime(timezone=True),
        says="When the membership ended",
        sensitivity=Sensitivity.INTERNAL,
        nullable=True,
    )
    account: Mapped[UserAccount] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship()


class RecoveryCode(Identified, Base):
    """A code that replaces the second factor once."""

    __tablename__ = "recovery_code"
    __table_args__ = ({"info": {"shared": _SHARED}},)
    user_id: Mapped[UUID] = column(
        Uuid, ForeignKey("user_account.id"), says="Account", sensitivity=Sensitivity.INTERNAL, index=True
    )
    code_hash: Mapped[str] = column(String(255), says="argon2id hash of the code", sensitivity=Sensitivity.SECRET)
    used_at: Mapped[datetime | None] = column(
        DateTime(timezone=True), says="When it was used", sensitivity=Sensitivity.TECHNICAL, nullable=True
    )


class WebSession(Base):
    """A browser session, kept on the server: ending it here ends every copy of its cookie."""

    __tablename__ = "web_session"
    __table_args__ = (
        Index("ix_web_session_user", "user_id"),
        {"info": {"shared": "a session is looked up by its token's digest before any organisation is known"}},
    )
    token_hash: Mapped[bytes] = column(
        LargeBinary, says="SHA-256 of the cookie's token", sensitivity=Sensitivity.SECRET, primary_key=True
    )
    id: Mapped[UUID] = column(
        Uuid, says="Public id, for listing one's own sessions", sensitivity=Sensitivity.TECHNICAL, unique=True
    )
    user_id: Mapped[UUID | None] = column(
        Uuid,
        ForeignKey("user_account.id"),
        says="Account, once the password was right",
        sensitivity=Sensitivity.INTERNAL,
        nullable=True,
    )
    membership_id: Mapped[UUID | None] = column(
        Uuid,
        ForeignKey("membership.id"),
        says="The membership it acts in",
        sensitivity=Sensitivity.INTERNAL,
        nullable=True,
    )
    factors: Mapped[int] = column(
        Integer, says="How many factors were shown: 1 or 2", sensitivity=Sensitivity.TECHNICAL
    )
    data: Mapped[str] = column(
        String(4000),
        says="What the pages keep: language, form tokens, notices",
        sensitivity=Sensitivity.INTERNAL,
    )
    browser: Mapped[str] = column(
        String(80), says="Family of the browser, for the list of sessions", sensitivity=Sensitivity.INTERNAL
    )
    created_at: Mapped[datetime] = column(
        DateTime(timezone=True),
        says="Start; the absolute time-out counts from it",
        sensitivity=Sensitivity.TECHNICAL,
    )
    seen_at: Mapped[datetime] = column(
        DateTime(timezone=True),
        says="Last use; the idle time-out counts from it",
        sensitivity=Sensitivity.TECHNICAL,
    )
    ended_at: Mapped[datetime | None] = column(
        DateTime(timezone=True),
        says="When it was ended by sign-out, time-out or an administrator",
        sensitivity=Sensitivity.TECHNICAL,
        nullable=True,
    )


class ApiToken(Identified, Base):
    """A token for a program: acts in one membership, with an end date."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("token_hash"), {"info": {"shared": _SHARED}})
    token_hash: Mapped[bytes] = column(LargeBinary, says="SHA-256 of the token", sensitivity=Sensitivity.SECRET)
    membership_id: Mapped[UUID] = column(
        Uuid, ForeignKey("membership.id"), says="The membership it acts in", sensitivity=Sensitivity.INTERNAL
    )
    label: Mapped[str] = column(String(80), says="What it is for", sensitivity=Sensitivity.INTERNAL)
    expires_at: Mapped[datetime] = column(
        DateTime(timezone=True), says="When it stops working", sensitivity=Sensitivity.TECHNICAL
    )
    revoked_at: Mapped[datetime | None] = column(
        DateTime(timezone=True), says="When it was revoked", sensitivity=Sensitivity.TECHNICAL, nullable=True
    )
    used_at: Mapped[datetime | None] = column(
        DateTime(timezone=True), says="Last use", sensitivity=Sensitivity.TECHNICAL, nullable=True
    )


class SignInFailure(Base):
    """Failed sign-ins, counted in the database so that no lost cache resets them."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_subject", "kind", "subject_hash", "at"),
        {"info": {"shared": "counted before anybody is known"}},
    )
    id: Mapped[UUID] = column(Uuid, says="Row id", sensitivity=Sensitivity.TECHNICAL, primary_key=True)
    kind: Mapped[str] = column(String(8), says="account or address", sensitivity=Sensitivity.TECHNICAL)
    subject_hash: Mapped[bytes] = column(
        LargeBinary, says="Keyed digest of the user name or network address", sensitivity=Sensitivity.SECRET
    )
    at: Mapped[datetime] = column(DateTime(timezone=True), says="When", sensitivity=Sensitivity.TECHNICAL)
