"""Records through the API: read, written, masked, audited, and guarded against lost updates."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from casework.api.install import api_kinds
from casework.api.masking import guarded_columns
from tests.casework.api.conftest import DIAGNOSIS, Program
from tests.conftest import Clinic

INFECTION = {"infection": "HIV", "result": "POS", "tested_on": "2024-03", "source": "LABORATORY"}
JUSTICE = {"legal_status": "PROBATION", "authority_name": "Juzgado inventado 7", "ordered_on": "2026-02-01"}
Acts = Callable[[str], list[tuple[str, str | None]]]


@pytest.fixture
def diagnosis(program: Program, patient: str) -> str:
    """The address of a diagnosis."""
    return f"{patient}/diagnoses/{program.post(f'{patient}/diagnoses', DIAGNOSIS).json['id']}"


def test_what_is_recorded_is_read_back(program: Program, patient: str) -> None:
    created = program.post(f"{patient}/diagnoses", DIAGNOSIS)
    assert created.status_code == 201
    assert created.headers["ETag"] == '"1"'
    read = program.get(created.headers["Location"].removeprefix("/api/v1"))
    assert read.json == created.json
    assert {name: read.json[name] for name in DIAGNOSIS} == DIAGNOSIS
    assert read.json["note"] is None


def test_list_comes_in_pages(program: Program, patient: str) -> None:
    made = {
        program.post(f"{patient}/diagnoses", {**DIAGNOSIS, "diagnosed_on": f"2026-01-0{day}"}).json["id"]
        for day in range(1, 6)
    }
    seen: list[str] = []
    address = f"{patient}/diagnoses?limit=2"
    for _page in range(3):
        page = program.get(address if not seen else f"{address}&after={seen[-1]}").json
        assert len(page["items"]) <= 2
        seen += [item["id"] for item in page["items"]]
    assert page["next"] is None
    assert len(seen) == 5
    assert set(seen) == made


def test_page_cannot_go_on_from_a_record_of_another_list(program: Program, patient: str) -> None:
    answer = program.get(f"{patient}/diagnoses?after={uuid4()}")
    assert answer.status_code == 422
    assert answer.json["errors"]["after"][0]["code"] == "invalid"


@pytest.mark.parametrize(
    "question", ["limit=0", "limit=201", "limit=many", "after=7", "reveal=names", "reveal=", "colour=red"]
)
def test_wrong_question_is_refused(program: Program, patient: str, question: str) -> None:
    assert program.get(f"{patient}/diagnoses?{question}").status_code == 422


def test_change_needs_the_version_that_was_read(program: Program, diagnosis: str) -> None:
    assert program.put(diagnosis, DIAGNOSIS).status_code == 428
    assert program.put(diagnosis, DIAGNOSIS, If_Match="*").status_code == 428
    assert program.put(diagnosis, DIAGNOSIS, If_Match="1").status_code == 422
    assert program.put(diagnosis, DIAGNOSIS, If_Match='W/"1"').status_code == 422
    changed = program.put(diagnosis, {**DIAGNOSIS, "note": "seen again"}, If_Match='"1"')
    assert changed.status_code == 200
    assert changed.headers["ETag"] == '"2"'
    late = program.put(diagnosis, {**DIAGNOSIS, "note": "too late"}, If_Match='"1"')
    assert late.status_code == 412
    assert program.get(diagnosis).json["note"] == "seen again"


def test_version_of_a_compressed_answer_counts(program: Program, diagnosis: str) -> None:
    program.put(diagnosis, {**DIAGNOSIS, "note": "long " * 300}, If_Match='"1"')
    packed = program.get(diagnosis, Accept_Encoding="br")
    assert packed.headers["ETag"] == '"2:br"'
    assert program.put(diagnosis, DIAGNOSIS, If_Match=packed.headers["ETag"]).status_code == 200


@pytest.mark.parametrize("extra", [{"colour": "red"}, {"id": str(uuid4())}, {"row_version": 9}, {"org_id": "x"}])
def test_unknown_or_read_only_field_changes_nothing(program: Program, diagnosis: str, extra: dict[str, object]) -> None:
    before = program.get(diagnosis).json
    refused = program.put(diagnosis, {**DIAGNOSIS, "note": "slipped in", **extra}, If_Match='"1"')
    assert refused.status_code == 422
    assert refused.json["errors"][next(iter(extra))][0]["code"] == "unknown_field"
    assert program.get(diagnosis).json == before


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("diagnosed_on", 20260105, "not_a_date"),
        ("diagnosed_on", "2026-13-01", "not_a_date"),
        ("diagnosed_on", "20260105", "not_a_date"),
        ("status", "MAYBE", "unknown_code"),
        ("is_principal", "on", "invalid"),
        ("note", "x" * 2001, "too_long:2000"),
        ("note", "a\u0000b", "control_characters"),
        ("diagnosis", None, "required"),
    ],
)
def test_wrong_value_is_named_with_its_code(
    program: Program, patient: str, field: str, value: object, code: str
) -> None:
    answer = program.post(f"{patient}/diagnoses", {**DIAGNOSIS, field: value})
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json["errors"][field]] == [code]
    assert answer.json["errors"][field][0]["message"]


def test_text_is_not_a_number(program: Program, patient: str) -> None:
    report = {"substance": "ALC", "days": "7", "window_days": 28, "ended_on": "2026-01-05", "source": "PATIENT"}
    answer = program.post(f"{patient}/use-reports", report)
    assert answer.json["errors"]["days"][0]["code"] == "not_a_number"
    assert program.post(f"{patient}/use-reports", {**report, "days": 7.0}).json["days"] == 7
    assert program.post(f"{patient}/use-reports", {**report, "days": "DECLINED"}).json["days"] == "DECLINED"


def test_null_for_a_list_that_may_be_empty_is_the_empty_list(program: Program, patient: str) -> None:
    test = {"collected_on": "2026-01-05", "specimen_type": "URINE", "tested": ["COC"], "source": "LABORATORY"}
    answer = program.post(f"{patient}/drug-tests", {**test, "positive": None, "explained": None})
    assert answer.status_code == 201, answer.text
    assert answer.json["positive"] == []


@pytest.mark.parametrize("value", [{}, [], True, 2.5, [7]])
def test_number_of_another_type_is_refused(program: Program, patient: str, value: object) -> None:
    report = {"substance": "ALC", "window_days": 28, "ended_on": "2026-01-05", "source": "PATIENT"}
    answer = program.post(f"{patient}/use-reports", {**report, "days": value})
    assert answer.json["errors"]["days"][0]["code"] == "not_a_number"


def test_field_of_a_list_is_named_by_its_place(program: Program, patient: str) -> None:
    substances = [{"substance": "ALC"}, {"substance": "OPI_HEROIN", "days_used": "many"}]
    answer = program.post(f"{patient}/intakes", {"assessed_on": "2026-01-05", "substances": substances})
    assert answer.json["errors"]["substances.1.days_used"][0]["code"] == "not_a_number"


@pytest.mark.parametrize(
    ("plural", "record", "group"),
    [("infection-tests", INFECTION, "infections"), ("justice-involvements", JUSTICE, "offences")],
)
def test_guarded_values_are_left_out_until_they_are_revealed(
    program: Program, patient: str, acts_of: Acts, plural: str, record: dict[str, str], group: str
) -> None:
    created = program.post(f"{patient}/{plural}", record)
    assert created.status_code == 201, created.text
    guarded = [name for name in record if name in created.json["masked"]]
    assert len(guarded) >= 2
    assert all(created.json[name] is None for name in guarded)
    one = f"{patient}/{plural}/{created.json['id']}"
    assert program.get(one).json == created.json
    assert program.get(f"{patient}/{plural}").json["items"] == [created.json]
    assert ("record.reveal", group) not in acts_of(patient)
    shown = program.get(f"{one}?reveal={group}").json
    assert shown["masked"] == []
    assert {name: shown[name] for name in record} == record
    assert ("record.reveal", group) in acts_of(patient)


def test_masked_record_cannot_be_replaced_unseen(program: Program, patient: str) -> None:
    one = f"{patient}/infection-tests/{program.post(f'{patient}/infection-tests', INFECTION).json['id']}"
    blind = program.put(one, INFECTION, If_Match='"1"')
    assert blind.status_code == 422
    assert blind.json["errors"]["reveal"][0]["code"] == "reveal_first"
    seeing = program.put(f"{one}?reveal=infections", {**INFECTION, "result": "NEG"}, If_Match='"1"')
    assert seeing.status_code == 200, seeing.text
    assert seeing.json["result"] == "NEG"


def test_role_without_the_reveal_sees_masked_values_only(
    clinic: Clinic, program: Program, program_of: Callable[..., Program], patient: str
) -> None:
    program.post(f"{patient}/infection-tests", INFECTION)
    officer = program_of(clinic.protection_officer)
    assert officer.get(f"{patient}/infection-tests").json["items"][0]["infection"] is None
    assert officer.get(f"{patient}/infection-tests?reveal=infections").status_code == 403


def test_every_guarded_column_is_a_field_that_the_mask_knows() -> None:
    shapes = [set((kind.output or kind.schema)().fields) for kind in api_kinds()]
    tables = {table: set(columns) for table, columns in guarded_columns().items() if table != "patient_identifier"}
    assert {"infection_test", "justice_involvement", "outcome_review", "intake"} <= set(tables)
    for table, columns in tables.items():
        assert any(columns <= shape for shape in shapes), table


def test_every_look_is_written_down(program: Program, patient: str, diagnosis: str, acts_of: Acts) -> None:
    program.get(diagnosis)
    program.get(f"{patient}/diagnoses")
    program.get(f"{patient}/timeline")
    record_id = diagnosis.rpartition("/")[2]
    assert acts_of(patient)[-3:] == [
        ("record.view", f"diagnosis:{record_id}"),
        ("record.list", "diagnosis"),
        ("record.view", f"timeline:{patient.rpartition('/')[2]}"),
    ]


def test_unknown_and_forbidden_are_the_same_404(
    program: Program, stranger: Program, patient: str, diagnosis: str
) -> None:
    unknown = stranger.get(f"/patients/{uuid4()}")
    assert unknown.status_code == 404
    record_id = diagnosis.rpartition("/")[2]
    asked = [patient, diagnosis, f"{patient}/diagnoses", f"{patient}/timeline", f"{patient}?reveal=identifiers"]
    answers = [stranger.get(path) for path in asked]
    answers += [program.get(f"{patient}/diagnoses/{uuid4()}"), program.get(f"{patient}/visits/{record_id}")]
    answers += [stranger.post(f"{patient}/diagnoses", DIAGNOSIS), stranger.put(diagnosis, DIAGNOSIS, If_Match='"1"')]
    assert {(answer.status_code, answer.data) for answer in answers} == {(404, unknown.data)}
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == len(answers)


def test_timeline_shows_facts_by_day(program: Program, patient: str) -> None:
    for day, amount in (("2026-02-02", 60), ("2026-02-01", "45.5")):
        dose = {"given_on": day, "medication": "METHADONE", "amount_mg": amount, "source": "CLINICIAN"}
        assert program.post(f"{patient}/doses", dose).status_code == 201
    found = program.get(f"{patient}/timeline").json
    assert found["doses"] == [
        {"day": "2026-02-01", "medication": "METHADONE", "amount_mg": "45.5"},
        {"day": "2026-02-02", "medication": "METHADONE", "amount_mg": "60"},
    ]
