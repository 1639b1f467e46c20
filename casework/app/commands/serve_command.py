"""`puente serve`: the web server."""

import importlib
import multiprocessing
import sys
from os import environ
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from casework.app.settings import current_settings


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with threads, configured here and nowhere else."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """In the worker process: the process that only watches over it imports none of the program."""
        return importlib.import_module("casework.app.web").application(self._options["threads"])


@click.command("serve", help="Serve the pages.")
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to listen on.")
@click.option("--workers", type=click.IntRange(1, 32), default=None, help="Processes. [default: cores, at most 4]")
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Threads in each process.")
def command(bind: str, workers: int | None, threads: int) -> None:
    """Serve until SIGTERM."""
    current_settings(environ)
    options = {
        "bind": bind,
        "workers": workers or min(multiprocessing.cpu_count(), 4),
        "threads": threads,
        "worker_class": "gthread",
        "worker_tmp_dir": "/dev/shm" if sys.platform == "linux" else None,  # noqa: S108  a heartbeat file, no data
        "accesslog": None,
        "loglevel": "warning",
        "graceful_timeout": 5,
        "timeout": 60,
        "control_socket_disable": True,
    }
    _Server(options).run()
