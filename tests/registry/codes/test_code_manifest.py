"""The manifest notices a list that was changed without a new version."""

import json
import shutil
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from registry.codes.code import LANGUAGES
from registry.codes.lists import code_list, list_names
from registry.codes.manifest import MANIFEST, digest, manifest, renew

DATA = files("registry.codes") / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with as_file(DATA) as data:
        shutil.copytree(data, tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.parametrize("name", list_names())
def test_list_is_the_one_the_manifest_was_written_for(name: str) -> None:
    assert digest(f"{name}.csv") == manifest().lists[name].sha256


def test_tables_are_the_ones_the_manifest_was_written_for() -> None:
    assert {name: digest(name) for name in manifest().tables} == dict(manifest().tables)


def test_every_file_is_in_the_manifest() -> None:
    shipped = {item.name for item in DATA.iterdir()}
    assert shipped == {f"{name}.csv" for name in list_names()} | set(manifest().tables) | {MANIFEST}


def test_lists_carry_the_version_date() -> None:
    assert code_list("substances").version == manifest().version
    assert date.fromisoformat(manifest().version) >= date(2026, 11, 22)


def test_renewed_manifest_has_the_new_date_and_the_new_digest(folder: Path) -> None:
    path = folder / "routes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Sniff / snort", "Snort"), encoding="utf-8")
    before = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    renew(folder, date(2027, 1, 1))
    after = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert after["version"] == "2027-01-01"
    changed = [name for name in before["lists"] if before["lists"][name] != after["lists"][name]]
    assert changed == ["routes"]
    assert after["tables"] == before["tables"]


def test_renewing_an_unchanged_folder_keeps_the_file_as_it_was(folder: Path) -> None:
    before = (folder / MANIFEST).read_text(encoding="utf-8")
    renew(folder, date.fromisoformat(manifest().version))
    assert (folder / MANIFEST).read_text(encoding="utf-8") == before


def test_languages_of_the_lists_are_the_four_of_the_program() -> None:
    assert LANGUAGES == ("en", "es", "fr", "pt")
