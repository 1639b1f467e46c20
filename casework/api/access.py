"""Who may ask the API: whoever holds a token, and nobody else; and the headers that every answer carries."""

from flask import Flask, Response, current_app, g, request

from registry.access.permissions import Permission
from registry.accounts.bearer import actor_of_bearer
from registry.accounts.login import audit_address
from registry.errors import NotSignedIn
from registry.web.errors import API
from registry.web.guard import declaration
from registry.web.runtime import database, request_id


def know_bearer() -> None:
    """Before everything else of an API request: its token's holder, for the limits, the gate and the views.

    NotSignedIn where the view needs somebody and the token opens nothing. Cookies are never looked at.
    """
    if not request.path.startswith(API):
        return
    authorization = request.headers.get("Authorization")
    if authorization:
        engine = database().engine
        g.bearer = actor_of_bearer(engine, authorization, request=request_id(), address=audit_address())
    if g.get("bearer") is None and _needs_somebody():
        raise NotSignedIn


def _needs_somebody() -> bool:
    if request.endpoint is None or request.method == "OPTIONS":
        return False
    method = "GET" if request.method == "HEAD" else request.method
    return isinstance(declaration(current_app, request.endpoint, method), Permission)


def add_api_headers(response: Response) -> Response:
    """The request's id, which no body holds; how to sign in; and that the answer depends on who asks."""
    if request.path.startswith(API):
        response.headers["X-Request-Id"] = request_id()
        response.vary.add("Authorization")
        if response.status_code == 401:
            wrong = ', error="invalid_token"' if request.headers.get("Authorization") else ""
            response.headers["WWW-Authenticate"] = f'Bearer realm="puente"{wrong}'
    return response


def install_access(app: Flask) -> None:
    """Put the token first among what is done before a request: the limits already count by account."""
    app.before_request_funcs.setdefault(None, []).insert(0, know_bearer)
    app.after_request(add_api_headers)
