"""flask-login, bound to the sessions in the database: its user is whoever the session's row says."""

from dataclasses import replace
from typing import Any, cast

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from registry.access.actor import Actor, system_actor
from registry.access.roles import Role
from registry.accounts.addresses import address_of_the_day
from registry.accounts.session_interface import PuenteSessions, WebSessionData
from registry.accounts.session_store import SessionStore
from registry.accounts.signed_in import BOTH_FACTORS, ExpiredSession, OpenSession, SignedIn
from registry.clock import today
from registry.security.keys import INSTALLATION
from registry.web.runtime import Runtime, request_id, runtime


class _SessionsOnly(LoginManager):  # type: ignore[misc]
    """flask-login without its "remember me" cookie, which would outlive the session's row."""

    def _load_user_from_remember_cookie(self, cookie: str) -> None:
        return None

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


def install_sessions(app: Flask, found: Runtime) -> None:
    """Give the app its web sessions and flask-login."""
    app.session_interface = PuenteSessions(found.settings, SessionStore(found.database.engine))
    login = _SessionsOnly(app)
    login.session_protection = None
    login.user_loader(_load_user)
    app.before_request(_refuse_unreadable)


def web_session() -> WebSessionData:
    """The session of this request."""
    return cast(WebSessionData, cast(Any, session)._get_current_object())


def half_signed_in() -> OpenSession | None:
    """The session of this request if it still wants something: second factor, own password or membership."""
    opened = web_session().opened
    return None if opened is None or opened.is_complete else opened


def expired_owner() -> ExpiredSession | None:
    """Whose session this request's cookie was before it timed out, within 24 hours; None after a sign-out.

    The form token of the old session still fits, so the ordinary check has been made when a view asks this.
    """
    return web_session().expired


def enter(token: str) -> OpenSession | None:
    """Make `token` the session of this browser; sign its owner in when nothing more is wanted."""
    opened = _sessions().store.find(token)
    web_session().carry(token, opened)
    g.pop("csrf_token", None)
    if opened is not None and opened.is_complete:
        login_user(_signed_in(opened))
    return opened


def nobody() -> Actor:
    """The actor of a step before anybody is signed in: the program, with this request's id and address."""
    return replace(system_actor(INSTALLATION), request=request_id(), address=audit_address())


def acting() -> Actor:
    """Whoever is behind this request: signed in, half-way there, or nobody."""
    actor: Actor | None = getattr(current_user, "actor", None)
    half = half_signed_in()
    if actor is not None or half is None:
        return actor or nobody()
    role = Role.SYSTEM if half.role is None else Role(half.role)
    return replace(nobody(), user_id=half.user_id, org_id=half.org_id or INSTALLATION, role=role)


def leave() -> None:
    """Forget the session in this browser; the row was ended by `sign_out`."""
    logout_user()
    web_session().end()


def audit_address() -> str | None:
    """The keyed digest of the caller's network address that the audit keeps today."""
    if request.remote_addr is None:
        return None
    return address_of_the_day(runtime().settings.secrets.session_key, request.remote_addr, today())


def _sessions() -> PuenteSessions:
    return cast(PuenteSessions, current_app.session_interface)


def _load_user(user_id: str) -> SignedIn | None:
    opened = web_session().opened
    if opened is None or str(opened.user_id) != user_id or opened.factors < BOTH_FACTORS:
        return None
    return _signed_in(opened) if opened.is_complete else None


def _signed_in(opened: OpenSession) -> SignedIn:
    return SignedIn(opened, request_id(), audit_address())


def _refuse_unreadable() -> None:
    """A database that does not answer is an error, not a visitor who has not signed in."""
    failure = web_session().failure
    if failure is not None:
        raise failure
