"""Web sessions of Flask: a signed cookie for somebody unknown, a row once a password was right.

The cookie of a session holds a token of 256 bits and nothing else; ending the row ends every copy of it.
"""

import json
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.datastructures import CallbackDict

from registry import clock
from registry.access.roles import Role
from registry.accounts.anonymous_cookie import LIFETIME_SECONDS, AnonymousCookies
from registry.accounts.browsers import browser_family
from registry.accounts.session_store import SessionStore
from registry.accounts.signed_in import RECOGNISABLE, ExpiredSession, OpenSession
from registry.settings import Settings

API = "/api/v"
TOUCH_SECONDS = 60
LARGEST_DATA = 4000
LARGEST_COOKIE = 2500
"""Characters before signing: browsers drop a cookie beyond 4096 bytes without a word."""
_AFTER_EXPIRY = frozenset({"csrf_token", "language"})


class WebSessionData(CallbackDict[str, Any], SessionMixin):
    """The dict that pages use, and what is known of the session behind it."""

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        super().__init__(data, _mark_modified)
        self.modified = False
        self.accessed = True
        self.token: str | None = None
        self.opened: OpenSession | None = None
        self.expired: ExpiredSession | None = None
        self.failure: Exception | None = None
        self.send_cookie = self.ended = False

    def carry(self, token: str, opened: OpenSession | None) -> None:
        """From now on the cookie is `token`.

        The form token changes, unless the browser's session was the same person's, open or timed out: then the
        forms in their other tabs can still be sent.
        """
        before = self.expired or self.opened
        same = before is not None and opened is not None and before.user_id == opened.user_id
        keep = {"language", "notices", "csrf_token"} if same else {"language", "notices"}
        for name in set(self) - keep:
            del self[name]
        self.token, self.opened, self.expired = token, opened, None
        self.send_cookie = self.modified = True

    def end(self) -> None:
        """Nothing of it is left, here or in the browser."""
        self.clear()
        self.token = self.opened = self.expired = None
        self.ended = True


def _mark_modified(data: CallbackDict[str, Any]) -> None:
    data.modified = True  # type: ignore[attr-defined]


class PuenteSessions(SessionInterface):
    """Opens and keeps sessions. A path of the API gets an empty one: cookies do not count there."""

    def __init__(self, settings: Settings, store: SessionStore) -> None:
        self.store, self._settings = store, settings
        self._anonymous = AnonymousCookies(settings.secrets.session_key)
        self.cookie_name = "__Host-puente" if settings.secure else "puente"

    def open_session(self, app: Flask, request: Request) -> WebSessionData:
        """The session of a request; an empty one when its cookie opens nothing."""
        value = request.cookies.get(self.cookie_name, "")
        if not value or request.path.startswith(API):
            return WebSessionData()
        if "." in value:
            return WebSessionData(self._anonymous.read(value))
        try:
            return self._open(value, browser_family(request.user_agent.string))
        except (OperationalError, InterfaceError) as error:
            unreadable = WebSessionData()
            unreadable.failure = error
            return unreadable

    def _open(self, token: str, browser: str) -> WebSessionData:
        opened = self.store.find(token)
        now = clock.now()
        if opened is None or opened.browser != browser:
            return WebSessionData()
        ends = opened.ends_at(self._settings.idle_timeout, self._settings.absolute_timeout)
        if now >= ends:
            return _expired(token, opened) if now < ends + RECOGNISABLE else WebSessionData()
        if (now - opened.seen_at).total_seconds() >= TOUCH_SECONDS:
            self.store.touch(token, now)
        session = WebSessionData(json.loads(opened.data))
        session.token, session.opened = token, opened
        return session

    def save_session(self, app: Flask, session: SessionMixin | None, response: Response) -> None:
        """Keep what changed and set or clear the cookie."""
        if not isinstance(session, WebSessionData) or session.failure is not None:
            return
        response.vary.add("Cookie")
        if session.ended:
            response.headers["Clear-Site-Data"] = '"*"'
            self._clear_cookie(response)
        elif session.token is not None:
            self._keep(session, session.token, response)
        elif session.modified:
            value = self._anonymous.write(json.loads(_as_json(session, LARGEST_COOKIE)))
            self._set_cookie(response, value, LIFETIME_SECONDS)

    def _keep(self, session: WebSessionData, token: str, response: Response) -> None:
        if session.modified:
            data = _as_json(session, LARGEST_DATA)
            if len(data) > LARGEST_DATA:
                raise ValueError("a session holds notices and form tokens, not documents")
            self.store.keep(token, data)
        if session.send_cookie:
            self._set_cookie(response, token, None)

    def _set_cookie(self, response: Response, value: str, max_age: int | None) -> None:
        response.set_cookie(
            self.cookie_name,
            value,
            max_age=max_age,
            path="/",
            secure=self._settings.secure,
            httponly=True,
            samesite="Lax",
        )

    def _clear_cookie(self, response: Response) -> None:
        response.delete_cookie(self.cookie_name, path="/", secure=self._settings.secure, httponly=True, samesite="Lax")


def _as_json(session: WebSessionData, longest: int) -> str:
    """The session's data; a lazy translation becomes the words of this request's language.

    Notices that no page has shown yet give way, the oldest first: a double click must not end in an error.
    """
    data = dict(session)
    while len(written := json.dumps(data, separators=(",", ":"), default=str)) > longest and data.get("_flashes"):
        data["_flashes"] = data["_flashes"][1:]
    return written


def _expired(token: str, opened: OpenSession) -> WebSessionData:
    """Nobody is signed in, but the form token still fits, and the cookie stays so that its owner is known."""
    kept = {name: value for name, value in json.loads(opened.data).items() if name in _AFTER_EXPIRY}
    session = WebSessionData(kept)
    session.token = token
    if opened.is_complete and opened.org_id is not None and opened.role is not None:
        session.expired = ExpiredSession(opened.user_id, opened.org_id, Role(opened.role))
    return session
