"""Passwords: argon2id with a pepper, and a dummy check so that an unknown user takes as long as a known one."""

import hmac
from base64 import b64encode
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 15


class Passwords:
    """Hashes and checks. 64 MiB, three passes, one lane by default (trust A4); weaker hashes are renewed on use."""

    def __init__(self, pepper: bytes, *, memory_kib: int = 65536, passes: int = 3, at_once: int = 2) -> None:
        self._pepper = pepper
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._slots = BoundedSemaphore(at_once)
        self._dummy = self.hash("no such user has this password")

    def _peppered(self, password: str) -> bytes:
        return b64encode(hmac.digest(self._pepper, password.encode(), "sha256"))

    def hash(self, password: str) -> str:
        """An encoded argon2id hash."""
        with self._slots:
            return self._hasher.hash(self._peppered(password))

    def check(self, encoded: str | None, password: str) -> bool:
        """True when it fits. With no hash (unknown user) the same work is done and the answer is no."""
        with self._slots:
            try:
                self._hasher.verify(encoded or self._dummy, self._peppered(password))
            except (VerificationError, InvalidHashError):
                return False
        return encoded is not None

    def is_outdated(self, encoded: str) -> bool:
        """True when the hash was made with weaker settings than today's."""
        return self._hasher.check_needs_rehash(encoded)
