"""The data folder: where it is, and that its sockets always fit."""

import os
import stat
from pathlib import Path

import pytest

from registry.services.errors import ServiceError
from registry.services.paths import LONGEST_SOCKET_PATH, SYSTEM_HOME, Home
from registry.services.unprivileged import Account, blocked_at, database_account

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes account")


def test_the_variable_names_the_folder(tmp_path: Path) -> None:
    assert Home.resolve({"PUENTE_HOME": str(tmp_path / "here")}).root == tmp_path.resolve() / "here"


def test_without_the_variable_the_folder_is_in_the_current_directory(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.root.chmod(0o755)
    monkeypatch.chdir(home.root)
    assert Home.resolve({}).root == home.root.resolve() / ".puente"


@as_root
def test_root_in_a_private_directory_gets_the_system_folder(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.root)
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700
    assert Home.resolve({}).root == SYSTEM_HOME


@as_root
def test_a_named_folder_out_of_reach_is_refused_with_the_directory_in_the_way(home: Home) -> None:
    account = database_account(home.pgdata)
    assert account is not None
    with pytest.raises(ServiceError, match=f"may not enter {home.root}"):
        Home(home.root / "below").prepare(account)
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700


def test_reach_is_judged_by_owner_group_and_others_in_that_order(home: Home) -> None:
    owner = home.root.stat()
    home.root.chmod(0o070)
    assert blocked_at(Account("the owner", owner.st_uid, owner.st_gid), home.root) == home.root
    assert blocked_at(Account("a member", owner.st_uid + 1, owner.st_gid), home.root) is None
    assert blocked_at(Account("a stranger", owner.st_uid + 1, owner.st_gid + 1), home.root) == home.root
    home.root.chmod(0o700)


def test_a_short_folder_keeps_its_sockets_in_itself(home: Home) -> None:
    home.prepare(None)
    assert home.run == home.root / "run"
    assert stat.S_IMODE(home.run.stat().st_mode) == 0o700


def test_a_long_folder_keeps_its_sockets_in_a_short_private_one_that_others_find(home: Home) -> None:
    deep = Home(home.root / ("a" * 60) / ("b" * 60))
    deep.prepare(None)
    run = deep.run
    assert len(os.fsencode(run / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
    assert stat.S_IMODE(run.stat().st_mode) == 0o700
    assert Home(deep.root).run == run
    deep.prepare(None)
    assert deep.run == run
    run.rmdir()


def test_a_short_directory_that_became_public_is_not_used_again(home: Home) -> None:
    deep = Home(home.root / ("a" * 60) / ("b" * 60))
    deep.prepare(None)
    first = deep.run
    first.chmod(0o777)
    with pytest.raises(ServiceError, match="no socket directory"):
        _ = deep.run
    deep.prepare(None)
    assert deep.run != first
    deep.run.rmdir()
    first.rmdir()
