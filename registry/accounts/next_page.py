"""Where a sign-in leads: a page of this site that was asked for, never another site."""

from urllib.parse import urlsplit

LONGEST = 500


def local_page(wanted: str | None, otherwise: str = "/") -> str:
    """`wanted` when it is a path of this site; else `otherwise`.

    Browsers take `//host`, `/\\host` and a path after a tab or line feed for another site.
    """
    if not wanted or len(wanted) > LONGEST or not wanted.startswith("/"):
        return otherwise
    if wanted.startswith("//") or any(c == "\\" or ord(c) <= 32 or ord(c) == 127 for c in wanted):
        return otherwise
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else otherwise
