"""The signed cookie of somebody who has not signed in: no row in the database, nothing to guess from it."""

import json
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from registry import clock
from registry.accounts.addresses import derived_key

LIFETIME_SECONDS = 2 * 60 * 60
KEPT = frozenset({"csrf_token", "language", "notices", "_flashes"})


class _ClockSigner(TimestampSigner):
    """Dates by the program's clock, so that a drill that turns it turns this too."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


class AnonymousCookies:
    """Writes and reads the cookie's value. It always holds a dot; the token of a session never does."""

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeTimedSerializer(
            derived_key(secret, "anonymous cookie"),
            salt="anonymous",
            signer=_ClockSigner,
            signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
        )

    def write(self, data: dict[str, Any]) -> str:
        """The cookie's value. ValueError for anything but form token, language and notices."""
        foreign = data.keys() - KEPT
        if foreign:
            raise ValueError(f"not for the cookie of somebody unknown: {', '.join(sorted(foreign))}")
        value = self._serializer.dumps(data)
        return value if isinstance(value, str) else value.decode()

    def read(self, value: str) -> dict[str, Any]:
        """What the cookie holds; empty when it is foreign, altered or too old."""
        try:
            data = self._serializer.loads(value, max_age=LIFETIME_SECONDS)
        except (BadSignature, json.JSONDecodeError, UnicodeDecodeError):
            return {}
        return data if isinstance(data, dict) else {}
