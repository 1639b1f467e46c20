"""The gate: every view declares who may use it, or the program does not start."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from registry.access.permissions import Permission
from registry.errors import Forbidden
from registry.web.runtime import current_actor

F = TypeVar("F", bound=Callable[..., Any])
PERMISSION = "puente_permission"
PUBLIC = "puente_public"


def requires(permission: Permission) -> Callable[[F], F]:
    """Declare the permission a view needs."""

    def mark(view: F) -> F:
        setattr(view, PERMISSION, permission)
        return view

    return mark


def public(why: str) -> Callable[[F], F]:
    """Declare that a view is open to everybody, with the reason."""

    def mark(view: F) -> F:
        setattr(view, PUBLIC, why)
        return view

    return mark


def declarations(app: Flask) -> Iterator[tuple[str, str, Permission | str | None]]:
    """(endpoint, method, permission or public reason or None) for every view in the URL map."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, declaration(app, rule.endpoint, method)


def declaration(app: Flask, endpoint: str, method: str) -> Permission | str | None:
    """What a view declares for a method: its permission, its reason for being public, or None."""
    view: Any = app.view_functions[endpoint]
    view_class = getattr(view, "view_class", None)
    handler = getattr(view_class, method.lower(), None) if view_class is not None else view
    for candidate in (handler, view):
        found = getattr(candidate, PERMISSION, None) or getattr(candidate, PUBLIC, None)
        if found is not None:
            return found  # type: ignore[no-any-return]
    return None


def refuse_undeclared(app: Flask) -> None:
    """Stop the start when a view declares nothing."""
    missing = sorted({f"{method} {endpoint}" for endpoint, method, found in declarations(app) if found is None})
    if missing:
        raise RuntimeError("views without a declared permission: " + ", ".join(missing))


def check_request() -> ResponseReturnValue | None:
    """Before each request: refuse what the actor's role does not carry."""
    if request.endpoint is None or request.method == "OPTIONS":
        return None
    method = "GET" if request.method == "HEAD" else request.method
    found = declaration(current_app, request.endpoint, method)
    if isinstance(found, Permission):
        current_actor().require(found)
    elif found is None:
        raise Forbidden("undeclared")
    return None
