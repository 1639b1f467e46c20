"""A write sent again with its key happens once."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry import clock
from registry.db.work import Database
from registry.diagnoses.models import Diagnosis
from registry.records.idempotency import IdempotencyKey, purge_keys
from tests.casework.api.conftest import DIAGNOSIS, PERSON, Program
from tests.conftest import Clinic


@pytest.fixture
def recorded(database: Database, clinic: Clinic) -> Callable[[], int]:
    """How many diagnoses there are."""

    def count() -> int:
        with database.read(clinic.clinician) as session:
            return session.scalar(select(func.count()).select_from(Diagnosis)) or 0

    return count


@pytest.fixture
def real_time() -> Iterator[None]:
    """The clock set right again."""
    yield
    clock.shift(timedelta())


def test_repeated_request_gets_the_first_answer(program: Program, patient: str, recorded: Callable[[], int]) -> None:
    before = recorded()
    first = program.post(f"{patient}/diagnoses", DIAGNOSIS, Idempotency_Key="once")
    again = program.post(f"{patient}/diagnoses", dict(reversed(DIAGNOSIS.items())), Idempotency_Key="once")
    assert recorded() == before + 1
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert all(again.headers[name] == first.headers[name] for name in ("ETag", "Location", "Content-Type"))


def test_repetition_is_a_look_and_is_written_down(
    program: Program, patient: str, acts_of: Callable[[str], list[tuple[str, str | None]]]
) -> None:
    first = program.post(f"{patient}/diagnoses", DIAGNOSIS, Idempotency_Key="seen")
    program.post(f"{patient}/diagnoses", DIAGNOSIS, Idempotency_Key="seen")
    written = [act for act, obj in acts_of(patient) if obj == f"diagnosis:{first.json['id']}"]
    assert written == ["record.create", "record.view"]


def test_key_of_another_request_is_refused(program: Program, patient: str, recorded: Callable[[], int]) -> None:
    program.post(f"{patient}/diagnoses", DIAGNOSIS, Idempotency_Key="taken")
    before = recorded()
    other = program.post(f"{patient}/diagnoses", {**DIAGNOSIS, "note": "other"}, Idempotency_Key="taken")
    assert other.status_code == 422
    assert other.json["code"] == "idempotency_mismatch"
    assert program.post("/patients", PERSON, Idempotency_Key="taken").status_code == 422
    assert recorded() == before


def test_refused_request_does_not_use_its_key_up(program: Program, patient: str) -> None:
    wrong = program.post(f"{patient}/diagnoses", {**DIAGNOSIS, "status": "MAYBE"}, Idempotency_Key="second-chance")
    assert wrong.status_code == 422
    overlapping = {"referral_source": "SELF", "started_on": "2026-01-01"}
    assert program.post(f"{patient}/episodes", overlapping).status_code == 201
    refused = program.post(f"{patient}/episodes", overlapping, Idempotency_Key="second-chance")
    assert refused.status_code == 422
    assert refused.json["code"] == "invalid"
    right = program.post(f"{patient}/diagnoses", DIAGNOSIS, Idempotency_Key="second-chance")
    assert right.status_code == 201, right.text


def test_change_is_repeated_after_the_version_has_moved_on(program: Program, patient: str) -> None:
    one = program.post(f"{patient}/diagnoses", DIAGNOSIS).headers["Location"].removeprefix("/api/v1")
    first = program.put(one, {**DIAGNOSIS, "note": "a"}, If_Match='"1"', Idempotency_Key="change")
    again = program.put(one, {**DIAGNOSIS, "note": "a"}, If_Match='"1"', Idempotency_Key="change")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.data == first.data
    assert program.put(one, {**DIAGNOSIS, "note": "a"}, If_Match='"1"').status_code == 412


def test_keys_of_two_people_are_apart(program: Program, stranger: Program) -> None:
    mine = program.post("/patients", PERSON, Idempotency_Key="same")
    theirs = stranger.post("/patients", PERSON, Idempotency_Key="same")
    assert mine.status_code == theirs.status_code == 201
    assert mine.json["id"] != theirs.json["id"]


@pytest.mark.parametrize("key", ["with space", "ñ", "x" * 81])
def test_key_has_a_form(program: Program, key: str) -> None:
    answer = program.post("/patients", PERSON, Idempotency_Key=key)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json["errors"]


def test_kept_answer_is_sealed(program: Program, database: Database, clinic: Clinic) -> None:
    name = "Marcadorsecreto"
    program.post("/patients", {**PERSON, "given_names": name}, Idempotency_Key="sealed")
    with database.read(clinic.clinician) as session:
        row = session.scalars(select(IdempotencyKey).where(IdempotencyKey.key == "sealed")).one()
        assert name in row.answer
        assert name.encode() not in row.answer_sealed


def test_key_is_forgotten_after_a_day(
    program: Program, patient: str, database: Database, clinic: Clinic, real_time: None
) -> None:
    first = program.post(f"{patient}/diagnoses", DIAGNOSIS, Idempotency_Key="old")
    clock.shift(timedelta(hours=25))
    later = program.post(f"{patient}/diagnoses", {**DIAGNOSIS, "note": "new day"}, Idempotency_Key="old")
    assert later.status_code == 201
    assert later.json["id"] != first.json["id"]
    clock.shift(timedelta(hours=51))
    with database.work(clinic.clinician) as session:
        assert purge_keys(session) >= 1


def test_twenty_keys_sent_eight_times_at_once_have_twenty_effects(
    program: Program, patient: str, recorded: Callable[[], int]
) -> None:
    before = recorded()

    def send(number: int) -> tuple[int, str]:
        body = {**DIAGNOSIS, "note": f"number {number}"}
        answer = program.post(f"{patient}/diagnoses", body, Idempotency_Key=f"race-{number}")
        return answer.status_code, answer.json["id"]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, [number for number in range(20) for _time in range(8)]))
    assert recorded() == before + 20
    assert {status for status, _record in answers} == {201}
    assert set(Counter(record for _status, record in answers).values()) == {8}
