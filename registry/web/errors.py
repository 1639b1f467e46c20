"""The one place that knows which status code a domain error is, as a page or as JSON."""

from typing import Any

import structlog
from flask import Flask, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import BadRequest, HTTPException

from audit.events import Act, Outcome
from registry.access.trail import record_event, record_refusal
from registry.errors import (
    CannotOpen,
    DomainError,
    Forbidden,
    Invalid,
    KeysUnavailable,
    NotFound,
    NotSignedIn,
    Stale,
)
from registry.web.messages import message
from registry.web.runtime import current_actor, database, request_id

log = structlog.get_logger()
API = "/api/"
STATUS: dict[type[DomainError], int] = {
    NotSignedIn: 401,
    NotFound: 404,
    Forbidden: 403,
    Invalid: 422,
    Stale: 409,
    CannotOpen: 500,
    KeysUnavailable: 503,
}


def wants_json() -> bool:
    """The API, and scripts of our pages that asked for JSON."""
    return request.path.startswith(API) or request.accept_mimetypes.best == "application/json"


def answer(status: int, code: str, detail: str = "", errors: Any = None) -> ResponseReturnValue:
    """A page or a JSON body with a stable code; never what went wrong inside."""
    if wants_json():
        body: dict[str, Any] = {
            "code": code,
            "status": status,
            "message": detail or _title(status),
        }
        if errors:
            body["errors"] = {
                field: [{"code": c, "message": message(c)} for c in codes] for field, codes in errors.items()
            }
        return jsonify(body), status
    page = render_template("error.html", status=status, title=_title(status), detail=detail, request_id=request_id())
    return page, status


def _title(status: int) -> str:
    titles = {
        400: _("The request could not be understood"),
        401: _("Sign in to go on"),
        403: _("You may not do this"),
        404: _("There is nothing here"),
        405: _("That cannot be done here"),
        409: _("Somebody else changed this meanwhile"),
        412: _("Somebody else changed this meanwhile"),
        413: _("What you sent is too large"),
        415: _("Send JSON, and say so in Content-Type"),
        422: _("There is something to put right"),
        428: _("Say in If-Match which version you read"),
        429: _("Too many requests; wait a little"),
        503: _("Not possible just now; nothing was lost"),
    }
    found: str = titles.get(status, _("Something went wrong on our side"))
    return found


def _refused(error: DomainError) -> None:
    """Write the refusal down, in a transaction of its own, when somebody is signed in."""
    try:
        actor = current_actor()
    except NotSignedIn:
        return
    reason = getattr(error, "permission", "") or error.code
    record_refusal(database(), by=actor, obj=str(request.url_rule or ""), reason=reason)


def _tampered(error: CannotOpen) -> None:
    """A sealed cell does not open: that is an alarm, with the place but without any content."""
    log.error("sealed_cell_does_not_open", table=error.table, column=error.column, row=str(error.row_id))
    actor = current_actor()
    with database().note(actor) as session:
        record_event(
            session,
            by=actor,
            act=Act.AUDIT_TAMPER,
            obj=f"{error.table}:{error.row_id}",
            outcome=Outcome.FAILED,
            extra={"column": error.column},
        )


def on_domain_error(error: DomainError) -> ResponseReturnValue:
    """Answer a domain error."""
    if isinstance(error, NotSignedIn) and not wants_json():
        here = request.full_path.rstrip("?")
        return sign_in_page(here if request.method == "GET" and here != "/" else None)
    if isinstance(error, Forbidden | NotFound):
        _refused(error)
    if isinstance(error, CannotOpen):
        _tampered(error)
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    return answer(status, error.code, errors=error.errors if isinstance(error, Invalid) else None)


def sign_in_page(then: str | None) -> ResponseReturnValue:
    """Send the browser to sign in, and afterwards to `then`."""
    return redirect(url_for("accounts.sign_in", next=then))


def on_http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer an error of Flask or Werkzeug, keeping its headers (`Allow` on 405)."""
    if error.response is not None:
        return error.response
    if isinstance(request.routing_exception, BadRequest):  # not our host: no address of a page can be made
        return _title(400), 400, {"Content-Type": "text/plain; charset=utf-8"}
    status = error.code or 500
    response = make_response(answer(status, (error.name or "error").lower().replace(" ", "_")))
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def on_csrf_error(error: CSRFError) -> ResponseReturnValue:
    """A form without its token: refused."""
    return answer(403, "form_token", _("This form is too old or did not come from this site. Load the page again."))


def on_database_error(error: DBAPIError) -> ResponseReturnValue:
    """The database refused or is away. Its own words may hold values: only the constraint and state are kept."""
    diagnosis = getattr(error.orig, "diag", None)
    log.error(
        "database_error",
        sqlstate=getattr(diagnosis, "sqlstate", None),
        constraint=getattr(diagnosis, "constraint_name", None),
        request=request_id(),
    )
    return answer(503 if error.connection_invalidated else 500, "database")


def on_unexpected(error: Exception) -> ResponseReturnValue:
    """Anything else: an id for the person, the kind of error for the log."""
    log.error("unexpected_error", kind=type(error).__name__, request=request_id(), frames=_safe_traceback(error))
    return answer(500, "unexpected")


def _safe_traceback(error: Exception) -> list[str]:
    """Files and lines of the traceback, without any message or value."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    return frames


def install_errors(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, on_domain_error)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(DBAPIError, on_database_error)
    app.register_error_handler(Exception, on_unexpected)
