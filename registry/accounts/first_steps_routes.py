"""Pages that a first sign-in goes through: second factor, own password, membership; and the switch of membership."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from registry.accounts.blueprint import blueprint, error_list, page_of_step, words
from registry.accounts.login import acting, enter, half_signed_in, nobody, web_session
from registry.accounts.next_page import local_page
from registry.accounts.own_second_factor import offer_second_factor, set_up_second_factor
from registry.accounts.passwords import change_password
from registry.accounts.queries import own_memberships
from registry.accounts.second_factor import SecondFactorOffer
from registry.accounts.sign_in import choose_membership, finish_first_set_up
from registry.accounts.sign_in_routes import TRIES, attempt_of
from registry.accounts.signed_in import BOTH_FACTORS, OpenSession
from registry.errors import Invalid
from registry.web.guard import public
from registry.web.limits import limited
from registry.web.runtime import database, runtime

OFFER = "second_factor_offer"
_HALF = "part of signing in: the view asks for the session with one factor itself"


@blueprint.get("/sign-in/second-factor")
@public(_HALF)
def first_second_factor() -> ResponseReturnValue:
    """Set up the first second factor; nothing else opens before."""
    half = _without_factor()
    if half is None:
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/first_second_factor.html", next=_next(), offer=current_offer())


@blueprint.post("/sign-in/second-factor")
@public(_HALF)
@limited(TRIES)
def first_second_factor_now() -> ResponseReturnValue:
    """Confirm it with a code, and show the recovery codes."""
    half, by = _without_factor(), acting()
    sealed = web_session().get(OFFER)
    if half is None or sealed is None:
        return redirect(url_for("accounts.sign_in"))
    try:
        with database().work(by) as work:
            done = set_up_second_factor(
                work,
                by=by,
                token=web_session().token or "",
                sealed=bytes.fromhex(sealed),
                code=request.form.get("code", ""),
                password=None,
                passwords=runtime().passwords,
            )
            token = finish_first_set_up(work, by=nobody(), token=done.token, attempt=attempt_of(half))
    except Invalid as wrong:
        page = render_template(
            "accounts/first_second_factor.html",
            next=_next(),
            offer=current_offer(),
            error_list=error_list(wrong.errors),
        )
        return page, 422
    onward = page_of_step(enter(token), _next() or None)
    return render_template("accounts/recovery_codes.html", codes=done.recovery_codes, onward=onward)


@blueprint.get("/sign-in/password")
@public(_HALF)
def first_password() -> ResponseReturnValue:
    """Choose a password of one's own in place of the one that was given."""
    half = half_signed_in()
    if half is None or half.factors < BOTH_FACTORS:
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/first_password.html", next=_next(), errors={})


@blueprint.post("/sign-in/password")
@public(_HALF)
@limited(TRIES)
def first_password_now() -> ResponseReturnValue:
    """Keep the new password."""
    half = half_signed_in()
    if half is None or half.factors < BOTH_FACTORS:
        return redirect(url_for("accounts.sign_in"))
    try:
        opened = enter(changed_password())
    except Invalid as wrong:
        page = render_template(
            "accounts/first_password.html",
            next=_next(),
            errors=words(wrong.errors),
            error_list=error_list(wrong.errors),
        )
        return page, 422
    return redirect(page_of_step(opened, _next() or None))


@blueprint.get("/account/membership")
@public("somebody who works in several places chooses one before anything opens; the view asks for both factors")
def membership() -> ResponseReturnValue:
    """The places somebody may work in: to choose one, or to change to another."""
    opened = web_session().opened
    if opened is None or opened.factors < BOTH_FACTORS or opened.must_change_password:
        return redirect(url_for("accounts.sign_in"))
    by, layout = acting(), "layout.html" if current_user.is_authenticated else "layout_bare.html"
    with database().read(by) as work:
        places = own_memberships(work, user_id=opened.user_id)
        return render_template(
            "accounts/membership.html", next=_next(), places=places, chosen=opened.membership_id, layout=layout
        )


@blueprint.post("/account/membership")
@public("somebody who works in several places chooses one before anything opens; the service asks for both factors")
def membership_now() -> ResponseReturnValue:
    """Act in another of the own memberships from now on, under a new token."""
    opened, by = web_session().opened, nobody()
    if opened is None or opened.factors < BOTH_FACTORS or opened.must_change_password:
        return redirect(url_for("accounts.sign_in"))
    with database().work(by) as work:
        wanted = _identifier(request.form.get("membership"))
        token = choose_membership(work, by=by, token=web_session().token or "", membership_id=wanted)
    return redirect(page_of_step(enter(token), _next() or None))


def changed_password() -> str:
    """Change the password as the form says; the session's new token. Invalid names what is wrong."""
    by, form = acting(), request.form
    if form.get("new_password", "") != form.get("new_password_again", ""):
        raise Invalid({"new_password_again": ["passwords_differ"]})
    with database().work(by) as work:
        return change_password(
            work,
            by=by,
            token=web_session().token or "",
            old=form.get("old_password", ""),
            new=form.get("new_password", ""),
            passwords=runtime().passwords,
        )


def current_offer() -> SecondFactorOffer:
    """The secret offered in this session, the same on every showing of the page."""
    by, session = acting(), web_session()
    kept = session.get(OFFER)
    with database().work(by) as work:
        sealed = None if kept is None else bytes.fromhex(kept)
        offer = offer_second_factor(work, by=by, token=session.token or "", sealed=sealed)
    if kept is None:
        session[OFFER] = offer.sealed.hex()
    return offer


def _without_factor() -> OpenSession | None:
    half = half_signed_in()
    return half if half is not None and half.factors < BOTH_FACTORS and not half.has_second_factor else None


def _next() -> str:
    return local_page(request.values.get("next"), "")


def _identifier(typed: str | None) -> UUID:
    try:
        return UUID(typed or "")
    except ValueError as error:
        raise Invalid({"membership": ["required"]}) from error
