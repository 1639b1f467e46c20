"""Clients that write without pause and remember what was acknowledged; an answer that is lost is asked for again."""

import threading
import time
from http.client import HTTPException
from typing import Any
from uuid import UUID, uuid4

from tests.proof.browsing import Browser, Page

PATIENCE = 90.0
_DIAGNOSIS = {"diagnosis": "ICD-10:F11.2", "diagnosed_on": "2026-01-05", "status": "ACTIVE", "certainty": "CONFIRMED"}
_FIRST_PAGE = {
    "diagnosis": "ICD-10:F11.2",
    "diagnosed_on__day": "5",
    "diagnosed_on__month": "1",
    "diagnosed_on__year": "2026",
    "status": "ACTIVE",
    "certainty": "CONFIRMED",
}


class Client(threading.Thread):
    """Writes one diagnosis after another for a patient of its own, each with a word that no other has."""

    def __init__(self, name: str, browser: Browser, patient_id: UUID, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.browser, self.patient_id, self.stop = browser, patient_id, stop
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.looks = self.retries = 0

    def run(self) -> None:
        """Until told to stop; what has been begun is brought to its end."""
        while not self.stop.wait(0.05) and not self.refused:
            word = f"{self.name}-{len(self.acknowledged)}"
            if self.write(word):
                self.acknowledged.append(word)
        self.browser.close()

    def write(self, word: str) -> bool:
        """Write one diagnosis; True once it is acknowledged."""
        raise NotImplementedError

    def insist(self, ask: Any, expected: int, step: str) -> Page | None:
        """Ask until the answer is the one expected; None when it is one that no repetition would mend."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                page: Page = ask()
            except (OSError, HTTPException):
                page = Page(0, {}, b"")
            if page.status == expected and "/sign-in" not in page.location:
                return page
            if page.status not in {0, 429, 500, 502, 503}:
                self.refused.append(f"{step}: {page.status} {page.location} {page.text[:200]}")
                return None
            self.retries += 1
            time.sleep(0.1)
        self.refused.append(f"{step}: no answer for {PATIENCE} seconds")
        return None


class ProgramClient(Client):
    """By the API, under an idempotency key for each diagnosis."""

    token = ""
    LOOKS = 3

    def write(self, word: str) -> bool:
        """One request, and then looks at the patient, whose events do not wait for the disk."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid4())}
        path, payload = f"/api/v1/patients/{self.patient_id}/diagnoses", {**_DIAGNOSIS, "diagnosed_by": word}
        done = self.insist(lambda: self.browser.send("POST", path, payload, headers), 201, word) is not None
        for _ in range(self.LOOKS):
            self.look(headers)
        return done

    def look(self, headers: dict[str, str]) -> None:
        """Read the patient; counted when it was shown, and not asked again when it was not."""
        try:
            self.looks += self.browser.get(f"/api/v1/patients/{self.patient_id}", headers).status == 200
        except (OSError, HTTPException):
            time.sleep(0.05)


class FormClient(Client):
    """By the form of two pages, whose draft is the key."""

    def write(self, word: str) -> bool:
        """Both pages."""
        root = f"/patients/{self.patient_id}/diagnoses/forms/{uuid4()}/steps"
        first = self.insist(lambda: self.browser.post(f"{root}/diagnosis", _FIRST_PAGE), 302, f"{word} first page")
        if first is None:
            return False
        last = self.insist(lambda: self.browser.post(f"{root}/details", {"diagnosed_by": word}), 302, word)
        return last is not None
