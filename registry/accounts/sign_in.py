"""Signing in and out: password, second factor, membership; each step gives the session a new token.

A refusal is an answer, not an exception: the count of failures and the audit event must be committed with it.
Every refusal costs one argon2 and says nothing of its reason.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from audit.events import Act, Outcome
from registry import clock
from registry.access.actor import Actor
from registry.access.roles import Role
from registry.accounts.events import record_account_event
from registry.accounts.lockout import Attempt, forget_failures, is_locked, is_too_soon, record_failure
from registry.accounts.models import Membership, UserAccount, WebSession
from registry.accounts.scopes import open_memberships
from registry.accounts.second_factor import uses_code, uses_recovery_code
from registry.accounts.signed_in import BOTH_FACTORS, FIRST_FACTOR_LIFETIME
from registry.accounts.web_sessions import begin_session, end_row, rotate, session_for_change
from registry.errors import NotFound
from registry.security.passwords import Passwords


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What was typed, and from where."""

    user_name: str
    password: str
    browser: str
    address: str | None = None

    def attempt(self, secret: bytes) -> Attempt:
        """The keyed digests under which a failure counts."""
        return Attempt.of(secret, canonical_user_name(self.user_name), self.address)


def canonical_user_name(typed: str) -> str:
    """User names are lower case, whatever a phone's keyboard made of them."""
    return typed.strip().casefold()[:120]


def sign_in_with_password(
    session: Session, *, by: Actor, form: SignInForm, passwords: Passwords, secret: bytes
) -> str | None:
    """The token of a new session with one factor shown; None when refused.

    Unknown, closed, locked and wrong are one answer that takes the same time. `by` is nobody yet: the system.
    """
    attempt = form.attempt(secret)
    locked = is_locked(session, attempt)
    refused_unseen = locked or is_too_soon(session, attempt)
    account = _account_to_sign_in(session, form.user_name)
    stored = None if account is None or refused_unseen else account.password_hash
    fits = passwords.check(stored, form.password)
    if account is None or not fits:
        if not locked:
            record_failure(session, attempt)
        account_id = None if account is None else account.id
        _record_failed(session, by, Act.SESSION_SIGN_IN_FAILED, account_id)
        return None
    if stored is not None and passwords.is_outdated(stored):
        account.password_hash = passwords.hash(form.password)
    return begin_session(session, user_id=account.id, browser=form.browser)[1]


def confirm_second_factor(session: Session, *, by: Actor, token: str, code: str, attempt: Attempt) -> str | None:
    """The new token when the code of the authenticator app fits; None when refused. A code works once."""
    row, account = _half_way(session, token)
    locked = is_locked(session, attempt)
    if locked or not uses_code(session, account, code):
        _refuse_factor(session, by, account, None if locked else attempt)
        return None
    return _both_shown(session, by, row, account, attempt)


def confirm_recovery_code(
    session: Session, *, by: Actor, token: str, code: str, attempt: Attempt, passwords: Passwords
) -> str | None:
    """The new token when one of the recovery codes fits; None when refused. Each works once."""
    row, account = _half_way(session, token)
    locked = is_locked(session, attempt)
    if locked or not uses_recovery_code(session, account, code, passwords):
        _refuse_factor(session, by, account, None if locked else attempt)
        return None
    who = replace(by, user_id=account.id)
    record_account_event(session, by=who, act=Act.ACCOUNT_RECOVERY_CODE_USED, account_id=account.id)
    return _both_shown(session, by, row, account, attempt)


def finish_first_set_up(session: Session, *, by: Actor, token: str, attempt: Attempt) -> str:
    """The new token after somebody without a second factor has set one up in this session."""
    row, account = _half_way(session, token)
    if account.totp_confirmed_at is None:
        raise NotFound
    return _both_shown(session, by, row, account, attempt)


def choose_membership(session: Session, *, by: Actor, token: str, membership_id: object) -> str:
    """The new token of the session, now acting in another of one's own memberships; else NotFound."""
    row = session_for_change(session, token)
    query = select(Membership).where(
        Membership.id == membership_id, Membership.user_id == row.user_id, Membership.ended_at.is_(None)
    )
    membership = session.scalars(query).one_or_none()
    if membership is None or row.factors < BOTH_FACTORS:
        raise NotFound
    _act_in(session, by, row, membership)
    return rotate(session, row)


def sign_out(session: Session, *, by: Actor, token: str) -> None:
    """End the session: every copy of its cookie is worth nothing from now on."""
    row = session_for_change(session, token)
    end_row(row)
    who = by if row.user_id is None else replace(by, user_id=row.user_id)
    record_account_event(session, by=who, act=Act.SESSION_SIGN_OUT, account_id=row.user_id)


def _account_to_sign_in(session: Session, user_name: str) -> UserAccount | None:
    """The open account of a name, locked; None when there is none that could sign in now."""
    query = select(UserAccount).where(UserAccount.user_name == canonical_user_name(user_name))
    query = query.options(selectinload(UserAccount.memberships)).with_for_update(of=UserAccount)
    account = session.scalars(query).one_or_none()
    if account is None or account.disabled_at is not None or not open_memberships(account):
        return None
    over = account.one_time_password_until
    return None if over is not None and over < clock.now() else account


def _half_way(session: Session, token: str) -> tuple[WebSession, UserAccount]:
    """The session that still wants its second factor, and its account; both locked. NotFound when over."""
    row = session_for_change(session, token)
    query = select(UserAccount).where(UserAccount.id == row.user_id, UserAccount.disabled_at.is_(None))
    query = query.options(selectinload(UserAccount.memberships)).with_for_update(of=UserAccount)
    account = session.scalars(query).one_or_none()
    too_old = clock.now() >= row.created_at + FIRST_FACTOR_LIFETIME
    if account is None or row.factors >= BOTH_FACTORS or too_old:
        raise NotFound
    return row, account


def _both_shown(session: Session, by: Actor, row: WebSession, account: UserAccount, attempt: Attempt) -> str:
    """Two factors, and the membership when there is only one to act in."""
    row.factors = BOTH_FACTORS
    forget_failures(session, attempt)
    found = open_memberships(account)
    if len(found) == 1:
        _act_in(session, by, row, found[0])
    return rotate(session, row)


def _act_in(session: Session, by: Actor, row: WebSession, membership: Membership) -> None:
    row.membership_id = membership.id
    who = replace(
        by,
        user_id=membership.user_id,
        org_id=membership.org_id,
        role=Role(membership.role),
        session=str(row.id),
    )
    record_account_event(session, by=who, act=Act.SESSION_SIGN_IN, account_id=membership.user_id)


def _refuse_factor(session: Session, by: Actor, account: UserAccount, counted: Attempt | None) -> None:
    if counted is not None:
        record_failure(session, counted)
    _record_failed(session, by, Act.SESSION_SECOND_FACTOR_FAILED, account.id)


def _record_failed(session: Session, by: Actor, act: Act, account_id: UUID | None) -> None:
    record_account_event(session, by=by, act=act, account_id=account_id, outcome=Outcome.REFUSED)
