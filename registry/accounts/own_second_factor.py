"""Setting up and changing one's own second factor."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.events import Act
from registry import clock
from registry.access.actor import Actor
from registry.accounts.events import record_account_event
from registry.accounts.models import RecoveryCode
from registry.accounts.passwords import locked_account
from registry.accounts.second_factor import (
    SecondFactorOffer,
    new_offer,
    opened_secret,
    replace_recovery_codes,
    same_offer,
    step_of,
)
from registry.accounts.signed_in import BOTH_FACTORS
from registry.accounts.web_sessions import end_sessions, rotate, session_for_change
from registry.errors import Forbidden, Invalid
from registry.security.passwords import Passwords


@dataclass(frozen=True, slots=True)
class SetUp:
    """A second factor in force: the session's new token, and the recovery codes, shown once."""

    token: str
    recovery_codes: tuple[str, ...]


def offer_second_factor(session: Session, *, by: Actor, token: str, sealed: bytes | None) -> SecondFactorOffer:
    """A secret for an authenticator app, or the one offered before; in force once a code confirms it."""
    account = locked_account(session, session_for_change(session, token).user_id)
    return new_offer(session, account) if sealed is None else same_offer(session, account, sealed)


def set_up_second_factor(
    session: Session,
    *,
    by: Actor,
    token: str,
    sealed: bytes,
    code: str,
    password: str | None,
    passwords: Passwords,
) -> SetUp:
    """Put an offered secret in force once a code of it was typed. Other sessions end; old recovery codes too.

    An account that has a second factor must have shown it in this session, and gives its password again.
    Invalid names the field: `code` or `password`.
    """
    row = session_for_change(session, token)
    account = locked_account(session, row.user_id)
    if account.totp_confirmed_at is not None:
        if row.factors < BOTH_FACTORS:
            raise Forbidden("account:own")
        if not passwords.check(account.password_hash, password or ""):
            raise Invalid({"password": ["password_wrong"]})
    step = step_of(opened_secret(session, account, sealed), code, None)
    if step is None:
        raise Invalid({"code": ["code_wrong"]})
    account.totp_sealed, account.totp_last_step = sealed, step
    account.totp_confirmed_at = clock.now()
    codes = replace_recovery_codes(session, account, passwords)
    end_sessions(session, account.id, but=row.id)
    record_account_event(session, by=by, act=Act.ACCOUNT_SECOND_FACTOR_ENROL, account_id=account.id)
    return SetUp(rotate(session, row), tuple(codes))


def renew_recovery_codes(
    session: Session, *, by: Actor, token: str, password: str, passwords: Passwords
) -> tuple[str, ...]:
    """Ten new codes for the own account, against the password. Invalid (`password`) when it is wrong."""
    row = session_for_change(session, token)
    account = locked_account(session, row.user_id)
    if row.factors < BOTH_FACTORS or not passwords.check(account.password_hash, password):
        raise Invalid({"password": ["password_wrong"]})
    record_account_event(session, by=by, act=Act.ACCOUNT_UPDATE, account_id=account.id, what="recovery_codes")
    return tuple(replace_recovery_codes(session, account, passwords))


def recovery_codes_left(session: Session, *, by: Actor) -> int:
    """How many recovery codes the actor has not used."""
    query = select(func.count()).select_from(RecoveryCode)
    found = session.scalar(query.where(RecoveryCode.user_id == by.user_id, RecoveryCode.used_at.is_(None)))
    return int(found or 0)
