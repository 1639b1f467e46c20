"""Accounts as their managers see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.accounts.models import Membership, UserAccount
from registry.accounts.scopes import may_manage, open_memberships, visible_accounts
from registry.errors import NotFound


@dataclass(frozen=True, slots=True)
class ListedMembership:
    """One role of an account, and whether the one who asks may end it."""

    id: UUID
    org_id: UUID
    organisation_name: str
    role: Role
    may_end: bool


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """An account as a list shows it, and whether the one who asks may manage it whole."""

    id: UUID
    user_name: str
    display_name: str
    is_disabled: bool
    has_second_factor: bool
    memberships: tuple[ListedMembership, ...]
    may_manage: bool


def list_accounts(session: Session, *, by: Actor) -> Sequence[ListedAccount]:
    """The accounts that `by` may know of, by name."""
    by.require(Permission.USER_MANAGE)
    query = visible_accounts(by).options(_WITH_ORGANISATIONS).order_by(UserAccount.display_name)
    return [_listed(by, account) for account in session.scalars(query)]


def find_account(session: Session, *, by: Actor, account_id: object) -> ListedAccount:
    """One account. NotFound when `by` may not know of it."""
    by.require(Permission.USER_MANAGE)
    query = visible_accounts(by).options(_WITH_ORGANISATIONS).where(UserAccount.id == account_id)
    account = session.scalars(query).one_or_none()
    if account is None:
        raise NotFound
    return _listed(by, account)


def own_memberships(session: Session, *, user_id: UUID) -> Sequence[Membership]:
    """The memberships in force of one account, with their organisations, the oldest first."""
    query = select(Membership).where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    query = query.options(joinedload(Membership.organisation)).order_by(Membership.created_at)
    return session.scalars(query).all()


_WITH_ORGANISATIONS = selectinload(UserAccount.memberships).joinedload(Membership.organisation)


def _listed(by: Actor, account: UserAccount) -> ListedAccount:
    """Memberships that are not for `by` to know stay out, but count for what may be done."""
    in_force = open_memberships(account)
    every = by.may(Permission.ORGANISATION_MANAGE)
    shown = [m for m in in_force if every or m.org_id == by.org_id]
    myself = account.id == by.user_id
    return ListedAccount(
        id=account.id,
        user_name=account.user_name,
        display_name=account.display_name,
        is_disabled=account.disabled_at is not None,
        has_second_factor=account.totp_confirmed_at is not None,
        memberships=tuple(
            ListedMembership(m.id, m.org_id, m.organisation.name, Role(m.role), not myself and may_manage(by, m))
            for m in shown
        ),
        may_manage=not myself and all(may_manage(by, m) for m in in_force),
    )
