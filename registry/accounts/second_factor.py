"""The second factor of an account: its sealed secret, the codes that fit, and the codes for recovery."""

import io
from dataclasses import dataclass, field

import segno
from markupsafe import Markup
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry import clock
from registry.accounts.models import RecoveryCode, UserAccount
from registry.db.work import ring_of
from registry.security.envelope import Cell
from registry.security.passwords import Passwords
from registry.security.second_factor import (
    accepted_step,
    new_recovery_codes,
    new_secret,
    provisioning_uri,
)

_CELL = Cell("user_account", "totp_sealed")
CODE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class SecondFactorOffer:
    """What is shown to set up an authenticator app: the secret as text and as a picture."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    sealed: bytes
    """What waits for the first code, to be kept with the web session."""

    @property
    def grouped(self) -> str:
        """Easier to type."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))

    @property
    def picture(self) -> Markup:
        """The QR code as an inline SVG without styles or scripts, dark on white with its quiet zone."""
        out = io.BytesIO()
        segno.make(self.uri, error="m", micro=False).save(
            out,
            kind="svg",
            xmldecl=False,
            svgns=True,
            scale=5,
            border=4,
            dark="#000",
            light="#fff",
            svgclass="qr",
            lineclass=None,
        )
        return Markup(out.getvalue().decode())  # noqa: S704 - segno's own output, made from our own text


def new_offer(session: Session, account: UserAccount) -> SecondFactorOffer:
    """A new secret for an authenticator app. Nothing is in force until a code of it confirms it."""
    return _offer(account, secret := new_secret(), sealed_secret(session, account, secret))


def same_offer(session: Session, account: UserAccount, sealed: bytes) -> SecondFactorOffer:
    """The offer that was made before, to show it again. CannotOpen when it was made to somebody else."""
    return _offer(account, opened_secret(session, account, sealed), sealed)


def _offer(account: UserAccount, secret: str, sealed: bytes) -> SecondFactorOffer:
    return SecondFactorOffer(secret, provisioning_uri(secret, account.user_name), sealed)


def sealed_secret(session: Session, account: UserAccount, secret: str) -> bytes:
    """The envelope of an account's secret, under the installation's key."""
    return ring_of(session).installation_key(account.id).seal(_CELL, account.id, secret.encode())


def opened_secret(session: Session, account: UserAccount, sealed: bytes) -> str:
    """The secret in an envelope of this account. CannotOpen when it was moved or altered."""
    return ring_of(session).installation_key(account.id).open(_CELL, account.id, sealed).decode()


def uses_code(session: Session, account: UserAccount, code: str) -> bool:
    """True when the code fits, and it is used up. The account's row must be locked: it fits once only."""
    if account.totp_sealed is None:
        return False
    secret = opened_secret(session, account, account.totp_sealed)
    step = step_of(secret, code, account.totp_last_step)
    if step is not None:
        account.totp_last_step = step
    return step is not None


def step_of(secret: str, code: str, last_step: int | None) -> int | None:
    """The time step of a typed code, or None when it does not fit or was used."""
    typed = "".join(code.split())
    if len(typed) != CODE_LENGTH or not (typed.isascii() and typed.isdecimal()):
        return None
    return accepted_step(secret, typed, clock.now(), last_step)


def uses_recovery_code(session: Session, account: UserAccount, code: str, passwords: Passwords) -> bool:
    """True when the code is one of the unused ones, and it is used up. Salted, so each hash is tried."""
    typed = code.strip().upper().replace(" ", "")
    unused = select(RecoveryCode).where(RecoveryCode.user_id == account.id, RecoveryCode.used_at.is_(None))
    for row in session.scalars(unused.order_by(RecoveryCode.id)):
        if passwords.check(row.code_hash, typed):
            row.used_at = clock.now()
            return True
    return False


def replace_recovery_codes(session: Session, account: UserAccount, passwords: Passwords) -> list[str]:
    """Ten new codes, to be shown once; the old ones no longer work."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == account.id))
    codes = new_recovery_codes()
    session.add_all(RecoveryCode(user_id=account.id, code_hash=passwords.hash(code)) for code in codes)
    session.flush()  # counted in the same transaction
    return codes
