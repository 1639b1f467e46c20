"""Wrong passwords and codes, counted in PostgreSQL: a restart or a lost cache resets nothing.

After `FREE_TRIES` a pause grows before the next try counts as one; after `ACCOUNT_LIMIT` for one name, or
`ADDRESS_LIMIT` from one address, in `WINDOW` nothing is accepted until the oldest is out of the window. Names
that nobody has are counted like the others, so that a lock tells nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from registry import clock
from registry.accounts.addresses import subject_digest
from registry.accounts.models import SignInFailure
from registry.ids import new_id

WINDOW = timedelta(minutes=15)
ACCOUNT_LIMIT = 10
ADDRESS_LIMIT = 30
FREE_TRIES = 5
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(:subject)")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in: keyed digests of the name and the address it comes from."""

    account: bytes
    address: bytes | None

    @classmethod
    def of(cls, secret: bytes, user_name: str, address: str | None) -> "Attempt":
        """The attempt of `user_name` (lower case) from a network address."""
        found = None if address is None else subject_digest(secret, "address", address)
        return cls(subject_digest(secret, "account", user_name), found)


def pause_after(failures: int) -> timedelta:
    """How long to wait after so many failures: nothing for five, then 1, 2, 4, 8, 16 seconds."""
    return timedelta(seconds=2 ** (failures - FREE_TRIES)) if failures >= FREE_TRIES else timedelta()


def is_locked(session: Session, attempt: Attempt) -> bool:
    """The limit is reached; no try is looked at. Tries for one name come one after the other from here on."""
    subject = int.from_bytes(attempt.account[:8], "big", signed=True)
    session.execute(_ONE_AT_A_TIME, {"subject": subject})
    if _failures(session, "account", attempt.account)[0] >= ACCOUNT_LIMIT:
        return True
    return attempt.address is not None and _failures(session, "address", attempt.address)[0] >= ADDRESS_LIMIT


def is_too_soon(session: Session, attempt: Attempt) -> bool:
    """The pause after the last failures is not over."""
    count, last = _failures(session, "account", attempt.account)
    return last is not None and clock.now() < last + pause_after(count)


def record_failure(session: Session, attempt: Attempt) -> None:
    """Count one wrong try, for the name and for the address."""
    subjects = [("account", attempt.account)]
    if attempt.address is not None:
        subjects.append(("address", attempt.address))
    rows = [{"id": new_id(), "kind": kind, "subject_hash": subject, "at": clock.now()} for kind, subject in subjects]
    session.execute(insert(SignInFailure), rows)


def forget_failures(session: Session, attempt: Attempt) -> None:
    """After both factors were right: the name's count begins anew. The address's does not."""
    session.execute(
        delete(SignInFailure).where(SignInFailure.kind == "account", SignInFailure.subject_hash == attempt.account)
    )


def _failures(session: Session, kind: str, subject: bytes) -> tuple[int, datetime | None]:
    query = select(func.count(), func.max(SignInFailure.at)).where(
        SignInFailure.kind == kind,
        SignInFailure.subject_hash == subject,
        SignInFailure.at > clock.now() - WINDOW,
    )
    count, last = session.execute(query).one()
    return count, last
