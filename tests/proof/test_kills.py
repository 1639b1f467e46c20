"""Kill -9 of web, worker, sequencer and PostgreSQL in turn while people and programs write.

What was acknowledged is there, once; every record has its event; every gap in the log is reported.
"""

import json
import os
import re
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pyotp
import pytest

from registry.accounts.api_tokens import PREFIX
from tests.proof.browsing import Browser
from tests.proof.clients import Client, FormClient, ProgramClient
from tests.proof.running_stack import PROGRAMS, Stack
from tests.proof.serving import free_port

pytestmark = pytest.mark.drill

KILLS = int(os.environ.get("PUENTE_KILLS", "20"))
LOAD_SECONDS = 1.0
_TOKEN = re.compile(PREFIX + "[A-Za-z0-9_-]{20,}")


@dataclass
class Aftermath:
    """What is there when everything has been killed, has come back, and has been started anew."""

    clients: list[Client]
    killed: list[tuple[str, int]]
    left_processes: list[int]
    records: list[dict[str, Any]]
    events: list[dict[str, Any]]
    report: dict[str, Any]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    folder = Path(tempfile.mkdtemp(prefix="puente-kills-"))
    folder.chmod(0o755)
    made = Stack(folder / "home", free_port())
    made.start()
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def aftermath(stack: Stack) -> Aftermath:
    stop = threading.Event()
    clients, token = four_clients(stack, stop)
    for client in clients:
        client.start()
    for turn in range(KILLS):
        time.sleep(LOAD_SECONDS)
        stack.kill(PROGRAMS[turn % len(PROGRAMS)], turn // len(PROGRAMS))
    time.sleep(LOAD_SECONDS)
    stop.set()
    for client in clients:
        client.join(120)
    left = stack.stop()
    stack.start()  # a sequencer looks at the journals of those who have ended when it begins
    wait_until_numbered(stack)
    records = [record for client in clients for record in diagnoses(stack, client.patient_id, token)]
    return Aftermath(clients, stack.killed, left, records, events(stack), verified(stack))


def four_clients(stack: Stack, stop: threading.Event) -> tuple[list[Client], str]:
    """Two people at forms and two programs, of two roles in one service; the token to read with afterwards."""
    sign_ins = {entry["user_name"]: entry for entry in json.loads(stack.run("demo", "--sign-ins", "--json"))}
    browsers, tokens = {}, {}
    for name in ("ana@demo", "marta@demo"):
        entry, browser = sign_ins[name], Browser(stack.port)
        browser.sign_in(name, entry["password"], pyotp.TOTP(entry["totp_secret"]).now())
        page = browser.post("/account/tokens", {"label": "Drill", "days": "1"})
        browsers[name], tokens[name] = browser, _TOKEN.findall(page.text)[0]
    clients: list[Client] = []
    for name, token in tokens.items():
        person = FormClient(f"person-{name[:3]}", browsers[name], new_patient(stack, token), stop)
        program = ProgramClient(f"program-{name[:3]}", Browser(stack.port), new_patient(stack, token), stop)
        program.token = token
        clients += [person, program]
    return clients, tokens["ana@demo"]


def new_patient(stack: Stack, token: str) -> UUID:
    """Somebody to write about."""
    payload = {
        "given_names": "Drill",
        "family_name_1": f"Puente {uuid4().hex[:6]}",
        "birth_year": 1990,
        "sex": "FEMALE",
    }
    with Browser(stack.port) as browser:
        answer = browser.send("POST", "/api/v1/patients", payload, {"Authorization": f"Bearer {token}"})
    assert answer.status == 201, answer.text
    return UUID(answer.headers["Location"].rpartition("/")[2])


def diagnoses(stack: Stack, patient_id: UUID, token: str) -> list[dict[str, Any]]:
    """All of a patient, page by page."""
    found: list[dict[str, Any]] = []
    address, after = f"/api/v1/patients/{patient_id}/diagnoses?limit=200", ""
    with Browser(stack.port) as browser:
        while True:
            page = json.loads(browser.get(address + after, {"Authorization": f"Bearer {token}"}).body)
            found += page["items"]
            if page["next"] is None:
                return found
            after = f"&after={page['next']}"


def wait_until_numbered(stack: Stack) -> None:
    """The log has taken in every event that waits; the drill's readers add none meanwhile."""
    deadline = time.monotonic() + 60
    with psycopg.connect(stack.address("puente_audit_ro"), autocommit=True) as connection:
        while time.monotonic() < deadline:
            time.sleep(1)
            row = connection.execute("SELECT count(*) FROM audit.pending").fetchone()
            if row == (0,):
                return
    raise TimeoutError("events are still waiting for their numbers")


def events(stack: Stack) -> list[dict[str, Any]]:
    """Every event that has been written, numbered or not."""
    query = "SELECT body FROM audit.event UNION ALL SELECT body FROM audit.pending"
    with psycopg.connect(stack.address("puente_audit_ro")) as connection:
        return [json.loads(bytes(body)) for (body,) in connection.execute(query)]


def verified(stack: Stack) -> dict[str, Any]:
    """What the verifier says of the exported log."""
    export = stack.home.with_name("export.log")
    key = stack.run("audit", "export", str(export), "--quiet").strip()
    found: dict[str, Any] = json.loads(stack.run("verify", str(export), "--vkey", key, "--json", module="audit"))
    return found


def test_every_program_was_killed_while_all_clients_wrote(aftermath: Aftermath):
    assert Counter(name for name, _pid in aftermath.killed).total() == KILLS
    assert len({pid for _name, pid in aftermath.killed}) == KILLS
    assert all(client.acknowledged for client in aftermath.clients)
    assert sum(client.retries for client in aftermath.clients) > 0


def test_no_client_was_refused_or_signed_out(aftermath: Aftermath):
    assert [refusal for client in aftermath.clients for refusal in client.refused] == []


def test_what_was_acknowledged_is_there_exactly_once(aftermath: Aftermath):
    there = Counter(record["diagnosed_by"] for record in aftermath.records)
    expected = Counter(word for client in aftermath.clients for word in client.acknowledged)
    assert there == expected


def test_every_record_has_its_event_and_every_event_its_record(aftermath: Aftermath):
    ids = [f"diagnosis:{record['id']}" for record in aftermath.records]
    subjects = {str(client.patient_id) for client in aftermath.clients}
    told = [e["obj"] for e in aftermath.events if e["act"] == "record.create" and e.get("subject") in subjects]
    assert Counter(obj for obj in told if obj.startswith("diagnosis:")) == Counter(ids)


def test_every_look_has_its_event_or_is_reported_as_lost(aftermath: Aftermath):
    views = Counter(event["obj"] for event in aftermath.events if event["act"] == "record.view")
    shown = {f"patient:{client.patient_id}": client.looks for client in aftermath.clients}
    assert sum(shown.values()) > 20
    assert sum(max(0, looks - views[obj]) for obj, looks in shown.items()) <= aftermath.report["lost"]


def test_the_log_is_whole_and_every_gap_is_reported(aftermath: Aftermath):
    assert aftermath.report["ok"], aftermath.report["fault"]
    lost = {(e["extra"]["writer"], n) for e in aftermath.events if e["act"] == "audit.loss" for n in span(e["extra"])}
    counts: dict[str, set[int]] = {}
    for event in aftermath.events:
        counts.setdefault(event["w"], set()).add(event["n"])
    missing = {(w, n) for w, found in counts.items() for n in range(1, max(found) + 1) if n not in found}
    assert missing <= lost
    assert aftermath.report["lost"] == len(lost)


def test_nothing_is_left_running(aftermath: Aftermath):
    assert aftermath.left_processes == []


def span(extra: dict[str, Any]) -> range:
    """The counts that a report of a loss names."""
    return range(extra["first"], extra["last"] + 1)
