"""The numbering of one writer: which count the next event of a database connection carries.

A count is final only when its transaction has committed. A rolled-back transaction or savepoint gives its
counts back, so that within a writer a missing count can only mean a lost event.
"""

import os
import secrets
import time
from dataclasses import dataclass, field
from uuid import UUID

from audit.journal import Journal, Slot


@dataclass(slots=True)
class Numbering:
    """Counts of one DBAPI connection. Used by one thread at a time, as the connection is."""

    journal: Journal | None = None
    writer: int = field(default_factory=lambda: secrets.randbits(63) | 1)
    committed: int = 0
    provisional: int = 0
    _savepoints: dict[str, int] = field(default_factory=dict)
    _committing: bool = False
    _slot: Slot | None = None
    _last_moment: int = 0

    def take(self) -> int:
        """The next count. It must be used, or handed back with `give_back`."""
        if self._slot is None and self.journal is not None:
            self._slot = self.journal.claim(self.writer)
        self.provisional += 1
        return self.provisional

    def give_back(self, number: int) -> None:
        """`number` was taken and not used; nothing happens if a rollback has already given it back."""
        if self.provisional == number:
            self.provisional = number - 1

    def savepoint(self, name: str) -> None:
        self._savepoints[name] = self.provisional

    def rollback_to(self, name: str) -> None:
        self.provisional = self._savepoints[name]

    def commit_begins(self) -> None:
        """COMMIT is about to be sent: `settle` makes the counts final unless `commit_failed` comes first.

        SQLAlchemy tells of a commit before it is sent and not after, so that the next event of the connection
        (a begin, its return to the pool, its end) is what shows that the commit went through.
        """
        self._committing = True

    def commit_failed(self) -> None:
        if self._committing:
            self.rolled_back()

    def settle(self) -> None:
        """The last transaction is over: keep its counts if it committed, else give them back."""
        if self._committing and self.provisional != self.committed:
            self.committed = self.provisional
            if self._slot is not None:
                self._slot.committed(self.committed)
        self.rolled_back()

    def rolled_back(self) -> None:
        self._committing = False
        self.provisional = self.committed
        self._savepoints.clear()

    def end(self) -> None:
        """The connection is gone; its journal slot waits to be compared with the database."""
        self.settle()
        if self._slot is not None:
            self._slot.end()
            self._slot = None

    def identifier(self) -> UUID:
        """A version 7 UUID (RFC 9562, method 3) that grows within the writer even if the clock steps back.

        Made here rather than by the database because the application may add events but not read them, and
        RETURNING is a read.
        """
        nanoseconds = time.time_ns()
        milliseconds, rest = divmod(nanoseconds, 1_000_000)
        moment = max((milliseconds << 12) | (rest << 12) // 1_000_000, self._last_moment + 1)
        self._last_moment = moment
        high = ((moment >> 12) << 16) | 0x7000 | (moment & 0xFFF)
        low = (int.from_bytes(os.urandom(8)) & (2**62 - 1)) | (1 << 63)
        return UUID(int=(high << 64) | low)
