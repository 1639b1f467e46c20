"""The web application of a server process."""

from os import environ

from flask import Flask

from casework.app.factory import create_app
from casework.app.opening import open_runtime
from casework.app.settings import current_settings


def application(threads: int) -> Flask:
    """The application with a connection for each thread and a few to spare for read events."""
    return create_app(open_runtime(current_settings(environ), pool_size=threads, max_overflow=threads))
