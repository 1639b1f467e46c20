"""Which accounts somebody may see and manage."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.accounts.models import Membership, UserAccount
from registry.errors import Forbidden, NotFound

SERVICE_ROLES = frozenset({Role.CLINICIAN, Role.PROVIDER_MANAGER})
"""What a service's manager may give, within the own organisation."""
CLINICAL_ROLES = SERVICE_ROLES


def visible_accounts(by: Actor) -> Select[UserAccount]:
    """The accounts `by` may know of: all for the system administrator, else the own organisation's."""
    found = select(UserAccount).options(selectinload(UserAccount.memberships))
    if by.may(Permission.ORGANISATION_MANAGE):
        return found
    own = select(Membership.user_id).where(Membership.org_id == by.org_id)
    return found.where(UserAccount.id.in_(own))


def open_memberships(account: UserAccount) -> list[Membership]:
    """The memberships in force, the oldest first."""
    found = (m for m in account.memberships if m.ended_at is None)
    return sorted(found, key=lambda membership: membership.created_at)


def grantable_roles(by: Actor) -> frozenset[Role]:
    """The roles that `by` may give and take."""
    if by.may(Permission.ORGANISATION_MANAGE):
        return frozenset(Role) - {Role.SYSTEM} if by.role is not Role.SYSTEM else frozenset(Role)
    return SERVICE_ROLES


def managed_account(session: Session, by: Actor, account_id: object) -> UserAccount:
    """The account, locked, if `by` may manage it whole.

    NotFound when it is not visible; Forbidden for the own account, and for one that also belongs to another
    organisation or has a role that `by` could not have given: its password is not theirs to reset.
    """
    by.require(Permission.USER_MANAGE)
    query = visible_accounts(by).where(UserAccount.id == account_id).with_for_update(of=UserAccount)
    account = session.scalars(query).one_or_none()
    if account is None:
        raise NotFound
    if account.id == by.user_id or not all(may_manage(by, m) for m in open_memberships(account)):
        raise Forbidden(Permission.USER_MANAGE.value)
    return account


def may_manage(by: Actor, membership: Membership) -> bool:
    """May `by` give and end this membership?"""
    within = by.may(Permission.ORGANISATION_MANAGE) or membership.org_id == by.org_id
    return within and Role(membership.role) in grantable_roles(by)
