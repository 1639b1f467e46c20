"""A day at a service, all of whose words are markers: every form, draft, search, refusal and error."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from casework.app.kinds import KINDS
from registry.access.actor import Actor
from registry.accounts.api_tokens import PREFIX
from registry.db.work import Database
from registry.people.record import IDENTITY, PATIENT
from registry.records.drafts import Raw
from registry.records.kinds import RecordKind
from registry.web.forms.flow import shown_steps
from tests.proof.browsing import Browser
from tests.proof.examples import example, typed
from tests.proof.form_filling import begin, fill, leave_unfinished, of_slug, root_of
from tests.proof.markers import Markers

EXITS = ("intervention-exit", "episode-exit")
FACTS = tuple(kind for kind in KINDS if kind.name not in {"patient", "identity", *EXITS})
_STEP = re.compile(r"/steps/([a-z-]+)")
_TOKEN = re.compile(PREFIX + "[A-Za-z0-9_-]{20,}")
_RECOVERY = re.compile(r"<code[^>]*>([^<]{8,})</code>")


@dataclass
class WholeDay:
    """What one clinician does, and what was kept of it: payloads by patient and kind."""

    browser: Browser
    markers: Markers
    database: Database
    actor: Actor
    password: str
    token: str = ""
    kept: list[tuple[RecordKind, UUID, dict[str, Any]]] = field(default_factory=list)
    overwritten: list[tuple[RecordKind, UUID, dict[str, Any]]] = field(default_factory=list)

    def live(self) -> None:
        """From the first registration to the last mistake."""
        patient_id = self.register()
        self.record(patient_id)
        self.amend(patient_id)
        self.collide(patient_id)
        self.end(patient_id)
        self.begin_and_leave(self.register())
        self.be_refused(patient_id)
        self.look_for(patient_id)
        self.mistype()
        self.token = self.ask_for_token()
        self.mind_account()

    def register(self) -> UUID:
        """A new patient, found again by the record number."""
        payload = example(PATIENT, self.markers, "registered")
        page = fill(self.browser, PATIENT, "/patients/new", typed(PATIENT, payload))
        patient_id = UUID(page.location.rpartition("/")[2])
        self.overwritten.append((IDENTITY, patient_id, payload))
        return patient_id

    def record(self, patient_id: UUID) -> None:
        """One of every kind."""
        for kind in FACTS:
            self._fill(kind, patient_id, f"{root_of(kind, patient_id)}/new", "recorded", self.overwritten)

    def amend(self, patient_id: UUID) -> None:
        """Each of them again with other words."""
        self._fill(IDENTITY, patient_id, f"/patients/{patient_id}/identity/{patient_id}/change", "amended", self.kept)
        for kind in FACTS:
            address = f"{root_of(kind, patient_id)}/{self.newest(kind, patient_id)}/change"
            self._fill(kind, patient_id, address, "amended", self.kept)

    def collide(self, patient_id: UUID) -> None:
        """A change to what somebody else has changed: both versions are shown."""
        for kind in FACTS:
            beginning = begin(self.browser, f"{root_of(kind, patient_id)}/{self.newest(kind, patient_id)}/change")
            raw = typed(kind, example(kind, self.markers, "collided")) | {"row_version__": ["999"]}
            last = "check" if kind.check_page else shown_steps(kind, raw)[-1].slug
            page = self.browser.post(_STEP.sub(f"/steps/{last}", beginning), raw)
            assert page.status == 409, f"{kind.name} answered {page.status}"

    def end(self, patient_id: UUID) -> None:
        """The ends of the intervention and of the episode."""
        for kind in (kind for name in EXITS for kind in KINDS if kind.name == name):
            self._fill(kind, patient_id, f"{root_of(kind, patient_id)}/new", "ended", self.kept)

    def begin_and_leave(self, patient_id: UUID) -> None:
        """A form of every kind that is never sent; the pages of each show what was typed."""
        for kind in (PATIENT, *FACTS):
            payload = example(kind, self.markers, "unfinished")
            address = leave_unfinished(self.browser, kind, f"{root_of(kind, patient_id)}/new", typed(kind, payload))
            for step in kind.steps:
                self.browser.get(f"{address}/steps/{step.slug}")

    def be_refused(self, patient_id: UUID) -> None:
        """Nonsense in every field, also in those that want a code, a number or a day."""
        for kind in (PATIENT, *FACTS):
            beginning = begin(self.browser, f"{root_of(kind, patient_id)}/new")
            nonsense = self._nonsense(kind)
            for step in kind.steps:
                address = _STEP.sub(f"/steps/{step.slug}", beginning)
                answer = self.browser.post(address, of_slug(kind, step.slug, nonsense))
                assert answer.status in {302, 404, 422}, f"{kind.name} {step.slug} answered {answer.status}"

    def look_for(self, patient_id: UUID) -> None:
        """Searches with names, numbers and words; a choice that is none."""
        text, number = self.markers.text, self.markers.number
        for words in (f"{text('search')} {text('search')}", number("search"), f"{text('search')} 1913", text("few")):
            assert self.browser.post("/patients/search", {"words": words}).status in {200, 422}
        answer = self.browser.post(f"/patients/{patient_id}/key-worker", {"key_worker": text("key worker")})
        assert answer.status == 422
        assert self.browser.get(f"/diagnoses/search?q={text('diagnosis search')}").status == 200

    def mistype(self) -> None:
        """Addresses, headers and bodies that lead to errors."""
        word, get = self.markers.text, self.browser.get
        assert get(f"/patients/{word('address')}").status == 404
        assert get(f"/{word('address')}/{word('address')}?{word('name')}={word('value')}").status == 404
        assert get(f"/patients/{uuid4()}/diagnoses/new?record={word('argument')}").status == 404
        assert self.browser.post("/patients", {"words": word("wrong method")}).status == 405
        with Browser(self.browser.port) as other:
            other.cookies, other.token = self.browser.cookies, self.browser.token
            assert other.post("/patients/search", {"words": word("too large") * 200_000}).status == 413
        token, self.browser.token = self.browser.token, word("form token")
        assert self.browser.post("/patients/search", {"words": word("without token")}).status == 403
        self.browser.token = token
        names = ("User-Agent", "Referer", "X-Forwarded-For", "X-Request-Id", "Accept-Language", "Authorization")
        with Browser(self.browser.port) as stranger:
            stranger.cookies["puente"] = f"{word('cookie')}.{word('cookie')}"
            stranger.get(f"/sign-in?next=/{word('next')}", {name: word(name) for name in names})
            stranger.get("/api/v1/me", {"Authorization": f"Bearer {word('bearer')}"})

    def ask_for_token(self) -> str:
        """A token for a program, shown once."""
        page = self.browser.post("/account/tokens", {"label": "Tests", "days": "1"})
        return self.markers.secret(next(iter(_TOKEN.findall(page.text))), "token of the API")

    def mind_account(self) -> None:
        """Passwords, codes and names that are wrong; secrets that are shown once."""
        word = self.markers.text
        for _ in range(3):
            with Browser(self.browser.port) as stranger:
                stranger.learn_token("/sign-in")
                stranger.post("/sign-in", {"user_name": word("user name"), "password": word("wrong password")})
        wrong = {name: f"{word(name)} long enough" for name in ("old_password", "new_password", "new_password_again")}
        assert self.browser.post("/account/password", wrong).status == 422
        right = f"{word('new password')} and four quiet rivers"
        form = {"old_password": self.password, "new_password": right, "new_password_again": right}
        assert self.browser.post("/account/password", form).status == 302
        self.browser.learn_token("/account")
        codes = self.browser.post("/account/recovery-codes", {"password": right})
        for code in _RECOVERY.findall(codes.text):
            self.markers.secret(code, "recovery code")
        self.browser.get("/account/second-factor")
        assert self.browser.post("/account/second-factor", {"code": word("code"), "password": right}).status == 422

    def newest(self, kind: RecordKind, patient_id: UUID) -> UUID:
        """The id of the newest record of a kind."""
        with self.database.read(self.actor) as session:
            found: UUID = kind.listing(session, by=self.actor, patient_id=patient_id)[0].id
        return found

    def told_by(self, session: Session, kind: RecordKind, patient_id: UUID) -> str:
        """All that the record of a kind says, opened."""
        rows = kind.listing(session, by=self.actor, patient_id=patient_id)
        return " ".join(str(kind.dump(row)) for row in rows)

    def _fill(self, kind: RecordKind, patient_id: UUID, beginning: str, how: str, into: list[Any]) -> None:
        payload = example(kind, self.markers, how)
        fill(self.browser, kind, beginning, typed(kind, payload))
        into.append((kind, patient_id, payload))

    def _nonsense(self, kind: RecordKind) -> Raw:
        names = (path.replace(".", "-") for step in kind.steps for path in step.fields)
        parts = ("", "__day", "__month", "__year", "__missing")
        return {f"{n}{part}": [self.markers.text(f"nonsense {kind.name}")] for n in names for part in parts}
