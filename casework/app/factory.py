"""The app factory: assembles every package into one web application, or refuses to."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, request
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from whitenoise import WhiteNoise

import registry.web
from casework.api.install import install_api
from casework.app.filters import install_filters
from casework.app.forms import forms_blueprint
from casework.app.home import blueprint as home
from casework.app.pages import install_pages
from casework.app.rescue import install_rescue
from casework.casefile.routes import blueprint as casefile
from casework.caseload.routes import blueprint as caseload
from registry.accounts.login import install_sessions
from registry.accounts.routes import blueprint as accounts
from registry.diagnoses.routes import blueprint as diagnoses
from registry.errors import Forbidden
from registry.people.routes import blueprint as people
from registry.settings import LOOPBACK
from registry.web.compressed import CompressedStatics
from registry.web.errors import install_errors
from registry.web.guard import check_request, refuse_undeclared
from registry.web.headers import install_headers
from registry.web.i18n import install_languages
from registry.web.limits import install_limits
from registry.web.runtime import Runtime, install
from registry.web.statics import FOLDER

WEB = Path(registry.web.__file__).parent
STATIC_SECONDS = int(timedelta(days=365).total_seconds())


def blueprints() -> list[Blueprint]:
    """Every blueprint with pages, in no particular order."""
    return [home, accounts, caseload, people, casefile, diagnoses, forms_blueprint()]


def create_app(runtime: Runtime) -> Flask:
    """The web application. Raises RuntimeError when a view does not say who may use it."""
    app = Flask("puente", template_folder=str(WEB / "templates"), static_folder=None)
    app.config.update(_configuration(runtime))
    install(app, runtime)
    install_languages(app)
    install_sessions(app, runtime)
    install_limits(app, runtime.settings)
    app.before_request(_refuse_cross_site)
    CSRFProtect(app)
    app.before_request(check_request)
    install_errors(app)
    install_rescue(app)
    install_headers(app)
    install_pages(app)
    install_filters(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    install_api(app)
    Compress(app)
    refuse_undeclared(app)
    statics = WhiteNoise(
        app.wsgi_app, root=str(FOLDER), prefix="/static/", max_age=STATIC_SECONDS, add_headers_function=_static_headers
    )
    app.wsgi_app = CompressedStatics(statics)  # type: ignore[method-assign]
    return app


def _configuration(runtime: Runtime) -> dict[str, Any]:
    """Flask's settings where its defaults are too open (trust, web security)."""
    return {
        "TRUSTED_HOSTS": [urlsplit(runtime.settings.base_url).hostname, *sorted(LOOPBACK)],
        "SECRET_KEY": runtime.settings.secrets.session_key,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "COMPRESS_MIMETYPES": ["text/html", "application/json"],
        "COMPRESS_MIN_SIZE": 600,
    }


def _static_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    headers["Cache-Control"] = f"public, max-age={STATIC_SECONDS}, immutable"


def _refuse_cross_site() -> None:
    """A browser says where an unsafe request comes from; another site's is refused before anything else."""
    unsafe = request.method not in {"GET", "HEAD", "OPTIONS"}
    if unsafe and request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise Forbidden("cross-site")
