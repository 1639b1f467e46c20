"""Accounts of staff, made and closed by the manager of their service or by the system administrator."""

import re
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.events import Act
from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.accounts.events import record_account_event
from registry.accounts.memberships import add_membership
from registry.accounts.models import UserAccount
from registry.accounts.passwords import set_one_time_password
from registry.accounts.scopes import managed_account
from registry.accounts.second_factor import sealed_secret
from registry.accounts.sign_in import canonical_user_name
from registry.accounts.web_sessions import end_sessions
from registry.errors import Forbidden, Invalid, NotFound
from registry.security.passwords import Passwords

USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{2,119}")


@dataclass(frozen=True, slots=True)
class NewUser:
    """What is needed to open an account."""

    user_name: str
    display_name: str
    language: str
    org_id: UUID
    role: Role


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """A new account and its one-time password, shown once."""

    account: UserAccount
    one_time_password: str = field(repr=False)


def create_user(session: Session, *, by: Actor, new: NewUser, passwords: Passwords) -> OpenedAccount:
    """Open an account with one membership. Invalid when the name is taken or not a name."""
    by.require(Permission.USER_MANAGE)
    account = _new_account(session, new)
    password = set_one_time_password(account, passwords)
    session.add(account)
    session.flush()  # the membership refers to it
    record_account_event(session, by=by, act=Act.ACCOUNT_CREATE, account_id=account.id)
    add_membership(session, by=by, account=account, org_id=new.org_id, role=new.role)
    return OpenedAccount(account, password)


def provision_user(
    session: Session, *, by: Actor, new: NewUser, password: str, totp_secret: str, passwords: Passwords
) -> UserAccount:
    """An account ready to sign in with a given password and second factor: for the operator only."""
    if by.role is not Role.SYSTEM:
        raise Forbidden(Permission.USER_MANAGE.value)
    account = create_user(session, by=by, new=new, passwords=passwords).account
    account.password_hash = passwords.hash(password)
    account.must_change_password, account.one_time_password_until = False, None
    account.totp_sealed = sealed_secret(session, account, totp_secret)
    account.totp_confirmed_at = clock.now()
    session.flush()  # readable by what follows in the same transaction
    return account


def disable_user(session: Session, *, by: Actor, account_id: object) -> None:
    """Close an account: its very next request is refused, its tokens too. What it did stays."""
    by.require(Permission.USER_MANAGE)
    account = managed_account(session, by, account_id)
    account.disabled_at = account.disabled_at or clock.now()
    end_sessions(session, account.id)
    record_account_event(session, by=by, act=Act.ACCOUNT_DISABLE, account_id=account.id)


def enable_user(session: Session, *, by: Actor, account_id: object) -> None:
    """Open a closed account again; its password and second factor are as they were."""
    by.require(Permission.USER_MANAGE)
    account = managed_account(session, by, account_id)
    account.disabled_at = None
    record_account_event(session, by=by, act=Act.ACCOUNT_ENABLE, account_id=account.id)


def reset_second_factor(session: Session, *, by: Actor, account_id: object) -> None:
    """For a lost telephone: the next sign-in sets up a new second factor. For the administrator only."""
    by.require(Permission.ORGANISATION_MANAGE)
    account = managed_account(session, by, account_id)
    account.totp_sealed = account.totp_confirmed_at = account.totp_last_step = None
    end_sessions(session, account.id)
    record_account_event(session, by=by, act=Act.ACCOUNT_SECOND_FACTOR_RESET, account_id=account.id)


def set_language(session: Session, *, by: Actor, language: str) -> None:
    """Keep the language of the own screens."""
    by.require(Permission.ACCOUNT_OWN)
    account = session.get(UserAccount, by.user_id)
    if account is None:
        raise NotFound
    account.language = language


def _new_account(session: Session, new: NewUser) -> UserAccount:
    name = canonical_user_name(new.user_name)
    if not USER_NAME.fullmatch(name):
        raise Invalid({"user_name": ["user_name_form"]})
    if session.scalar(select(UserAccount.id).where(UserAccount.user_name == name)) is not None:
        raise Invalid({"user_name": ["user_name_taken"]})
    return UserAccount(user_name=name, display_name=new.display_name.strip(), language=new.language)
