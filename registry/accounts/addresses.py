"""Network addresses: never kept, only keyed digests of them."""

import hmac
from datetime import date


def derived_key(secret: bytes, label: str) -> bytes:
    """A key for one purpose, from the installation's session secret."""
    return hmac.digest(secret, b"puente " + label.encode() + b" v1", "sha256")


def address_of_the_day(secret: bytes, address: str, day: date) -> str:
    """What the audit keeps of an address: equal within a day, unlinkable from day to day."""
    key = derived_key(secret, "audit address")
    return hmac.digest(key, f"{day.isoformat()}|{address}".encode(), "sha256")[:8].hex()


def subject_digest(secret: bytes, kind: str, subject: str) -> bytes:
    """What the count of failed sign-ins keeps of a user name or an address."""
    return hmac.digest(derived_key(secret, "sign-in failure"), f"{kind}|{subject}".encode(), "sha256")
