"""Pages of one's own account: data, password, second factor, sessions, tokens."""

import re
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.access.permissions import Permission
from registry.accounts.api_tokens import create_api_token, list_api_tokens, revoke_api_token
from registry.accounts.blueprint import Errors, blueprint, error_list, typed_line, words
from registry.accounts.first_steps_routes import OFFER, changed_password, current_offer
from registry.accounts.login import enter, web_session
from registry.accounts.own_second_factor import recovery_codes_left, renew_recovery_codes, set_up_second_factor
from registry.accounts.own_sessions import end_other_sessions, end_session, list_sessions
from registry.accounts.queries import own_memberships
from registry.accounts.sign_in_routes import TRIES
from registry.errors import Invalid
from registry.web.guard import requires
from registry.web.limits import limited
from registry.web.runtime import current_actor, database, runtime, settings

TOKEN_DAYS = 90
_DAYS = re.compile(r"\d{1,4}")


@blueprint.get("/account")
@requires(Permission.ACCOUNT_OWN)
def own() -> ResponseReturnValue:
    """One's own account."""
    return _own_page({})


@blueprint.get("/account/password")
@requires(Permission.ACCOUNT_OWN)
def password() -> ResponseReturnValue:
    """The form for a new password."""
    return render_template("accounts/password.html", errors={})


@blueprint.post("/account/password")
@requires(Permission.ACCOUNT_OWN)
@limited(TRIES)
def password_now() -> ResponseReturnValue:
    """Change the password and end all other sessions."""
    try:
        enter(changed_password())
    except Invalid as wrong:
        errors = wrong.errors
        return render_template("accounts/password.html", errors=words(errors), error_list=error_list(errors)), 422
    flash(_("Your password is changed. All your other sessions have ended."), "success")
    return redirect(url_for("accounts.own"))


@blueprint.get("/account/second-factor")
@requires(Permission.ACCOUNT_OWN)
def second_factor() -> ResponseReturnValue:
    """The form for a new authenticator app."""
    return render_template("accounts/second_factor.html", offer=current_offer(), errors={})


@blueprint.post("/account/second-factor")
@requires(Permission.ACCOUNT_OWN)
@limited(TRIES)
def second_factor_now() -> ResponseReturnValue:
    """Put the new app in force, against password and a code of it."""
    by, sealed = current_actor(), web_session().get(OFFER)
    if sealed is None:
        return redirect(url_for("accounts.second_factor"))
    try:
        with database().work(by) as work:
            done = set_up_second_factor(
                work,
                by=by,
                token=web_session().token or "",
                sealed=bytes.fromhex(sealed),
                code=request.form.get("code", ""),
                password=request.form.get("password", ""),
                passwords=runtime().passwords,
            )
    except Invalid as wrong:
        offer, errors = current_offer(), wrong.errors
        page = render_template(
            "accounts/second_factor.html", offer=offer, errors=words(errors), error_list=error_list(errors)
        )
        return page, 422
    enter(done.token)
    return render_template("accounts/recovery_codes.html", codes=done.recovery_codes, onward=url_for("accounts.own"))


@blueprint.post("/account/recovery-codes")
@requires(Permission.ACCOUNT_OWN)
@limited(TRIES)
def recovery_codes_now() -> ResponseReturnValue:
    """Make ten new recovery codes, against the password, and show them once."""
    by = current_actor()
    try:
        with database().work(by) as work:
            codes = renew_recovery_codes(
                work,
                by=by,
                token=web_session().token or "",
                password=request.form.get("password", ""),
                passwords=runtime().passwords,
            )
    except Invalid as wrong:
        return _own_page(wrong.errors), 422
    return render_template("accounts/recovery_codes.html", codes=codes, onward=url_for("accounts.own"))


@blueprint.post("/account/sessions/<uuid:session_id>/end")
@requires(Permission.ACCOUNT_OWN)
def end_session_now(session_id: UUID) -> ResponseReturnValue:
    """End one of the own sessions."""
    by = current_actor()
    with database().work(by) as work:
        end_session(work, by=by, session_id=session_id)
    flash(_("The session has ended."), "success")
    return redirect(url_for("accounts.own"))


@blueprint.post("/account/sessions/end-others")
@requires(Permission.ACCOUNT_OWN)
def end_other_sessions_now() -> ResponseReturnValue:
    """End all own sessions but this one."""
    by = current_actor()
    with database().work(by) as work:
        end_other_sessions(work, by=by)
    flash(_("All your other sessions have ended."), "success")
    return redirect(url_for("accounts.own"))


@blueprint.post("/account/tokens")
@requires(Permission.ACCOUNT_OWN)
@limited(TRIES)
def create_token_now() -> ResponseReturnValue:
    """Make a token for a program and show it once."""
    by, days = current_actor(), request.form.get("days", "")
    try:
        with database().work(by) as work:
            issued = create_api_token(
                work, by=by, label=typed_line("label"), days=int(days) if _DAYS.fullmatch(days) else 0
            )
    except Invalid as wrong:
        return _own_page(wrong.errors), 422
    return render_template("accounts/token.html", token=issued.token, label=issued.row.label)


@blueprint.post("/account/tokens/<uuid:token_id>/revoke")
@requires(Permission.ACCOUNT_OWN)
def revoke_token_now(token_id: UUID) -> ResponseReturnValue:
    """Make one of the own tokens worthless."""
    by = current_actor()
    with database().work(by) as work:
        revoke_api_token(work, by=by, token_id=token_id)
    flash(_("The token no longer works."), "success")
    return redirect(url_for("accounts.own"))


def _own_page(errors: Errors) -> str:
    by, found = current_actor(), settings()
    with database().read(by) as work:
        return render_template(
            "accounts/own.html",
            sessions=list_sessions(work, by=by, idle=found.idle_timeout, absolute=found.absolute_timeout),
            tokens=list_api_tokens(work, by=by),
            codes_left=recovery_codes_left(work, by=by),
            places=own_memberships(work, user_id=by.user_id),
            days=TOKEN_DAYS,
            errors=words(errors),
            error_list=error_list(errors),
        )
