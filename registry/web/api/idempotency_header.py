"""The Idempotency-Key header: a write sent again after a lost answer happens once."""

import hmac
import re

from flask import request

from registry.errors import Invalid
from registry.web.api.parser import canonical_json, json_body
from registry.web.runtime import settings

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replay"
PATTERN = "^[!-~]{1,80}$"
_KEY = re.compile(r"[!-~]{1,80}")


def given_key() -> str | None:
    """The key of this request, 1 to 80 visible ASCII characters; None when it has none."""
    key = request.headers.get(HEADER)
    if key is not None and not _KEY.fullmatch(key):
        raise Invalid({HEADER: ["invalid"]})
    return key


def request_digest() -> bytes:
    """Keyed, so that a short answer cannot be guessed from it: method, address, the version expected, and content."""
    told = (request.method, request.full_path, request.headers.get("If-Match", ""))
    said = b"\x00".join(part.encode() for part in told) + b"\x00" + canonical_json(json_body())
    return hmac.digest(settings().secrets.session_key, b"puente idempotency v1|" + said, "sha256")
