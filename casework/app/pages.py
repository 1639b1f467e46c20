"""What every page shows around its content: navigation, account, language, nonce."""

from typing import Any

from flask import Flask, get_flashed_messages, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.web.headers import csp_nonce
from registry.web.i18n import OWN_NAMES
from registry.web.runtime import settings
from registry.web.statics import static_url


def navigation(actor: Actor | None) -> list[dict[str, Any]]:
    """The main places this actor may go to."""
    if actor is None:
        return []
    places: list[tuple[str, str, Permission, str]] = [
        ("caseload.show", _("Caseload"), Permission.CASELOAD_VIEW, "c"),
        ("people.search", _("Patients"), Permission.PATIENT_SEARCH, "p"),
        ("home.court", _("Court list"), Permission.COURT_LIST_VIEW, "l"),
        ("home.releases", _("Releases"), Permission.RELEASE_VIEW, "r"),
        ("accounts.users", _("People and roles"), Permission.USER_MANAGE, "u"),
        ("accounts.organisations", _("Organisations"), Permission.ORGANISATION_MANAGE, "o"),
    ]
    return [_place(endpoint, text, key) for endpoint, text, permission, key in places if actor.may(permission)]


def _place(endpoint: str, text: str, key: str) -> dict[str, Any]:
    href = url_for(endpoint)
    return {"text": text, "href": href, "key": key, "active": request.path == href}


def page_context() -> dict[str, Any]:
    """The variables of the layouts."""
    actor: Actor | None = getattr(current_user, "actor", None)
    flashed: Any = get_flashed_messages(with_categories=True)
    notices = [{"text": text, "kind": kind} for kind, text in flashed]
    return {
        "nav": navigation(actor),
        "account": current_user if actor is not None else None,
        "actor": actor,
        "Permission": Permission,
        "language": get_locale().language,
        "languages": list(OWN_NAMES.items()),
        "csp_nonce": csp_nonce(),
        "csrf_token": generate_csrf,
        "notices": notices,
        "session_expires_in": int(settings().idle_timeout.total_seconds()) if actor is not None else "",
        "keep_alive_url": url_for("home.alive") if actor is not None else "",
        "language_url": url_for("accounts.language", next=request.path),
        "footer_links": [],
    }


def install_pages(app: Flask) -> None:
    """Strict templates with the common variables."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["static_url"] = static_url
    app.context_processor(page_context)
