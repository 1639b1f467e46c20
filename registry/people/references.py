"""Record numbers: short, read over the telephone, without meaning, and with a check character.

29 characters: no vowels (no words), no 0, 1, I or O. 29 is prime, so the weighted sum finds every wrong character
and every exchange of two (ISO 7064 uses the same argument).
"""

import secrets
from collections.abc import Callable

ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"
_LENGTH = 8
_HALF = _LENGTH // 2


def new_reference(choice: Callable[[str], str] = secrets.choice) -> str:
    """A random record number, such as `7KMP-3RXW`. Whether it is free is for the caller to ask."""
    body = "".join(choice(ALPHABET) for _ in range(_LENGTH - 1))
    # The last character weighs 1, so it is what the rest lacks.
    lacking = -_sum(body + ALPHABET[0]) % len(ALPHABET)
    return _written(body + ALPHABET[lacking])


def read_reference(typed: str) -> str | None:
    """The record number somebody typed or dictated, in its written form; None when it cannot be one."""
    characters = "".join(c for c in typed.upper() if c not in " -.")
    well_formed = len(characters) == _LENGTH and all(c in ALPHABET for c in characters)
    return _written(characters) if well_formed and _sum(characters) == 0 else None


def _sum(characters: str) -> int:
    weighted = (weight * ALPHABET.index(c) for weight, c in enumerate(reversed(characters), start=1))
    return sum(weighted) % len(ALPHABET)


def _written(characters: str) -> str:
    return f"{characters[:_HALF]}-{characters[_HALF:]}"
