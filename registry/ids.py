"""Identifiers: the one place where a new id is made."""

import os
import time
from uuid import UUID

_STAMP = (0x7 << 76) | (0x2 << 62)
_RANDOM = ~((0xF << 76) | (0x3 << 62)) & (1 << 80) - 1


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits, so that keys insert in order."""
    value = int.from_bytes((time.time_ns() // 1_000_000).to_bytes(6, "big") + os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


def new_ids(count: int) -> list[UUID]:
    """As many ids at once, for a bulk import: one reading of the clock and of the random source for all."""
    prefix = (time.time_ns() // 1_000_000) << 80
    random = os.urandom(10 * count)
    return [
        UUID(int=prefix | _STAMP | int.from_bytes(random[at : at + 10], "big") & _RANDOM)
        for at in range(0, 10 * count, 10)
    ]
