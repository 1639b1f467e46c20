"""Static files under addresses that carry a digest of their content, so that browsers may keep them for ever."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "static"


@lru_cache(maxsize=256)
def _digest(path: str) -> str:
    return sha256((FOLDER / path).read_bytes()).hexdigest()[:12]


def static_url(path: str) -> str:
    """The address of a file below registry/web/static. KeyError-free: a missing file is an error at once."""
    return f"/static/{path}?v={_digest(path)}"
