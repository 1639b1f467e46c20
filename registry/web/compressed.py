"""Style sheets and scripts compressed with Brotli as they are first asked for, then kept in memory.

WhiteNoise compresses nothing by itself, and files compressed beforehand would have to be kept in step by hand.
They are the same for everybody and hold no secret, so that compression gives nothing away (BREACH).
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import brotli

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

QUALITY = 9
"""A few milliseconds for each file; 11 would take a second for one that is a few kilobytes smaller."""
_SUFFIXES = (".css", ".js", ".svg")
_REPLACED = frozenset({"content-length", "content-encoding", "etag", "vary"})


class CompressedStatics:
    """Stands before the application that serves the files; what is not a static text passes through."""

    def __init__(self, application: "WSGIApplication", prefix: str = "/static/") -> None:
        self._application, self._prefix = application, prefix
        self._kept: dict[str, bytes] = {}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if not self._wanted(environ):
            return self._application(environ, start_response)
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def remember(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
            told.append((status, headers))
            return lambda data: None

        body = _whole(self._application(environ, remember))
        status, headers = told[0]
        if status.startswith("200"):
            body = self._compressed(_address(environ), body)
            headers = [pair for pair in headers if pair[0].lower() not in _REPLACED]
            headers += [("Content-Encoding", "br"), ("Vary", "Accept-Encoding"), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]

    def _wanted(self, environ: "WSGIEnvironment") -> bool:
        path = environ.get("PATH_INFO", "")
        return (
            environ["REQUEST_METHOD"] == "GET"
            and path.startswith(self._prefix)
            and path.endswith(_SUFFIXES)
            and "br" in environ.get("HTTP_ACCEPT_ENCODING", "")
            and "HTTP_RANGE" not in environ
        )

    def _compressed(self, address: str, body: bytes) -> bytes:
        found = self._kept.get(address)
        if found is None:
            found = self._kept[address] = bytes(brotli.compress(body, quality=QUALITY))
        return found


def _whole(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        if close := getattr(answer, "close", None):
            close()


def _address(environ: "WSGIEnvironment") -> str:
    """Only the path: the digest after it is the visitor's to write, and must not fill the memory."""
    return str(environ["PATH_INFO"])
