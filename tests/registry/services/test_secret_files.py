"""The secret files: private, made once, never replaced."""

import stat
import threading
from pathlib import Path

import pytest

from registry.services.errors import ServiceError
from registry.services.paths import Home
from registry.services.secrets import Secrets, load_or_create


def test_secrets_are_the_same_the_second_time(home: Home) -> None:
    assert load_or_create(home) == load_or_create(home)


def test_two_folders_have_no_secret_in_common(home: Home) -> None:
    first, second = load_or_create(Home(home.root / "a")), load_or_create(Home(home.root / "b"))
    assert not set(_values(first)) & set(_values(second))
    assert len(set(_values(first))) == len(_values(first))


def test_every_file_is_readable_by_its_owner_alone(home: Home) -> None:
    load_or_create(home)
    files = list(home.secrets.iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o400}
    assert stat.S_IMODE(home.secrets.stat().st_mode) == 0o700
    assert {"secret.key", "root.key", "audit-signing.key", "pepper.key"} <= {file.name for file in files}


def test_repr_shows_no_secret(home: Home) -> None:
    secrets = load_or_create(home)
    shown = repr(secrets)
    assert secrets.valkey_password not in shown
    assert repr(secrets.root_key) not in shown
    assert not any(password in shown for password in secrets.database_passwords.values())


def test_a_secret_that_others_can_read_is_refused(home: Home) -> None:
    load_or_create(home)
    (home.secrets / "root.key").chmod(0o444)
    with pytest.raises(ServiceError, match=r"root\.key has mode 0444"):
        load_or_create(home)


def test_a_key_of_the_wrong_length_is_refused(home: Home) -> None:
    load_or_create(home)
    _replace(home.secrets / "root.key", b"short")
    with pytest.raises(ServiceError, match="holds 5 bytes"):
        load_or_create(home)


def test_a_lost_key_is_not_replaced_while_a_database_is_sealed_with_it(home: Home) -> None:
    load_or_create(home)
    home.pgdata.mkdir()
    (home.pgdata / "PG_VERSION").write_text("18\n", encoding="ascii")
    (home.secrets / "root.key").unlink()
    with pytest.raises(ServiceError, match="put it back from the backup"):
        load_or_create(home)
    assert not (home.secrets / "root.key").exists()


def test_starters_at_the_same_moment_agree_on_one_secret(home: Home) -> None:
    found: list[Secrets] = []
    starters = [threading.Thread(target=lambda: found.append(load_or_create(home))) for _ in range(8)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert len(found) == 8
    assert all(secrets == found[0] for secrets in found)
    assert not list(home.secrets.glob(".*"))


def _values(secrets: Secrets) -> list[object]:
    keys = [secrets.secret_key, secrets.root_key, secrets.audit_signing_key, secrets.pepper_key]
    return [*secrets.database_passwords.values(), secrets.valkey_password, *keys]


def _replace(path: Path, value: bytes) -> None:
    path.unlink()
    path.write_bytes(value)
    path.chmod(0o400)
