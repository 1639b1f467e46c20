"""Limits on how often one person or address may ask: counted in Valkey, or more strictly in memory without it.

They keep a flood away from the program. What locks an account is counted in PostgreSQL (registry.accounts.lockout).
"""

import hmac
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits import parse

from registry.errors import NotSignedIn
from registry.settings import Settings
from registry.web.runtime import current_actor, settings

F = TypeVar("F", bound=Callable[..., Any])
LIMIT = "puente_limit"
ORDINARY = "3000 per minute"
"""For a view that names no limit of its own: more than any person clicks, less than a flood."""
WITHOUT_VALKEY = 4
"""Each process then counts for itself, so each allows only this part."""
_TIMEOUTS: dict[str, str | int] = {"socket_connect_timeout": 1, "socket_timeout": 1}


def limited(limit: str) -> Callable[[F], F]:
    """Declare how often a view may be asked by one person or address, such as `30 per minute`."""
    parse(limit)

    def mark(view: F) -> F:
        setattr(view, LIMIT, limit)
        return view

    return mark


def install_limits(app: Flask, found: Settings) -> Limiter:
    """Limit every view of the app. A Valkey that does not answer makes the limits stricter and breaks nothing."""
    limiter = Limiter(
        key_func=who_asks,
        default_limits=[limit_of_view],
        storage_uri=_storage(found.redis_url),
        storage_options=_TIMEOUTS,
        strategy="fixed-window",
        in_memory_fallback=[stricter_limit_of_view],  # type: ignore[list-item]
        in_memory_fallback_enabled=True,
        key_prefix="limit",
    )
    limiter.init_app(app)
    return limiter


def who_asks() -> str:
    """The account, else a keyed digest of the address: Valkey holds no address."""
    try:
        return f"user:{current_actor().user_id}"
    except NotSignedIn:
        key = settings().secrets.session_key
        address = (request.remote_addr or "").encode()
        return f"address:{hmac.digest(key, b'puente limit v1|' + address, 'sha256')[:12].hex()}"


def limit_of_view() -> str:
    """The limit of the view that answers this request."""
    view = current_app.view_functions.get(request.endpoint or "")
    limit: str = getattr(view, LIMIT, ORDINARY)
    return limit


def stricter_limit_of_view() -> str:
    """The same, for a process that counts alone."""
    item = parse(limit_of_view())
    return f"{max(1, item.amount // WITHOUT_VALKEY)} per {item.multiples} {item.GRANULARITY.name}"


def _storage(url: str) -> str:
    """The address in the words of the `limits` library."""
    return f"redis+{url}" if url.startswith("unix:") else url
