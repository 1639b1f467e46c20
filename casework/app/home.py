"""The first page of each role, and small technical answers."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from registry.access.permissions import Permission
from registry.web.guard import public, requires
from registry.web.runtime import current_actor, database

blueprint = Blueprint("home", __name__, template_folder="templates")

_FIRST_PAGES = (
    (Permission.CASELOAD_VIEW, "caseload.show"),
    (Permission.COURT_LIST_VIEW, "home.court"),
    (Permission.RELEASE_VIEW, "home.releases"),
    (Permission.PATIENT_SEARCH, "people.search"),
    (Permission.ORGANISATION_MANAGE, "accounts.organisations"),
)


@blueprint.get("/")
@requires(Permission.ACCOUNT_OWN)
def first() -> ResponseReturnValue:
    """Lead to the page where this role's day starts."""
    actor = current_actor()
    for permission, endpoint in _FIRST_PAGES:
        if actor.may(permission):
            return redirect(url_for(endpoint))
    return redirect(url_for("accounts.own"))


@blueprint.get("/court-list")
@requires(Permission.COURT_LIST_VIEW)
def court() -> ResponseReturnValue:
    """People whom a consent or an order lets this liaison officer follow."""
    return render_template("home/court.html")


@blueprint.get("/releases")
@requires(Permission.RELEASE_VIEW)
def releases() -> ResponseReturnValue:
    """Figures released to this health board."""
    return render_template("home/releases.html")


@blueprint.post("/alive")
@requires(Permission.ACCOUNT_OWN)
def alive() -> ResponseReturnValue:
    """Keep the session open: somebody is still at the screen."""
    return "", 204


@blueprint.get("/healthz")
@public("a load balancer asks without an account")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public("a load balancer asks without an account")
def readyz() -> ResponseReturnValue:
    """The process can reach its database."""
    with database().engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return {"status": "ready"}
