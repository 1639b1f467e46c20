"""Blind index tokens: keyed, truncated digests that let equal values meet without being readable.

Only high-entropy or composite values are indexed (trust C4): never a bare name, HIV status, substance or offence.
"""

import hmac

COMPOSITE_BITS = 24
IDENTIFIER_BITS = 15


def token(index_key: bytes, kind: int, value: str, bits: int) -> int:
    """The first `bits` bits of HMAC-SHA256(index key, kind | 0 | canonical value)."""
    mac = hmac.digest(index_key, bytes([kind, 0]) + value.encode(), "sha256")
    return int.from_bytes(mac[:4], "big") >> (32 - bits)
