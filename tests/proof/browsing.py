"""A browser without scripts that speaks HTTP to a real server."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any, Self
from urllib.parse import urlencode

FORM_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
Fields = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Page:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("Location", "")


IDLE_SECONDS = 1.0
"""A server closes a connection that has been quiet for two seconds; it is not used again after one."""


class Browser:
    """Keeps cookies and the form token; one connection, made anew when the server has closed it."""

    def __init__(self, port: int, timeout: float = 30.0) -> None:
        self.port, self._timeout = port, timeout
        self._connection: HTTPConnection | None = None
        self._used = 0.0
        self.cookies: dict[str, str] = {}
        self.token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Page:
        """GET without following redirects."""
        return self._ask("GET", path, None, dict(headers or {}))

    def post(self, path: str, fields: Fields) -> Page:
        """Send a form with this browser's token."""
        body = urlencode({"csrf_token": self.token, **fields}, doseq=True).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, method: str, path: str, payload: Any, headers: Mapping[str, str]) -> Page:
        """Send JSON, as a program does."""
        body = json.dumps(payload).encode()
        return self._ask(method, path, body, {"Content-Type": "application/json", **headers})

    def learn_token(self, path: str) -> None:
        """Take the form token from a page."""
        found = FORM_TOKEN.search(self.get(path).text)
        assert found, f"{path} has no form"
        self.token = found[1]

    def sign_in(self, user_name: str, password: str, code: str) -> None:
        """Both steps of the sign-in."""
        self.learn_token("/sign-in?again=1")
        first = self.post("/sign-in", {"user_name": user_name, "password": password})
        assert first.status == 302, f"password step answered {first.status}"
        self.learn_token("/sign-in/code")
        second = self.post("/sign-in/code", {"code": code})
        assert second.status == 302, f"code step answered {second.status}"
        self.learn_token("/account")

    def close(self) -> None:
        """Drop the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Page:
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers.setdefault("Accept-Language", "en")
        try:
            return self._exchange(method, path, body, headers)
        except (OSError, HTTPException):
            self.close()
            raise

    def _exchange(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Page:
        if time.monotonic() - self._used > IDLE_SECONDS:
            self.close()
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=self._timeout)
        self._connection.request(method, path, body=body, headers=headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self._used = time.monotonic()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        if answer.will_close:
            self.close()
        return Page(answer.status, dict(answer.getheaders()), content)
