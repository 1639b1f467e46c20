"""Tokens for programs: made by a person, acting in one of their memberships, with an end date."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.events import Act
from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.accounts.events import record_account_event
from registry.accounts.models import ApiToken, Membership
from registry.errors import Invalid, NotFound
from registry.security.tokens import new_token, token_digest

PREFIX = "puente_"
"""Lets a scanner of source code find a token that was left in it."""
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token as it is shown once; the database keeps its digest."""

    row: ApiToken
    token: str = field(repr=False)


def create_api_token(session: Session, *, by: Actor, label: str, days: int) -> IssuedToken:
    """A token that acts as `by` does now, for so many days (1 to 366)."""
    by.require(Permission.ACCOUNT_OWN)
    errors = {} if label.strip() else {"label": ["required"]}
    if not 1 <= days <= LONGEST_DAYS:
        errors["days"] = [f"out_of_range:1:{LONGEST_DAYS}"]
    if errors:
        raise Invalid(errors)
    token = PREFIX + new_token()
    row = ApiToken(
        token_hash=token_digest(token),
        membership_id=_membership_of(session, by).id,
        label=label.strip()[:80],
        expires_at=clock.now() + timedelta(days=days),
    )
    session.add(row)
    session.flush()  # its id is recorded
    record_account_event(session, by=by, act=Act.ACCOUNT_TOKEN_ISSUE, account_id=by.user_id, token=str(row.id))
    return IssuedToken(row, token)


def revoke_api_token(session: Session, *, by: Actor, token_id: object) -> None:
    """Make one of the own tokens worthless. NotFound for another's."""
    by.require(Permission.ACCOUNT_OWN)
    query = select(ApiToken).join(Membership, Membership.id == ApiToken.membership_id)
    query = query.where(ApiToken.id == token_id, Membership.user_id == by.user_id, ApiToken.revoked_at.is_(None))
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    row.revoked_at = clock.now()
    record_account_event(session, by=by, act=Act.ACCOUNT_TOKEN_REVOKE, account_id=by.user_id, token=str(row.id))


def list_api_tokens(session: Session, *, by: Actor) -> Sequence[ApiToken]:
    """The own tokens that still work, the newest first."""
    by.require(Permission.ACCOUNT_OWN)
    query = select(ApiToken).join(Membership, Membership.id == ApiToken.membership_id)
    query = query.where(
        Membership.user_id == by.user_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > clock.now()
    )
    return session.scalars(query.order_by(ApiToken.created_at.desc())).all()


def _membership_of(session: Session, by: Actor) -> Membership:
    query = select(Membership).where(
        Membership.user_id == by.user_id,
        Membership.org_id == by.org_id,
        Membership.role == by.role.value,
        Membership.ended_at.is_(None),
    )
    membership = session.scalars(query).one_or_none()
    if membership is None:
        raise NotFound
    return membership
