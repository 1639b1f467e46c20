"""The note of a running data folder, for processes that share its servers. Light: it imports no database driver."""

import json
from dataclasses import dataclass

from registry.services.paths import Home
from registry.services.processes import start_time
from registry.services.urls import Urls


@dataclass(frozen=True)
class RunInfo:
    """What another process needs to share the servers of a data folder."""

    pid: int
    postgres_pid: int
    valkey_pid: int
    urls: Urls


def running(home: Home) -> RunInfo | None:
    """The services of this folder if the process that owns them lives, else None."""
    try:
        note = json.loads(home.run_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    begun = start_time(note["pid"])
    if begun is None or begun != note["start_time"]:
        return None
    return RunInfo(
        pid=note["pid"],
        postgres_pid=note["postgres_pid"],
        valkey_pid=note["valkey_pid"],
        urls=Urls(database_urls=note["database_urls"], valkey=note["valkey_url"]),
    )
