"""Two organisations with the same kinds of records: no answer to one holds an id or a value of the other."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from casework.api.install import api_kinds
from registry.access.actor import Actor
from registry.access.roles import ROLES, Role
from registry.accounts.api_tokens import create_api_token
from registry.people.record import PATIENT
from registry.people.reveals import Group
from registry.records.kinds import RecordKind
from registry.settings import Settings
from registry.web.guard import declaration
from tests.conftest import Clinic, Servers, form_token, sign_in
from tests.proof.addresses import address, ids_of, kind_of, nobodys, rules
from tests.proof.examples import example, of_step, typed
from tests.proof.markers import Markers
from tests.proof.provider import Provider, digest_of, make_provider, own_values

CLINICIANS = ROLES[Role.CLINICIAN].permissions
READERS = ("clinician", "manager", "protection_officer")
_CHANGING = [
    (re.compile(r"\b[0-9a-f]{32}\b"), "(request)"),
    (re.compile(r"\b[0-9a-f]{8}</p>"), "(request)</p>"),
    (re.compile(r"nonce(-|=\")[\w-]+"), "(nonce)"),
    (re.compile(r"[\w-]+\.[\w-]{6}\.[\w-]{27}"), "(form token)"),
]
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CHANGING_HEADERS = {"Date", "Set-Cookie", "Content-Length", "X-Request-Id"}
_LEFT_OUT = ("/sign-in", "/sign-out", "/language", "/account", "/static")
"""Not about records: they change the session of whoever walks."""


@dataclass
class Two:
    """Both providers, and the browsers and tokens of the people of the first."""

    app: Flask
    clinic: Clinic
    here: Provider
    there: Provider
    browsers: dict[str, FlaskClient]
    tokens: dict[str, str]
    form_tokens: dict[str, str]
    superuser: psycopg.Connection
    theirs: set[str]

    def ask(self, who: str, path: str, method: str = "GET", **options: Any) -> TestResponse:
        """An answer to one of the first provider's people, by page or by API."""
        if path.startswith("/api/"):
            headers = {"Authorization": f"Bearer {self.tokens[who]}", **options.pop("headers", {})}
            return self.app.test_client().open(path, method=method, headers=headers, **options)
        return self.browsers[who].open(path, method=method, **options)

    def leaks(self, answer: TestResponse, given: Mapping[str, str]) -> list[str]:
        """What an answer holds of the other provider, beyond what was asked with."""
        told = plain(answer, given)
        return [value for value in self.theirs if value in told]


def plain(answer: TestResponse, given: Mapping[str, str]) -> str:
    """Status, headers and body, without what differs between any two answers, and with names for the ids given."""
    headers = sorted(f"{name}: {value}" for name, value in answer.headers if name not in _CHANGING_HEADERS)
    told = "\n".join([answer.status, *headers, answer.text])
    for name, value in given.items():
        told = told.replace(value, f"({name})")
    for pattern, word in _CHANGING:
        told = pattern.sub(word, told)
    return told


@pytest.fixture(scope="module")
def two(app: Flask, clinic: Clinic, servers: Servers, settings: Settings) -> Iterator[Two]:
    database = clinic.database
    here, there = (make_provider(database, actor) for actor in (clinic.clinician, clinic.stranger))
    sign_in(app, database, clinic.stranger)
    people: dict[str, Actor] = {who: getattr(clinic, who) for who in READERS}
    browsers = {who: sign_in(app, database, actor) for who, actor in people.items()}
    tokens = {}
    for who, actor in people.items():
        with database.work(actor) as session:
            tokens[who] = create_api_token(session, by=actor, label="Walk", days=1).token
    name = settings.databases.app.rsplit("/", 1)[1].split("?")[0]
    with psycopg.connect(servers.services.superuser_url(name), autocommit=True) as superuser:
        theirs = own_values(superuser, clinic.stranger.org_id) - own_values(superuser, clinic.clinician.org_id)
        theirs |= {there.markers.stem, there.markers.digits, there.reference}
        form_tokens = {who: form_token(browser) for who, browser in browsers.items()}
        yield Two(app, clinic, here, there, browsers, tokens, form_tokens, superuser, theirs)


def test_both_have_much_that_could_leak(two: Two):
    assert len(two.theirs) > 60
    assert {str(two.there.patient_id), str(two.clinic.stranger.user_id), "otto"} <= two.theirs
    answer = two.app.test_client().get(
        f"/api/v1/patients/{two.there.patient_id}", headers={"Authorization": f"Bearer {two.there.token}"}
    )
    assert two.leaks(answer, {}) != []


@pytest.mark.parametrize("who", READERS)
def test_no_page_of_ones_own_holds_anything_of_the_other(two: Two, who: str):
    shown = 0
    for rule, _method in rules(two.app, "GET"):
        if not rule.rule.startswith("/static"):
            answer = two.ask(who, address(rule, ids_of(rule, two.here)))
            shown += answer.status_code == 200
            assert two.leaks(answer, {}) == [], rule.rule
    assert shown > 30


@pytest.mark.parametrize("who", READERS)
def test_what_belongs_to_the_other_is_answered_like_what_does_not_exist(two: Two, who: str):
    for rule, _method in rules(two.app, "GET"):
        for ids in borrowed(rule, two):
            assert_same(two, who, rule, ids, "GET")


@pytest.mark.parametrize("who", ["clinician", "manager"])
def test_nothing_of_the_other_can_be_changed(two: Two, who: str):
    before = digest_of(two.superuser, two.clinic.stranger.org_id)
    tried = 0
    for rule, method in rules(two.app, "POST", "PUT", "PATCH", "DELETE"):
        if who != "clinician" and declaration(two.app, rule.endpoint, method) in CLINICIANS:
            continue  # the clinician has tried it
        for ids in borrowed(rule, two):
            tried += 1
            assert_same(two, who, rule, ids, method)
    assert tried > (100 if who == "clinician" else 3)
    assert digest_of(two.superuser, two.clinic.stranger.org_id) == before


def test_the_digest_sees_a_change(two: Two):
    before = digest_of(two.superuser, two.clinic.stranger.org_id)
    row = two.there.records["diagnoses"]
    two.superuser.execute("UPDATE diagnosis SET row_version = row_version + 1 WHERE id = %s", (row,))
    assert digest_of(two.superuser, two.clinic.stranger.org_id) != before
    two.superuser.execute("UPDATE diagnosis SET row_version = row_version - 1 WHERE id = %s", (row,))


@pytest.mark.parametrize("how", ["page", "api"])
def test_a_search_for_what_only_the_other_knows_finds_nobody(two: Two, how: str):
    person = two.there.payload
    words = [
        *(item["value"] for item in (*person["identifiers"], *person["contacts"])),
        two.there.reference,
        f"{person['given_names']} {person['family_name_1']}",
        f"{person['family_name_1']} {person['date_of_birth']}",
    ]
    for typed_words in words:
        answer = search(two, how, typed_words)
        found = answer.get_json()["items"] if how == "api" and answer.status_code == 200 else []
        assert found == []
        assert "/patients/0" not in answer.text
        assert [value for value in two.theirs - {typed_words} if value in answer.text.replace(typed_words, "")] == []


@pytest.mark.parametrize("how", ["page", "api"])
def test_the_same_search_finds_ones_own(two: Two, how: str):
    assert str(two.here.patient_id) in search(two, how, two.here.payload["identifiers"][0]["value"]).text


def test_registering_the_others_patient_reveals_nothing(two: Two):
    own, theirs = (
        two.ask("clinician", "/api/v1/patients/duplicates", "POST", json=p.payload) for p in (two.here, two.there)
    )
    assert str(two.here.patient_id) in own.text
    assert theirs.get_json() == {"items": []}


def test_registering_the_others_patient_by_form_warns_of_nobody(two: Two):
    pages = {}
    for name, payload in (("own", two.here.payload), ("theirs", two.there.payload)):
        root = two.ask("clinician", "/patients/new").headers["Location"].partition("/steps/")[0]
        form = {"csrf_token": two.form_tokens["clinician"], **typed(PATIENT, payload)}
        two.ask("clinician", f"{root}/autosave", "POST", data=form)
        pages[name] = two.ask("clinician", f"{root}/steps/check")
        two.ask("clinician", f"{root}/discard", "POST", data={"csrf_token": form["csrf_token"]})
    assert str(two.here.patient_id) in pages["own"].text
    assert str(two.there.patient_id) not in pages["theirs"].text
    assert two.there.reference not in pages["theirs"].text


BODY_IDS = {
    "intakes": ("episode_id",),
    "interventions": ("episode_id",),
    "outcome-reviews": ("episode_id",),
    "episodes": ("previous_episode_id", "key_worker_id"),
}


@pytest.mark.parametrize("plural", BODY_IDS)
def test_a_record_cannot_refer_to_what_is_the_others(two: Two, plural: str):
    kind = next(kind for kind in api_kinds() if kind.plural == plural)
    for name in BODY_IDS[plural]:
        theirs = str(two.clinic.stranger.user_id if name == "key_worker_id" else two.there.records["episodes"])
        answers = [
            two.ask(
                "clinician",
                f"/api/v1/patients/{two.here.patient_id}/{plural}",
                "POST",
                json={**example(kind, Markers(), "refers"), name: given},
            )
            for given in (theirs, *nobodys({name: ""}).values())
        ]
        assert answers[0].status_code in {404, 409, 422}
        assert plain(answers[0], {}) == plain(answers[1], {})


def test_a_patient_cannot_be_given_to_somebody_of_the_other(two: Two):
    path, token = f"/patients/{two.here.patient_id}/key-worker", two.form_tokens["clinician"]
    theirs, nobody = (
        two.ask("clinician", path, "POST", data={"csrf_token": token, "key_worker": given})
        for given in (str(two.clinic.stranger.user_id), *nobodys({"key_worker": ""}).values())
    )
    assert theirs.status_code == 422
    assert plain(theirs, {}) == plain(nobody, {})


def borrowed(rule: Rule, two: Two) -> list[dict[str, str]]:
    """The other's ids: for all of a rule's arguments, for all but the patient, and for a form's record beside them."""
    theirs = {} if rule.rule.startswith(_LEFT_OUT) else dict(ids_of(rule, two.there))
    if "patient_id" not in theirs or len(theirs) == 1:
        return [theirs] if theirs else []
    mixed = {**theirs, "patient_id": str(two.here.patient_id)}
    kind = kind_of(rule)
    record = two.there.records.get(kind.plural) if "draft_id" in theirs and isinstance(kind, RecordKind) else None
    return [theirs, mixed] + ([{**mixed, "draft_id": str(uuid4()), "record": str(record)}] if record else [])


def assert_same(two: Two, who: str, rule: Rule, ids: dict[str, str], method: str) -> None:
    """The other's ids are answered as ids that nothing has, and with nothing of the other."""
    made = {value: value if value == str(two.here.patient_id) else str(uuid4()) for value in ids.values()}
    none = {name: made[value] for name, value in ids.items()}
    sent = {} if method == "GET" else content(two, who, rule)
    answers = [two.ask(who, address(rule, given), method, **deepcopy(sent)) for given in (ids, none)]
    told, expected = (_ID.sub("(made)", plain(*pair)) for pair in zip(answers, (ids, none), strict=True))
    assert told == expected, f"{method} {rule.rule}"
    assert two.leaks(answers[0], ids) == [], f"{method} {rule.rule}"
    if ids.get("patient_id") == str(two.there.patient_id):
        assert where_it_ends(two, who, answers[0]) in {403, 404}, f"{method} {rule.rule}"


def where_it_ends(two: Two, who: str, answer: TestResponse) -> int:
    """The status of an answer, or of the page that it leads to."""
    if answer.status_code != 302:
        return answer.status_code
    return two.ask(who, answer.headers["Location"]).status_code


def content(two: Two, who: str, rule: Rule) -> dict[str, Any]:
    """What a change would be sent with."""
    kind = kind_of(rule)
    if rule.rule.startswith("/api/"):
        payload = example(kind, Markers(), "changed") if isinstance(kind, RecordKind) else two.here.payload
        seen = {"reveal": ",".join(Group)} if rule.endpoint.endswith("_one") else {}
        return {"json": payload, "headers": {"If-Match": '"1"'}, "query_string": seen}
    form: dict[str, Any] = {"csrf_token": two.form_tokens[who]}
    if isinstance(kind, RecordKind):
        form.update(of_step(kind.steps[0], typed(kind, example(kind, Markers(), "changed"))))
    later = {"action": "later", "key_worker": str(two.clinic.stranger.user_id), "role": "clinician"}
    return {"data": {**form, **later}}


def search(two: Two, how: str, words: str) -> TestResponse:
    """A search by page or by API."""
    if how == "api":
        return two.ask("clinician", "/api/v1/patients/search", "POST", json={"words": words})
    form = {"csrf_token": two.form_tokens["clinician"], "words": words}
    return two.ask("clinician", "/patients/search", "POST", data=form)
