"""The MAC of an event: made where the event is written, under a key that the database never sees.

The signed tree shows that nothing changed after an event was numbered; the MAC shows that the application
wrote it, and not someone with access to the table where it waited.
"""

import hmac


def mac_of(mac_key: bytes, writer: int, wseq: int, body: bytes) -> bytes:
    """HMAC-SHA256 over writer and count, 8 bytes each, most significant first, and the body."""
    return hmac.digest(mac_key, writer.to_bytes(8) + wseq.to_bytes(8) + body, "sha256")


def mac_fits(mac_key: bytes, writer: int, wseq: int, body: bytes, mac: bytes) -> bool:
    return hmac.compare_digest(mac_of(mac_key, writer, wseq, body), mac)
