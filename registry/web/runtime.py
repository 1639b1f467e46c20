"""What a page needs from the running program: settings, database, passwords, queue; and who is asking."""

from dataclasses import dataclass
from uuid import uuid4

from flask import Flask, current_app, g
from flask_login import current_user

from registry.access.actor import Actor
from registry.db.work import Database
from registry.errors import NotSignedIn
from registry.security.passwords import Passwords
from registry.settings import Settings

EXTENSION = "puente"


@dataclass(frozen=True, slots=True)
class Runtime:
    """Built once by the factory."""

    settings: Settings
    database: Database
    passwords: Passwords


def install(app: Flask, runtime: Runtime) -> None:
    """Make the runtime reachable from the app's requests."""
    app.extensions[EXTENSION] = runtime


def runtime() -> Runtime:
    """The runtime of the app that serves this request."""
    found: Runtime = current_app.extensions[EXTENSION]
    return found


def database() -> Database:
    """The database of this request's app."""
    return runtime().database


def settings() -> Settings:
    """The settings of this request's app."""
    return runtime().settings


def current_actor() -> Actor:
    """Who is asking: the bearer of an API token, or the one signed in. NotSignedIn when nobody is."""
    bearer: Actor | None = g.get("bearer")
    if bearer is not None:
        return bearer
    actor: Actor | None = getattr(current_user, "actor", None)
    if actor is None:
        raise NotSignedIn
    return actor


def request_id() -> str:
    """An id for this request, shown on error pages and kept in logs and audit."""
    if "request_id" not in g:
        g.request_id = uuid4().hex
    found: str = g.request_id
    return found
