"""What a password must be: long, not common, not made of words that anybody would try first.

Length counts and nothing else is demanded (NIST SP 800-63B-4, ASVS V6.2): no classes of characters, no
expiry. The password is taken as typed; only the comparison with the lists ignores case.
"""

import gzip
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from registry.security.passwords import MINIMUM_LENGTH

MAXIMUM_LENGTH = 1024
"""Keeps a request from making the server hash megabytes; far above any passphrase."""
_SHORT_WORD = 4
_KEYBOARD_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiopasdfghjklñzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "01234567890123456789012345678901234567890",
)


@cache
def common_passwords() -> frozenset[str]:
    """Some 40,000 passwords that attackers try first, in lower case (sources: data/LICENCES.md)."""
    packed = files("registry.accounts").joinpath("data/common_passwords.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().split("\n"))


def password_errors(password: str, words: Iterable[str] = ()) -> list[str]:
    """Codes of what is wrong with a new password; empty when nothing is.

    `words` are the user's name and the organisation's: without them it must still be long enough.
    """
    if len(password) < MINIMUM_LENGTH:
        return ["password_too_short"]
    if len(password) > MAXIMUM_LENGTH:
        return ["password_too_long"]
    lowered = password.casefold()
    if _is_common(lowered):
        return ["password_common"]
    if len(_without(lowered, words)) < MINIMUM_LENGTH and len(_without(lowered, words)) < len(lowered):
        return ["password_has_own_words"]
    return []


def _is_common(lowered: str) -> bool:
    """In the list, also with digits or signs after it; a short piece over and over; a row of keys."""
    core = re.sub(r"[\W\d_]+$", "", lowered)
    known = common_passwords()
    return lowered in known or core in known or _repeats(lowered) or _is_a_row(lowered)


def _repeats(text: str) -> bool:
    """A piece of at most half the length, over and over: passwordpassword, 123123123123123."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _is_a_row(text: str) -> bool:
    """Keys or letters in their order, either way."""
    return any(text in row or text[::-1] in row for row in _KEYBOARD_ROWS)


def _without(lowered: str, words: Iterable[str]) -> str:
    for phrase in words:
        for word in sorted(re.split(r"[\W_]+", phrase.casefold()), key=len, reverse=True):
            if len(word) >= _SHORT_WORD:
                lowered = lowered.replace(word, "")
    return lowered
