"""Pages of the accounts of a service, for its manager and the system administrator."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.access.roles import ROLES, Role
from registry.accounts.blueprint import Errors, blueprint, error_list, typed_line, words
from registry.accounts.memberships import end_membership, grant_membership
from registry.accounts.passwords import reset_password
from registry.accounts.queries import find_account, list_accounts
from registry.accounts.scopes import grantable_roles
from registry.accounts.users import NewUser, create_user, disable_user, enable_user, reset_second_factor
from registry.errors import Invalid
from registry.organisations.queries import list_organisations
from registry.web.guard import requires
from registry.web.i18n import OWN_NAMES
from registry.web.runtime import current_actor, database, runtime, settings


@blueprint.get("/users")
@requires(Permission.USER_MANAGE)
def users() -> ResponseReturnValue:
    """The accounts that may be seen."""
    by = current_actor()
    with database().read(by) as work:
        found = list_accounts(work, by=by)
    return render_template("accounts/users.html", users=found)


@blueprint.get("/users/new")
@requires(Permission.USER_MANAGE)
def new_user() -> ResponseReturnValue:
    """The form for a new account."""
    return _new_user_page({})


@blueprint.post("/users")
@requires(Permission.USER_MANAGE)
def create_user_now() -> ResponseReturnValue:
    """Open the account and show its one-time password."""
    by = current_actor()
    try:
        with database().work(by) as work:
            opened = create_user(work, by=by, new=_typed_user(by), passwords=runtime().passwords)
    except Invalid as wrong:
        return _new_user_page(wrong.errors), 422
    return _one_time_page(opened.account.id, opened.account.user_name, opened.one_time_password)


@blueprint.get("/users/<uuid:account_id>")
@requires(Permission.USER_MANAGE)
def user(account_id: UUID) -> ResponseReturnValue:
    """One account: roles, and what may be done with it."""
    return _user_page(account_id, {})


@blueprint.post("/users/<uuid:account_id>/disable")
@requires(Permission.USER_MANAGE)
def disable_user_now(account_id: UUID) -> ResponseReturnValue:
    """Close the account."""
    by = current_actor()
    with database().work(by) as work:
        disable_user(work, by=by, account_id=account_id)
    flash(_("The account is closed."), "success")
    return redirect(url_for("accounts.user", account_id=account_id))


@blueprint.post("/users/<uuid:account_id>/enable")
@requires(Permission.USER_MANAGE)
def enable_user_now(account_id: UUID) -> ResponseReturnValue:
    """Open a closed account again."""
    by = current_actor()
    with database().work(by) as work:
        enable_user(work, by=by, account_id=account_id)
    flash(_("The account is open again."), "success")
    return redirect(url_for("accounts.user", account_id=account_id))


@blueprint.post("/users/<uuid:account_id>/reset-password")
@requires(Permission.USER_MANAGE)
def reset_password_now(account_id: UUID) -> ResponseReturnValue:
    """Make a one-time password and show it once."""
    by = current_actor()
    with database().work(by) as work:
        password = reset_password(work, by=by, account_id=account_id, passwords=runtime().passwords)
        name = find_account(work, by=by, account_id=account_id).user_name
    return _one_time_page(account_id, name, password)


@blueprint.post("/users/<uuid:account_id>/reset-second-factor")
@requires(Permission.ORGANISATION_MANAGE)
def reset_second_factor_now(account_id: UUID) -> ResponseReturnValue:
    """Take the second factor of a lost telephone off."""
    by = current_actor()
    with database().work(by) as work:
        reset_second_factor(work, by=by, account_id=account_id)
    flash(_("At the next sign-in a new second factor will be set up."), "success")
    return redirect(url_for("accounts.user", account_id=account_id))


@blueprint.post("/users/<uuid:account_id>/memberships")
@requires(Permission.USER_MANAGE)
def grant_membership_now(account_id: UUID) -> ResponseReturnValue:
    """Give a role."""
    by = current_actor()
    try:
        with database().work(by) as work:
            grant_membership(work, by=by, account_id=account_id, org_id=_typed_organisation(by), role=_typed_role())
    except Invalid as wrong:
        return _user_page(account_id, wrong.errors), 422
    flash(_("The role is given."), "success")
    return redirect(url_for("accounts.user", account_id=account_id))


@blueprint.post("/users/<uuid:account_id>/memberships/<uuid:membership_id>/end")
@requires(Permission.USER_MANAGE)
def end_membership_now(account_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    """Take a role away."""
    by = current_actor()
    with database().work(by) as work:
        end_membership(work, by=by, membership_id=membership_id)
    flash(_("The role has ended."), "success")
    return redirect(url_for("accounts.user", account_id=account_id))


def _typed_user(by: Actor) -> NewUser:
    form = request.form
    language = form.get("language", "")
    if not typed_line("display_name"):
        raise Invalid({"display_name": ["required"]})
    if language not in settings().languages:
        raise Invalid({"language": ["required"]})
    return NewUser(
        user_name=form.get("user_name", ""),
        display_name=typed_line("display_name")[:120],
        language=language,
        org_id=_typed_organisation(by),
        role=_typed_role(),
    )


def _typed_role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError as error:
        raise Invalid({"role": ["required"]}) from error


def _typed_organisation(by: Actor) -> UUID:
    """The organisation chosen; a manager's form has no choice but the own."""
    typed = request.form.get("organisation")
    if typed is None:
        return by.org_id
    try:
        return UUID(typed)
    except ValueError as error:
        raise Invalid({"organisation": ["required"]}) from error


def _choices(work: Session, by: Actor) -> dict[str, list[tuple[str, str]]]:
    """What the selects of role, organisation and language offer."""
    in_order = (role for role in ROLES if role in grantable_roles(by))
    return {
        "roles": [(role.value, str(ROLES[role].label)) for role in in_order],
        "organisations": [(str(o.id), o.name) for o in list_organisations(work, by=by)],
        "language_options": list(OWN_NAMES.items()),
    }


def _new_user_page(errors: Errors) -> str:
    by = current_actor()
    with database().read(by) as work:
        choices = _choices(work, by)
    return render_template(
        "accounts/new_user.html", typed=request.form, errors=words(errors), error_list=error_list(errors), **choices
    )


def _user_page(account_id: UUID, errors: Errors) -> str:
    by = current_actor()
    with database().read(by) as work:
        found = find_account(work, by=by, account_id=account_id)
        choices = _choices(work, by)
    return render_template(
        "accounts/user.html",
        user=found,
        errors=words(errors),
        error_list=error_list(errors),
        **choices,
    )


def _one_time_page(account_id: UUID, user_name: str, password: str) -> str:
    return render_template(
        "accounts/one_time_password.html", account_id=account_id, user_name=user_name, password=password
    )
