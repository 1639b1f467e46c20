"""The manifest of the code lists: one version date for all, and a digest that shows when a list was changed.

A list never changes silently: whoever edits a file runs `python -m registry.codes.manifest YYYY-MM-DD`,
which records the new digests under the new version date; the tests compare both.
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

MANIFEST = "VERSION.json"


@dataclass(frozen=True, slots=True)
class Entry:
    sha256: str
    export_only: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """`lists` are code lists in the common form; `tables` are the other files shipped beside them."""

    version: str
    lists: Mapping[str, Entry]
    tables: Mapping[str, str]


def read_data(file_name: str) -> str:
    """Text of a file shipped with this package."""
    return (files("registry.codes") / "data" / file_name).read_text(encoding="utf-8")


def digest(file_name: str) -> str:
    """SHA-256 of a shipped file, in hexadecimal, over its UTF-8 text."""
    return hashlib.sha256(read_data(file_name).encode("utf-8")).hexdigest()


@cache
def manifest() -> Manifest:
    raw = json.loads(read_data(MANIFEST))
    lists = {name: Entry(entry["sha256"], entry["export_only"]) for name, entry in raw["lists"].items()}
    return Manifest(raw["version"], MappingProxyType(lists), MappingProxyType(raw["tables"]))


def renew(folder: Path, version: date) -> None:
    """Write the manifest of the files in `folder` anew; lists keep their `export_only` mark."""
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, entry in raw["lists"].items():
        entry["sha256"] = _digest_of(folder / f"{name}.csv")
    raw["tables"] = {name: _digest_of(folder / name) for name in raw["tables"]}
    raw["version"] = version.isoformat()
    (folder / MANIFEST).write_text(json.dumps(raw, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_text(encoding="utf-8").encode("utf-8")).hexdigest()


if __name__ == "__main__":
    renew(Path(__file__).parent / "data", date.fromisoformat(sys.argv[1]))
