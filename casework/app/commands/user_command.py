"""`puente user`: accounts, from the server's own command line."""

import json
from os import environ
from uuid import UUID

import click
from sqlalchemy import select

from casework.app.opening import open_runtime
from casework.app.settings import current_settings
from registry.access.actor import Actor, system_actor
from registry.access.roles import Role
from registry.accounts.api_tokens import create_api_token
from registry.accounts.memberships import grant_membership
from registry.accounts.models import Membership, UserAccount
from registry.accounts.passwords import reset_password
from registry.accounts.users import NewUser, create_user, disable_user, enable_user, reset_second_factor
from registry.errors import Invalid, NotFound
from registry.organisations.models import Organisation, OrganisationKind
from registry.organisations.services import NewOrganisation, create_organisation
from registry.security.keys import INSTALLATION
from registry.settings import LANGUAGES
from registry.web.runtime import Runtime

ROLES = click.Choice([role.value for role in Role if role is not Role.SYSTEM])
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.group("user", help="Make and look after accounts.")
def command() -> None:
    """Accounts are also kept on the pages; this is for the first one and for a lost key."""


def _runtime() -> Runtime:
    return open_runtime(current_settings(environ), pool_size=1)


def _root() -> Actor:
    return system_actor(INSTALLATION)


def _say(values: dict[str, str], as_json: bool) -> None:
    click.echo(json.dumps(values) if as_json else "\n".join(f"{name}: {value}" for name, value in values.items()))


def _organisation_id(runtime: Runtime, code: str) -> UUID:
    with runtime.database.read(_root()) as session:
        found = session.scalar(select(Organisation.id).where(Organisation.code == code))
    if found is None:
        raise click.ClickException(f"--organisation {code}: there is no organisation with this code")
    return found


def _account_id(runtime: Runtime, user_name: str) -> UUID:
    with runtime.database.read(_root()) as session:
        found = session.scalar(select(UserAccount.id).where(UserAccount.user_name == user_name.lower()))
    if found is None:
        raise click.ClickException(f"{user_name}: there is no account with this name")
    return found


@command.command("organisation", help="Enter an organisation, with its keys.")
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in OrganisationKind]), required=True)
@_AS_JSON
def organisation(code: str, name: str, kind: str, as_json: bool) -> None:
    """An organisation must be there before its people."""
    runtime = _runtime()
    try:
        with runtime.database.work(_root()) as session:
            made = create_organisation(session, by=_root(), new=NewOrganisation(code, name, OrganisationKind(kind)))
            values = {"organisation": made.code, "id": str(made.id)}
    except Invalid as error:
        raise click.ClickException(str(error)) from error
    _say(values, as_json)


@command.command("create", help="Open an account and print its one-time password.")
@click.argument("user_name")
@click.option("--name", required=True, help="Name shown beside what they do.")
@click.option("--role", type=ROLES, required=True)
@click.option("--organisation", "code", required=True, help="Code of the organisation.")
@click.option("--language", type=click.Choice(LANGUAGES), default="es", show_default=True)
@_AS_JSON
def create(user_name: str, name: str, role: str, code: str, language: str, as_json: bool) -> None:
    """The password must be changed, and a second factor set up, at the first sign-in."""
    runtime = _runtime()
    new = NewUser(user_name.lower(), name, language, _organisation_id(runtime, code), Role(role))
    try:
        with runtime.database.work(_root()) as session:
            opened = create_user(session, by=_root(), new=new, passwords=runtime.passwords)
            values = {"user_name": opened.account.user_name, "one_time_password": opened.one_time_password}
    except Invalid as error:
        raise click.ClickException(str(error)) from error
    _say(values, as_json)


@command.command("grant", help="Give an account a role in an organisation.")
@click.argument("user_name")
@click.option("--role", type=ROLES, required=True)
@click.option("--organisation", "code", required=True)
def grant(user_name: str, role: str, code: str) -> None:
    """A person may have several memberships."""
    runtime = _runtime()
    account_id, org_id = _account_id(runtime, user_name), _organisation_id(runtime, code)
    try:
        with runtime.database.work(_root()) as session:
            grant_membership(session, by=_root(), account_id=account_id, org_id=org_id, role=Role(role))
    except Invalid as error:
        raise click.ClickException(str(error)) from error
    click.echo("done")


@command.command("reset-password", help="Print a new one-time password; the second factor stays.")
@click.argument("user_name")
@_AS_JSON
def new_password(user_name: str, as_json: bool) -> None:
    """For somebody who has forgotten theirs."""
    runtime = _runtime()
    account_id = _account_id(runtime, user_name)
    with runtime.database.work(_root()) as session:
        password = reset_password(session, by=_root(), account_id=account_id, passwords=runtime.passwords)
    _say({"user_name": user_name, "one_time_password": password}, as_json)


@command.command("reset-second-factor", help="Let somebody set their second factor up anew.")
@click.argument("user_name")
def new_second_factor(user_name: str) -> None:
    """For a lost telephone."""
    runtime = _runtime()
    account_id = _account_id(runtime, user_name)
    with runtime.database.work(_root()) as session:
        reset_second_factor(session, by=_root(), account_id=account_id)
    click.echo("done")


@command.command("disable", help="Close an account; its sessions end at once.")
@click.argument("user_name")
def disable(user_name: str) -> None:
    """The account's traces stay."""
    runtime = _runtime()
    account_id = _account_id(runtime, user_name)
    with runtime.database.work(_root()) as session:
        disable_user(session, by=_root(), account_id=account_id)
    click.echo("done")


@command.command("enable", help="Open a closed account again.")
@click.argument("user_name")
def enable(user_name: str) -> None:
    """Its memberships are as they were."""
    runtime = _runtime()
    account_id = _account_id(runtime, user_name)
    with runtime.database.work(_root()) as session:
        enable_user(session, by=_root(), account_id=account_id)
    click.echo("done")


@command.command("token", help="Print an API token that acts as an account in an organisation.")
@click.argument("user_name")
@click.option("--organisation", "code", required=True)
@click.option("--label", default="command line", show_default=True)
@click.option("--days", type=click.IntRange(1, 365), default=30, show_default=True)
@_AS_JSON
def token(user_name: str, code: str, label: str, days: int, as_json: bool) -> None:
    """The token is shown once."""
    runtime = _runtime()
    account_id, org_id = _account_id(runtime, user_name), _organisation_id(runtime, code)
    with runtime.database.read(_root()) as session:
        query = select(Membership.role).where(Membership.user_id == account_id, Membership.org_id == org_id)
        role = session.scalar(query.where(Membership.ended_at.is_(None)).limit(1))
    if role is None:
        raise click.ClickException(f"{user_name}: has no membership in {code}")
    actor = Actor(user_id=account_id, org_id=org_id, role=Role(role))
    try:
        with runtime.database.work(actor) as session:
            issued = create_api_token(session, by=actor, label=label, days=days)
    except (Invalid, NotFound) as error:
        raise click.ClickException(str(error) or "refused") from error
    _say({"token": issued.token}, as_json)


@command.command("list", help="List the accounts.")
@_AS_JSON
def list_accounts(as_json: bool) -> None:
    """Names, roles and organisations."""
    runtime = _runtime()
    query = (
        select(UserAccount.user_name, Membership.role, Organisation.code, UserAccount.disabled_at)
        .join(Membership, Membership.user_id == UserAccount.id)
        .join(Organisation, Organisation.id == Membership.org_id)
        .where(Membership.ended_at.is_(None))
        .order_by(UserAccount.user_name)
    )
    with runtime.database.read(_root()) as session:
        rows = [
            {"user_name": name, "role": role, "organisation": code, "disabled": closed is not None}
            for name, role, code, closed in session.execute(query)
        ]
    if as_json:
        click.echo(json.dumps(rows))
    for row in [] if as_json else rows:
        click.echo(
            f"{row['user_name']:<24} {row['role']:<26} {row['organisation']}{' (closed)' if row['disabled'] else ''}"
        )
