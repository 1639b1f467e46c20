"""Changing and resetting passwords. Nobody chooses another's: a reset makes one that works once."""

import secrets
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from audit.events import Act
from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.accounts.events import record_account_event
from registry.accounts.models import Membership, UserAccount
from registry.accounts.password_rules import password_errors
from registry.accounts.scopes import managed_account, open_memberships
from registry.accounts.web_sessions import end_sessions, rotate, session_for_change
from registry.errors import Invalid, NotFound
from registry.security.passwords import Passwords

ONE_TIME_LIFETIME = timedelta(hours=72)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without l, o, i, 0 and 1: read out over the telephone, they are mistaken for one another."""
_GROUPS, _GROUP = 5, 4


def new_one_time_password() -> str:
    """Some 99 bits in five groups of four: long enough for the rule, short enough to read out."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def change_password(session: Session, *, by: Actor, token: str, old: str, new: str, passwords: Passwords) -> str:
    """Change the own password; the new token of this session. All other sessions end.

    Invalid for a wrong old password (field `old_password`) and for a new one that is not good enough.
    """
    row = session_for_change(session, token)
    account = locked_account(session, row.user_id)
    if not passwords.check(account.password_hash, old):
        raise Invalid({"old_password": ["password_wrong"]})
    errors = password_errors(new, own_words(account))
    if old == new:
        errors.append("password_same")
    if errors:
        raise Invalid({"new_password": errors})
    account.password_hash = passwords.hash(new)
    account.must_change_password, account.one_time_password_until = False, None
    end_sessions(session, account.id, but=row.id)
    record_account_event(session, by=by, act=Act.ACCOUNT_PASSWORD_CHANGE, account_id=account.id)
    return rotate(session, row)


def reset_password(session: Session, *, by: Actor, account_id: object, passwords: Passwords) -> str:
    """A password that works for 72 hours and must be changed at the next sign-in. The second factor stays.

    Shown once, to be handed over in person. All sessions of the account end.
    """
    by.require(Permission.USER_MANAGE)
    account = managed_account(session, by, account_id)
    password = set_one_time_password(account, passwords)
    end_sessions(session, account.id)
    record_account_event(session, by=by, act=Act.ACCOUNT_UPDATE, account_id=account.id, what="password_reset")
    return password


def set_one_time_password(account: UserAccount, passwords: Passwords) -> str:
    """Give the account a new one-time password and return it."""
    password = new_one_time_password()
    account.password_hash = passwords.hash(password)
    account.must_change_password = True
    account.one_time_password_until = clock.now() + ONE_TIME_LIFETIME
    return password


def locked_account(session: Session, user_id: object) -> UserAccount:
    """An account that is not closed, its row locked until the transaction ends. NotFound otherwise."""
    query = select(UserAccount).where(UserAccount.id == user_id, UserAccount.disabled_at.is_(None))
    query = query.options(selectinload(UserAccount.memberships).joinedload(Membership.organisation))
    account = session.scalars(query.with_for_update(of=UserAccount)).one_or_none()
    if account is None:
        raise NotFound
    return account


def own_words(account: UserAccount) -> list[str]:
    """Words that must not carry a password: the names of the account, of its organisations, and ours."""
    organisations = [m.organisation for m in open_memberships(account)]
    names = [word for found in organisations for word in (found.name, found.code)]
    return [account.user_name, account.display_name, "puente", *names]
