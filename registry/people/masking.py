"""Masked values: enough to tell two numbers apart, too little to copy one."""

MASK = "••••"
_SHOWN = 4


def mask(value: str) -> str:
    """`•••• 1234`: the last four letters or digits of a number of eight or more, fewer of a shorter one."""
    characters = "".join(c for c in value if c.isalnum())
    shown = min(_SHOWN, len(characters) // 2)
    return f"{MASK} {characters[-shown:]}" if shown else MASK
