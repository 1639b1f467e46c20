"""Pages of the sign-in: password, second factor, membership; sign-out and language."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from registry.access.actor import Actor
from registry.accounts.blueprint import blueprint, not_right, page_of_step, typed_line
from registry.accounts.browsers import browser_family
from registry.accounts.lockout import Attempt
from registry.accounts.login import acting, enter, expired_owner, half_signed_in, leave, nobody, web_session
from registry.accounts.next_page import local_page
from registry.accounts.sign_in import (
    SignInForm,
    confirm_recovery_code,
    confirm_second_factor,
    sign_in_with_password,
    sign_out,
)
from registry.accounts.signed_in import BOTH_FACTORS, OpenSession
from registry.accounts.users import set_language
from registry.errors import NotFound
from registry.web.guard import public
from registry.web.limits import limited
from registry.web.runtime import database, runtime, settings

_BEFORE = "nobody is signed in before this"
TRIES = "120 per minute"
"""From one address, which a whole clinic may share; what is wrong is counted far more strictly (lockout)."""


@blueprint.get("/sign-in")
@public(_BEFORE)
def sign_in() -> ResponseReturnValue:
    """The first step, or whatever the sign-in under way still wants."""
    wanted = request.args.get("next")
    if current_user.is_authenticated:
        return redirect(local_page(wanted))
    half = half_signed_in()
    if half is not None and "again" not in request.args:
        return redirect(page_of_step(half, wanted))
    return render_template("accounts/sign_in.html", next=local_page(wanted, ""), expired=expired_owner() is not None)


@blueprint.post("/sign-in")
@public(_BEFORE)
@limited(TRIES)
def sign_in_now() -> ResponseReturnValue:
    """Check name and password."""
    form = SignInForm(
        user_name=typed_line("user_name"),
        password=request.form.get("password", ""),
        browser=browser_family(request.user_agent.string),
        address=request.remote_addr,
    )
    by, found = nobody(), runtime()
    with found.database.work(by) as work:
        token = sign_in_with_password(
            work, by=by, form=form, passwords=found.passwords, secret=found.settings.secrets.session_key
        )
    wanted = local_page(request.form.get("next"), "")
    if token is None:
        page = render_template("accounts/sign_in.html", next=wanted, expired=False, error_list=not_right())
        return page, 401
    return redirect(page_of_step(enter(token), wanted or None))


@blueprint.get("/sign-in/code")
@public(_BEFORE)
def code() -> ResponseReturnValue:
    """Ask for the code of the authenticator app."""
    half = _wanting_factor()
    return _lost() if half is None else render_template("accounts/code.html", next=_next())


@blueprint.post("/sign-in/code")
@public(_BEFORE)
@limited(TRIES)
def code_now() -> ResponseReturnValue:
    """Check the code."""
    half, by = _wanting_factor(), nobody()
    if half is None:
        return _lost()
    typed = request.form.get("code", "")
    try:
        with database().work(by) as work:
            token = confirm_second_factor(work, by=by, token=_token(), code=typed, attempt=attempt_of(half))
    except NotFound:
        return _lost()
    return _after_factor(token, "accounts/code.html")


@blueprint.get("/sign-in/recovery")
@public(_BEFORE)
def recovery() -> ResponseReturnValue:
    """Ask for a recovery code."""
    half = _wanting_factor()
    return _lost() if half is None else render_template("accounts/recovery.html", next=_next())


@blueprint.post("/sign-in/recovery")
@public(_BEFORE)
@limited(TRIES)
def recovery_now() -> ResponseReturnValue:
    """Check the recovery code."""
    half, by = _wanting_factor(), nobody()
    if half is None:
        return _lost()
    try:
        with database().work(by) as work:
            token = confirm_recovery_code(
                work,
                by=by,
                token=_token(),
                code=request.form.get("code", ""),
                attempt=attempt_of(half),
                passwords=runtime().passwords,
            )
    except NotFound:
        return _lost()
    return _after_factor(token, "accounts/recovery.html")


@blueprint.post("/sign-out")
@public("somebody whose session has just ended may still press the button")
def sign_out_now() -> ResponseReturnValue:
    """End the session, here and in every copy of its cookie."""
    token, by = web_session().token, acting()
    if token is not None:
        try:
            with database().work(by) as work:
                sign_out(work, by=by, token=token)
        except NotFound:
            pass  # ended meanwhile by time or from elsewhere: what was wanted is so
    leave()
    return redirect(url_for("accounts.sign_in"))


@blueprint.post("/language")
@public("the sign-in page has the switch too")
def language() -> ResponseReturnValue:
    """Change the language of the screens; kept with the account when somebody is signed in."""
    chosen = request.form.get("language", "")
    if chosen in settings().languages:
        session["language"] = chosen
        actor: Actor | None = getattr(current_user, "actor", None)
        if actor is not None:
            with database().work(actor) as work:
                set_language(work, by=actor, language=chosen)
    return redirect(_came_from())


def attempt_of(half: OpenSession) -> Attempt:
    """Under which name and address a wrong code counts."""
    return Attempt.of(settings().secrets.session_key, half.user_name, request.remote_addr)


def _wanting_factor() -> OpenSession | None:
    """The sign-in under way that has a second factor to show."""
    half = half_signed_in()
    return half if half is not None and half.factors < BOTH_FACTORS and half.has_second_factor else None


def _after_factor(token: str | None, template: str) -> ResponseReturnValue:
    if token is None:
        wrong = [("code", _("This code is not right, or it was used already."))]
        return render_template(template, next=_next(), error_list=wrong), 401
    return redirect(page_of_step(enter(token), _next() or None))


def _lost() -> ResponseReturnValue:
    """The sign-in under way took too long or was ended: begin again."""
    flash(_("Signing in took too long. Please begin again."), "info")
    return redirect(url_for("accounts.sign_in", next=_next() or None, again=1))


def _next() -> str:
    return local_page(request.values.get("next"), "")


def _token() -> str:
    return web_session().token or ""


def _came_from() -> str:
    """The page that the switch was on, if it can be asked for again."""
    path = local_page(request.args.get("next"))
    try:
        adapter = current_app.create_url_adapter(request)
        if adapter is not None:
            adapter.match(path, method="GET")
    except HTTPException:
        return "/"
    return path
