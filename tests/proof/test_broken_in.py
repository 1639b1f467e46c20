"""What somebody tried in order to break in or break something, and what answers now."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from audit.events import Act
from audit.queries import who_has_seen
from registry.db.work import Database
from registry.diagnoses.models import Diagnosis
from registry.diagnoses.schemas import DiagnosisSchema
from registry.diagnoses.services import record_diagnosis
from registry.people.routes import SEARCHES
from registry.records.drafts import FormDraft, find_draft
from registry.schemas.base import parse
from tests.conftest import Clinic, form_token, register, sign_in

HUGE = "9" * 5000
DIAGNOSIS = {
    "diagnosis": "ICD-10:F11.2",
    "diagnosed_on__day": "1",
    "diagnosed_on__month": "2",
    "diagnosed_on__year": "2024",
    "status": "ACTIVE",
    "certainty": "CONFIRMED",
}

PLAIN = {
    "diagnosis": "ICD-10:F11.2",
    "diagnosed_on": "2024-02-01",
    "status": "ACTIVE",
    "certainty": "CONFIRMED",
}


@pytest.fixture
def ana(app: Flask, clinic: Clinic) -> FlaskClient:
    """A clinician's browser."""
    return sign_in(app, clinic.database, clinic.clinician)


@pytest.fixture
def patient(clinic: Clinic) -> UUID:
    """A patient of the clinician's organisation."""
    return register(clinic.database, clinic.clinician)


def step(patient: UUID, draft: UUID, name: str, plural: str = "diagnoses", record: UUID | None = None) -> str:
    """The address of a form's step."""
    return f"/patients/{patient}/{plural}/forms/{draft}/steps/{name}" + (f"?record={record}" if record else "")


def post(client: FlaskClient, address: str, **typed: str) -> int:
    """Post a form; the status of the answer."""
    return client.post(address, data={"csrf_token": form_token(client), **typed}).status_code


def diagnoses(clinic: Clinic, patient: UUID) -> int:
    """How many diagnoses a patient has."""
    with clinic.database.read(clinic.clinician) as session:
        query = select(func.count()).select_from(Diagnosis).where(Diagnosis.patient_id == patient)
        return session.scalar(query) or 0


@pytest.mark.parametrize("day", ["9" * 5000, "1" * 4400, "٣" * 5000, "31", "-1", "\x00", "²"])
def test_no_day_of_a_date_breaks_a_form(ana: FlaskClient, patient: UUID, day: str) -> None:
    typed = {**DIAGNOSIS, "diagnosed_on__day": day}
    assert post(ana, step(patient, uuid4(), "diagnosis"), **typed) == 422


@pytest.mark.parametrize("typed", ["+-5", "--5", "-+-7", HUGE, "²"])
def test_a_number_with_two_signs_is_refused_like_any_other_word(ana: FlaskClient, typed: str) -> None:
    address = f"/patients/forms/{uuid4()}/steps/birth"
    assert post(ana, address, birth_year=typed) == 422


@pytest.mark.parametrize("typed", ["1e-99999999", "1e5", "1_0", "Infinity", "NaN", "١e9"])
def test_an_amount_with_an_exponent_is_refused_before_it_is_written_out(
    ana: FlaskClient, patient: UUID, typed: str
) -> None:
    answer = ana.post(
        step(patient, uuid4(), "dose", "doses"), data={"csrf_token": form_token(ana), "daily_dose": typed}
    )
    assert answer.status_code == 422


def test_a_code_that_no_list_holds_is_shown_as_typed_on_the_check_page(ana: FlaskClient, patient: UUID) -> None:
    address = step(patient, uuid4(), "check", "intakes")
    assert post(ana, address, social_exclusion="<script>") == 422
    page = ana.get(address)
    assert page.status_code == 200
    assert "<script>" not in page.text.partition("</head>")[2]


def test_a_draft_of_one_patient_is_no_record_of_another(ana: FlaskClient, clinic: Clinic, patient: UUID) -> None:
    other, draft = register(clinic.database, clinic.clinician, given_names="Otra"), uuid4()
    assert post(ana, step(patient, draft, "diagnosis"), **DIAGNOSIS) == 302
    assert post(ana, step(other, draft, "check")) == 404
    assert post(ana, f"/patients/{other}/diagnoses/forms/{draft}/autosave") == 404
    assert diagnoses(clinic, other) == 0


def test_a_draft_of_one_record_does_not_change_another(ana: FlaskClient, clinic: Clinic, patient: UUID) -> None:
    draft = uuid4()
    assert post(ana, step(patient, draft, "diagnosis"), **DIAGNOSIS) == 302
    assert ana.get(step(patient, draft, "details", record=uuid4())).status_code == 404
    assert post(ana, step(patient, draft, "check", record=uuid4())) == 404


def test_a_form_sent_and_saved_by_eight_at_once_makes_one_record(
    app: Flask, clinic: Clinic, ana: FlaskClient, patient: UUID
) -> None:
    draft, token = uuid4(), form_token(ana)

    def send(number: int) -> int:
        way = step(patient, draft, "check") if number % 2 else f"/patients/{patient}/diagnoses/forms/{draft}/autosave"
        return ana_again(app, ana).post(way, data={"csrf_token": token, **DIAGNOSIS}).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert set(answers) <= {200, 302}
    assert diagnoses(clinic, patient) == 1


def ana_again(app: Flask, known: FlaskClient) -> FlaskClient:
    """Another window of the same browser."""
    cookie = known.get_cookie("puente")
    assert cookie is not None
    window = app.test_client()
    window.set_cookie("puente", cookie.value, domain="localhost")
    return window


def test_two_windows_that_save_at_once_lose_nothing_of_each_other(
    app: Flask, clinic: Clinic, ana: FlaskClient, patient: UUID
) -> None:
    draft, token = uuid4(), form_token(ana)
    way = f"/patients/{patient}/diagnoses/forms/{draft}/autosave"

    def save(number: int) -> int:
        return ana_again(app, ana).post(way, data={"csrf_token": token, f"field{number}": "typed"}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(save, range(16))) == {200}
    with clinic.database.read(clinic.clinician) as session:
        kept = find_draft(session, by=clinic.clinician, draft_id=draft)
        assert kept is not None
        assert {f"field{number}" for number in range(16)} <= kept.raw.keys()


def test_a_draft_that_was_sent_answers_again_even_after_it_is_thrown_away(
    ana: FlaskClient, clinic: Clinic, patient: UUID
) -> None:
    draft = uuid4()
    assert post(ana, step(patient, draft, "check"), **DIAGNOSIS) == 302
    assert post(ana, f"/patients/{patient}/diagnoses/forms/{draft}/discard") == 302
    assert post(ana, step(patient, draft, "check"), **DIAGNOSIS) == 302
    assert diagnoses(clinic, patient) == 1


def test_a_step_sent_with_the_back_button_after_the_end_leads_to_the_record(ana: FlaskClient, patient: UUID) -> None:
    draft = uuid4()
    assert post(ana, step(patient, draft, "check"), **DIAGNOSIS) == 302
    again = ana.post(step(patient, draft, "diagnosis"), data={"csrf_token": form_token(ana), **DIAGNOSIS})
    assert again.status_code == 302
    assert again.location == f"/patients/{patient}"


def test_a_draft_does_not_grow_without_end(ana: FlaskClient, database: Database, patient: UUID) -> None:
    draft = uuid4()
    way = f"/patients/{patient}/diagnoses/forms/{draft}/autosave"
    answers = [post(ana, way, **{f"note{number}": "x" * 90_000}) for number in range(3)]
    assert answers == [200, 200, 422]


@pytest.mark.parametrize("mark", ["9" * 30, "-1", HUGE, "x"])
def test_no_page_mark_breaks_the_list_of_who_has_seen_a_record(
    app: Flask, clinic: Clinic, patient: UUID, mark: str
) -> None:
    marta = sign_in(app, clinic.database, clinic.manager)
    assert marta.get(f"/patients/{patient}/seen?before={mark}").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "x" * 300, "a b", "127.0.0.1@evil.example"])
@pytest.mark.parametrize("path", ["/sign-in", "/api//v1/me"])
def test_a_request_for_another_host_is_refused_with_all_headers(client: FlaskClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in str(answer.headers) + answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["\x00", "a\x00b", "ana\r\nX: y", "\ud7ff", "😀" * 500])
def test_no_user_name_breaks_the_sign_in(client: FlaskClient, name: str) -> None:
    page = client.get("/sign-in").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    typed = {"csrf_token": token, "user_name": name, "password": "whatever it may be"}
    assert client.post("/sign-in", data=typed).status_code == 401


def test_what_cannot_be_seen_is_left_out_of_the_label_of_a_token(ana: FlaskClient) -> None:
    assert post(ana, "/account/tokens", label="night\x00\u202ejob", days="3") == 200
    assert "night job" in ana.get("/account").text
    assert post(ana, "/account/tokens", label="night", days=HUGE) == 422


def test_what_turns_the_direction_of_a_name_is_refused(ana: FlaskClient) -> None:
    assert post(ana, f"/patients/forms/{uuid4()}/steps/name", given_names="Ana\u202egnp.exe") == 422


def test_the_search_page_is_limited_like_the_search_of_the_api(app: Flask) -> None:
    view = app.view_functions["people.results"]
    assert vars(view)["puente_limit"] == vars(app.view_functions["api.patient_search"])["puente_limit"] == SEARCHES


def test_drafts_of_others_are_counted_by_nobody(app: Flask, clinic: Clinic, ana: FlaskClient, patient: UUID) -> None:
    draft = uuid4()
    assert post(ana, step(patient, draft, "diagnosis"), **DIAGNOSIS) == 302
    marta = sign_in(app, clinic.database, clinic.manager)
    assert "F11.2" not in marta.get(step(patient, draft, "details")).text
    assert post(marta, f"/patients/{patient}/diagnoses/forms/{draft}/discard") == 302
    with clinic.database.read(clinic.clinician) as session:
        assert session.scalar(select(func.count()).select_from(FormDraft).where(FormDraft.id == draft)) == 1


def test_the_principal_diagnosis_that_gives_way_leaves_an_event(clinic: Clinic, patient: UUID) -> None:
    command = parse(DiagnosisSchema(), {**PLAIN, "is_principal": True})

    def record(_number: int) -> UUID:
        with clinic.database.work(clinic.clinician) as session:
            return record_diagnosis(session, by=clinic.clinician, patient_id=patient, command=command).id

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(record, range(4)))
    with clinic.database.read(clinic.clinician) as session:
        rows = session.scalars(select(Diagnosis).where(Diagnosis.id.in_(made))).all()
        gave_way = {f"diagnosis:{row.id}" for row in rows if not row.is_principal}
        events = who_has_seen(session.connection(), patient)
    changed = {event.obj for event in events if event.act == Act.RECORD_UPDATE}
    assert len(gave_way) == 3
    assert changed == gave_way


def test_notices_that_no_page_has_shown_yet_do_not_end_in_an_error(ana: FlaskClient, client: FlaskClient) -> None:
    token = form_token(ana)
    answers = {ana.post("/account/sessions/end-others", data={"csrf_token": token}).status_code for _ in range(60)}
    assert answers == {302}
    page = client.get("/sign-in").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    for _ in range(60):
        answer = client.post("/sign-in/code", data={"csrf_token": token, "code": "1"})
        assert answer.status_code == 302
        assert all(len(cookie) < 4096 for cookie in answer.headers.getlist("Set-Cookie"))
