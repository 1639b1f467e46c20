"""A day of markers through every workflow, and then a search of everything that is left behind: nothing is found."""

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pyotp
import pytest
from redis import Redis

from registry.access.actor import Actor, system_actor
from registry.access.roles import Role
from registry.accounts.users import NewUser, provision_user
from registry.db.work import Database
from registry.organisations.models import OrganisationKind
from registry.organisations.services import NewOrganisation, create_organisation
from registry.security.keys import INSTALLATION
from registry.security.passwords import Passwords
from registry.settings import Settings
from tests.conftest import Servers
from tests.proof.browsing import Browser
from tests.proof.markers import Markers, spellings
from tests.proof.program_day import ProgramDay
from tests.proof.searching import (
    data_files,
    dump_of,
    files_below,
    found_in_bytes,
    found_in_files,
    statements_running,
    valkey_memory,
)
from tests.proof.serving import free_port, production_environment, program, wait_until_served
from tests.proof.whole_day import WholeDay


@dataclass(frozen=True)
class Left:
    """What the day has left behind."""

    day: WholeDay
    markers: Markers
    servers: Servers
    settings: Settings
    folder: Path

    @property
    def database(self) -> str:
        """The name of the day's database."""
        return name_of(self.settings)


def name_of(settings: Settings) -> str:
    """The name of the database that the settings point to."""
    return settings.databases.app.rsplit("/", 1)[1].split("?")[0]


def somebody(database: Database, settings: Settings, password: str, secret: str) -> Actor:
    """A clinician who can sign in."""
    root = system_actor(INSTALLATION)
    passwords = Passwords(settings.secrets.pepper, memory_kib=1024, passes=1)
    with database.work(root) as session:
        new = NewOrganisation("dump", "Centro Norte", OrganisationKind.PROVIDER)
        org_id = create_organisation(session, by=root, new=new).id
        who = NewUser("ana.dump", "Ana", "en", org_id, Role.CLINICIAN)
        account = provision_user(session, by=root, new=who, password=password, totp_secret=secret, passwords=passwords)
        return Actor(user_id=account.id, org_id=org_id, role=Role.CLINICIAN)


@pytest.fixture(scope="module")
def left(servers: Servers, settings: Settings, database: Database, tmp_path_factory: pytest.TempPathFactory) -> Left:
    """The day lived on real processes: web and sequencer while it goes on, a worker at its end."""
    folder, port, markers = tmp_path_factory.mktemp("installation"), free_port(), Markers()
    password = f"{markers.text('password')} and three quiet rivers"
    secret = markers.secret(pyotp.random_base32(), "second-factor secret")
    actor = somebody(database, settings, password, secret)
    env, log = production_environment(settings, folder, port), folder / "logs.txt"
    serving = ["serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    with program(serving, env, log), program(["sequencer"], env, log):
        wait_until_served(port)
        with Browser(port) as browser:
            browser.sign_in("ana.dump", password, pyotp.TOTP(secret).now())
            markers.secret(browser.cookies["puente"], "cookie of the session")
            day = WholeDay(browser, markers, database, actor, password)
            day.live()
            ProgramDay(day).live(servers.services.superuser_url(name_of(settings)))
        time.sleep(2)  # the sequencer looks for jobs once a second
    with program(["worker", "--burst"], env, log) as worker:
        worker.wait(60)
    return Left(day, markers, servers, settings, folder)


def in_dump(left: Left, needles: Mapping[bytes, str]) -> list[str]:
    return found_in_bytes(dump_of(left.servers, left.database), needles)


def in_data_files(left: Left, needles: Mapping[bytes, str]) -> list[str]:
    return found_in_files(data_files(left.servers, left.database), needles)


def in_statements(left: Left, needles: Mapping[bytes, str]) -> list[str]:
    return found_in_bytes(statements_running(left.servers, left.database), needles)


def in_valkey(left: Left, needles: Mapping[bytes, str]) -> list[str]:
    return found_in_bytes(valkey_memory(left.settings.redis_url), needles)


def in_files_of_services(left: Left, needles: Mapping[bytes, str]) -> list[str]:
    return found_in_files(files_below(*(left.servers.folder / name for name in ("logs", "valkey", "journal"))), needles)


def in_files_of_programs(left: Left, needles: Mapping[bytes, str]) -> list[str]:
    return found_in_files(files_below(left.folder), needles)


PLACES: dict[str, Callable[[Left, Mapping[bytes, str]], list[str]]] = {
    "pg_dump": in_dump,
    "data files and write-ahead log": in_data_files,
    "statements": in_statements,
    "memory of Valkey": in_valkey,
    "logs and files of the servers": in_files_of_services,
    "logs, journals and temporary files of the programs": in_files_of_programs,
}


def plant_in_database(left: Left, value: str) -> None:
    with psycopg.connect(left.servers.services.superuser_url(left.database), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS planted (content text)")
        connection.execute("INSERT INTO planted VALUES (%s)", (value,))


def plant_in_valkey(left: Left, value: str) -> None:
    connection = Redis.from_url(left.settings.redis_url)
    connection.hset("planted", "field", value)
    connection.close()
    time.sleep(1.5)  # the append-only file is written once a second


def plant_in_log(left: Left, value: str) -> None:
    with (left.folder / "logs.txt").open("a") as log:
        log.write(f"a line with {value}\n")


PLANTS: dict[str, Callable[[Left, str], None]] = {
    "pg_dump": plant_in_database,
    "data files and write-ahead log": plant_in_database,
    "memory of Valkey": plant_in_valkey,
    "logs and files of the servers": plant_in_valkey,
    "logs, journals and temporary files of the programs": plant_in_log,
}


def test_two_hundred_markers_went_through_every_workflow(left: Left):
    assert len(left.markers.made) >= 200


def test_what_was_recorded_is_there_for_who_may_read_it(left: Left):
    lost = []
    with left.day.database.read(left.day.actor) as session:
        for kind, patient_id, payload in left.day.kept:
            told = left.day.told_by(session, kind, patient_id)
            lost += [f"{kind.name}: {m}" for m in left.markers.made if m in str(payload) and m not in told]
    assert lost == []
    assert len(left.day.kept) > 15


@pytest.mark.parametrize("place", PLACES)
def test_no_marker_is_found_in(left: Left, place: str):
    assert PLACES[place](left, left.markers.needles()) == []


@pytest.mark.parametrize("place", PLANTS)
def test_the_search_finds_what_is_planted_in(left: Left, place: str):
    planted = Markers()
    PLANTS[place](left, planted.text("planted"))
    assert PLACES[place](left, planted.needles()) != []


@pytest.mark.parametrize("how", ["text", "UTF-16", "hexadecimal", "base64"])
def test_the_search_knows_the_spelling(how: str):
    marker, needles = "Zq7spelling", spellings("Zq7spelling")
    written = {
        "text": f"name={marker.upper()};".encode(),
        "UTF-16": f"name={marker}".encode("utf-16"),
        "hexadecimal": f"\\x{b'abc'.hex()}{marker.encode().hex()}".encode(),
        "base64": b64encode(b"more" + marker.encode() + b"after"),
    }
    assert found_in_bytes(written[how], needles) == [how]
