"""Values that nobody could guess: what they are made of, and how they could be written somewhere."""

import secrets
from base64 import b64encode

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
UNUSUAL_DAY = "1913-07-29"
"""A date of birth that nothing else in a database of the tests has."""


class Markers:
    """Makes markers and remembers them. All of one run share a stem, so that looking for few finds any."""

    def __init__(self) -> None:
        self.stem = "Zq7" + "".join(secrets.choice(LETTERS) for _ in range(6))
        self.digits = "7" + "".join(secrets.choice("0123456789") for _ in range(9))
        self.made: dict[str, str] = {}
        self.kept_apart: list[str] = [UNUSUAL_DAY]

    def text(self, where: str) -> str:
        """A word of fifteen letters and digits."""
        return self._remember(f"{self.stem}{len(self.made):03d}{secrets.choice('xyz')}{secrets.choice('uvw')}x", where)

    def number(self, where: str) -> str:
        """Thirteen digits: an official number or a telephone."""
        return self._remember(f"{self.digits}{len(self.made):03d}", where)

    def amount(self, where: str) -> str:
        """A decimal number below 2,000 that no dose has."""
        found = f"1{secrets.randbelow(900) + 100}.{secrets.randbelow(90_000) + 10_000}7"
        self.kept_apart.append(found)
        return self._remember(found, where)

    def secret(self, value: str, where: str) -> str:
        """A secret that the program made and showed: a token, a recovery code."""
        self.kept_apart.append(value)
        return self._remember(value, where)

    def needles(self) -> dict[bytes, str]:
        """What to look for, with the words for a report."""
        found: dict[bytes, str] = {}
        for value in (self.stem, self.digits, *self.kept_apart):
            found.update({needle: f"{value} as {how}" for needle, how in spellings(value).items()})
        return found

    def _remember(self, marker: str, where: str) -> str:
        assert marker not in self.made
        self.made[marker] = where
        return marker


def spellings(value: str) -> dict[bytes, str]:
    """The bytes that a value may be written as: text in any case, UTF-16, hexadecimal, base64 at any place."""
    found: dict[bytes, str] = {}
    for text in dict.fromkeys((value, value.lower(), value.upper())):
        raw = text.encode()
        found[raw] = "text"
        found[text.encode("utf-16-le")] = "UTF-16"
        found[raw.hex().encode()] = "hexadecimal"
        found[raw.hex().upper().encode()] = "hexadecimal"
        found.update({b64_part(raw, before): "base64" for before in range(3)})
    return found


def b64_part(raw: bytes, before: int) -> bytes:
    """What of the base64 of `raw` does not depend on its neighbours, when `before` bytes stand before it."""
    coded = b64encode(b"\x00" * before + raw).rstrip(b"=")
    whole = (before + len(raw)) // 3 * 4
    return coded[(before * 8 + 5) // 6 : whole]
