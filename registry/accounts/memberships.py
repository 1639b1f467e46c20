"""Memberships: given and ended, never changed, so that what somebody was at a time can be told."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.events import Act
from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.accounts.events import record_account_event
from registry.accounts.models import Membership, UserAccount
from registry.accounts.scopes import grantable_roles, may_manage, open_memberships, visible_accounts
from registry.errors import Forbidden, Invalid, NotFound
from registry.organisations.models import Organisation, OrganisationKind

_KINDS: dict[Role, frozenset[OrganisationKind]] = {
    Role.CLINICIAN: frozenset({OrganisationKind.PROVIDER}),
    Role.PROVIDER_MANAGER: frozenset({OrganisationKind.PROVIDER}),
    Role.LIAISON_OFFICER: frozenset({OrganisationKind.COURT, OrganisationKind.LIAISON_OFFICE}),
    Role.BOARD_ANALYST: frozenset({OrganisationKind.HEALTH_BOARD}),
}
"""The kinds of organisation in which a role makes sense; any, where none is named."""


def grant_membership(session: Session, *, by: Actor, account_id: object, org_id: UUID, role: Role) -> Membership:
    """Give an account a role in an organisation. Nobody gives themselves one."""
    by.require(Permission.USER_MANAGE)
    query = visible_accounts(by).where(UserAccount.id == account_id).with_for_update(of=UserAccount)
    account = session.scalars(query).one_or_none()
    if account is None:
        raise NotFound
    return add_membership(session, by=by, account=account, org_id=org_id, role=role)


def end_membership(session: Session, *, by: Actor, membership_id: object) -> None:
    """End a role: sessions and tokens that act in it are refused at their next request."""
    by.require(Permission.USER_MANAGE)
    query = select(Membership).where(Membership.id == membership_id, Membership.ended_at.is_(None))
    membership = session.scalars(query.with_for_update()).one_or_none()
    if membership is None or not (_is_within(by, membership.org_id)):
        raise NotFound
    if membership.user_id == by.user_id or not may_manage(by, membership):
        raise Forbidden(Permission.USER_MANAGE.value)
    membership.ended_at = clock.now()
    record_account_event(
        session, by=by, act=Act.ACCOUNT_ROLE_REVOKE, account_id=membership.user_id, role=membership.role
    )


def add_membership(session: Session, *, by: Actor, account: UserAccount, org_id: UUID, role: Role) -> Membership:
    """Give an account that is at hand a role. Invalid where role and organisation do not fit each other."""
    by.require(Permission.USER_MANAGE)
    if not _is_within(by, org_id):
        raise NotFound
    if account.id == by.user_id or role not in grantable_roles(by):
        raise Forbidden(Permission.USER_MANAGE.value)
    organisation = session.get(Organisation, org_id)
    if organisation is None:
        raise NotFound
    _refuse_misfit(account, organisation, role)
    membership = Membership(user_id=account.id, org_id=org_id, role=role.value)
    membership.account, membership.organisation = account, organisation
    session.add(membership)
    session.flush()  # its id is shown and recorded
    record_account_event(
        session, by=by, act=Act.ACCOUNT_ROLE_GRANT, account_id=account.id, role=role.value, at=str(org_id)
    )
    return membership


def _refuse_misfit(account: UserAccount, organisation: Organisation, role: Role) -> None:
    """No role in the wrong kind of organisation, none twice, no administrator who reads records."""
    held = open_memberships(account)
    kinds = _KINDS.get(role)
    if kinds is not None and OrganisationKind(organisation.kind) not in kinds:
        raise Invalid({"role": ["role_not_in_this_kind"]})
    if any(m.org_id == organisation.id and m.role == role.value for m in held):
        raise Invalid({"role": ["role_held_already"]})
    roles = {Role(m.role) for m in held}
    if Role.SYSTEM_ADMINISTRATOR in roles | {role} and roles | {role} != {Role.SYSTEM_ADMINISTRATOR}:
        raise Invalid({"role": ["administrator_reads_no_record"]})


def _is_within(by: Actor, org_id: UUID) -> bool:
    return by.may(Permission.ORGANISATION_MANAGE) or by.org_id == org_id
