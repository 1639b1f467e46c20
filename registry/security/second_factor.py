"""The second factor: time-based codes (RFC 6238) that work once, and recovery codes."""

import secrets
from datetime import datetime

import pyotp

STEP_SECONDS = 30
RECOVERY_CODES = 10
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_secret() -> str:
    """A base32 secret for an authenticator app."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, account: str) -> str:
    """What the QR code holds. The issuer's name says nothing of treatment."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name="Puente")


def accepted_step(secret: str, code: str, at: datetime, last_step: int | None) -> int | None:
    """The time step `code` is good for, or None.

    This step or the one before it (a slow typist), and never one at or before the last accepted: a code seen over
    a shoulder is already used.
    """
    current = int(at.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (current, current - 1):
        fits = secrets.compare_digest(totp.generate_otp(step), code.strip().replace(" ", ""))
        if fits and (last_step is None or step > last_step):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes of 50 bits in two groups, each good once."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)
    ]
