"""Versions of records in HTTP: the ETag of an answer, and If-Match against lost updates (RFC 9110, 13.1.1)."""

import re

from flask import request
from werkzeug.exceptions import PreconditionRequired

from registry.errors import Invalid

PATTERN = '^"[0-9]{1,9}(:[a-z]{2,10})?"$'
"""A version, perhaps with the name of a compression, which the compressor adds to the tag of what it packs."""
_TAG = re.compile(r'"(\d{1,9})(?::[a-z]{2,10})?"')


def etag_of(row_version: int) -> str:
    """The strong tag of a record at a version."""
    return f'"{row_version}"'


def expected_version() -> int:
    """The version a change is meant for.

    Without If-Match the answer is 428: who does not say what they read may undo what somebody else wrote. `*` names
    no version and is refused alike. Invalid for what is no tag of ours.
    """
    given = request.headers.get("If-Match", "").strip()
    if given in {"", "*"}:
        raise PreconditionRequired
    found = _TAG.fullmatch(given)
    if found is None:
        raise Invalid({"If-Match": ["invalid"]})
    return int(found[1])
