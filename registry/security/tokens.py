"""Secret tokens: what is given to a browser or a program, and the digest that is kept of it."""

import secrets
from hashlib import sha256


def new_token() -> str:
    """256 bits from the system's generator, as text."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes:
    """What the database keeps: a stolen table opens no session."""
    return sha256(token.encode()).digest()
