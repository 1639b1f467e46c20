"""Settings that cannot be meant are refused in one line, before anything is started."""

import sys
from pathlib import Path

import pytest

from casework.app import cli
from registry.settings import SettingsError, production_settings

KEYS = ("root", "secret", "pepper", "audit-signing", "audit-mac")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings with which a server would start, but for servers that answer."""
    for number, name in enumerate(KEYS):
        file = tmp_path / f"{name}.key"
        file.write_bytes(bytes(range(number, number + 32)))
        file.chmod(0o400)
    return {
        "DATABASE_URL": "postgresql://u@127.0.0.1:1/x",
        "REDIS_URL": "redis://127.0.0.1:1",
        "BASE_URL": "https://puente.example",
        "SECRETS_DIR": str(tmp_path),
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "http://puente.example"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "ftp://127.0.0.1"),
        ("BASE_URL", "https://[::1"),
        ("BASE_URL", "puente.example"),
        ("DATABASE_URL", "not an address"),
        ("DATABASE_URL", "mysql://h/d"),
        ("DATABASE_URL", " "),
        ("REDIS_URL", "127.0.0.1"),
        ("PUENTE_ENV", "Production"),
        ("SECRETS_DIR", "/nowhere"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused_by_name(
    environment: dict[str, str], tmp_path: Path, name: str, value: str
) -> None:
    production_settings(environment, tmp_path)
    with pytest.raises(SettingsError, match="root.key" if name == "SECRETS_DIR" else name):
        production_settings({**environment, name: value}, tmp_path)


@pytest.mark.parametrize(
    ("command", "server"), [(["user", "list"], "the database"), (["worker"], "the queue")], ids=["database", "queue"]
)
def test_a_server_that_does_not_answer_is_one_line_and_no_traceback(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    server: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["puente", *command])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith(f"puente: {server} does not answer")
    assert "127.0.0.1" not in said


@pytest.mark.parametrize("arguments", [["demo"], ["demo", "--sign-ins"], ["demo", "--sign-ins", "--json"]])
@pytest.mark.parametrize(("name", "value"), [("DATABASE_URL", "postgresql://h/d"), ("PUENTE_ENV", "production")])
def test_the_demo_does_not_exist_beside_production(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: list[str],
    name: str,
    value: str,
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PUENTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["puente", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert f"{name}: is set" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("below", ["", "/folder"])
def test_a_data_folder_that_is_a_file_is_one_line_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, below: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PUENTE_HOME", f"{tmp_path}/file{below}")
    monkeypatch.setattr(sys, "argv", ["puente", "demo", "--port", "8391"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith(f"puente: {tmp_path}/file")
