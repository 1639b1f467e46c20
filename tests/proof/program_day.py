"""The same day for a program: records by the API, sent twice under a key, refused, and met by a broken database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg

from casework.api.install import api_kinds
from casework.app.kinds import kind_named
from registry.people.record import PATIENT
from tests.proof.browsing import Page
from tests.proof.examples import example
from tests.proof.whole_day import EXITS, WholeDay

_REFUSE = "ADD CONSTRAINT refused CHECK (false) NOT VALID"
_TAKE = "DROP CONSTRAINT refused"
BREAKAGES = {
    f"ALTER TABLE diagnosis {_REFUSE}": f"ALTER TABLE diagnosis {_TAKE}",
    f"ALTER TABLE form_draft {_REFUSE}": f"ALTER TABLE form_draft {_TAKE}",
    "ALTER TABLE diagnosis RENAME TO diagnosis_away": "ALTER TABLE diagnosis_away RENAME TO diagnosis",
}
"""What an administrator may do wrong, and how it is undone: PostgreSQL then names values in its errors."""


class ProgramDay:
    """What a program does with the token of the day's clinician."""

    def __init__(self, day: WholeDay) -> None:
        self.day, self.markers = day, day.markers
        self.headers = {"Authorization": f"Bearer {day.token}"}

    def live(self, superuser_url: str) -> None:
        """Registration, one record of every kind, what is refused, what breaks."""
        answer = self._twice("/api/v1/patients", example(PATIENT, self.markers, "by API"))
        assert answer.status == 201, answer.text
        patient_id = UUID(answer.headers["Location"].rpartition("/")[2])
        for kind in (*(k for k in api_kinds() if k.name not in EXITS), *map(kind_named, EXITS)):
            answer = self._twice(f"/api/v1/patients/{patient_id}/{kind.plural}", example(kind, self.markers, "by API"))
            assert answer.status == 201, f"{kind.name}: {answer.text}"
        self.be_refused(patient_id)
        for breaks, mends in BREAKAGES.items():
            with broken(superuser_url, breaks, mends):
                self.meet_broken_database(patient_id)

    def be_refused(self, patient_id: UUID) -> None:
        """Unknown fields, wrong types, old versions, and words in addresses."""
        word, diagnoses = self.markers.text, f"/api/v1/patients/{patient_id}/diagnoses"
        assert self._send("POST", diagnoses, {word("field"): word("value")}).status == 422
        assert self._send("POST", diagnoses, [word("list")]).status == 422
        assert self._send("POST", "/api/v1/patients/search", {"words": word("search by API")}).status in {200, 422}
        diagnosis = kind_named("diagnosis")
        record, late = f"{diagnoses}/{self.day.newest(diagnosis, patient_id)}", {"If-Match": '"999"'}
        assert self._send("PUT", record, example(diagnosis, self.markers, "late"), late).status == 412
        assert self.day.browser.get(f"{record}?{word('query')}={word('query')}", self.headers).status == 422
        assert self.day.browser.get(f"{diagnoses}/{word('address')}", self.headers).status == 404

    def meet_broken_database(self, patient_id: UUID) -> None:
        """A form and a program write while the database refuses what it should take."""
        diagnosis = kind_named("diagnosis")
        payload = example(diagnosis, self.markers, "in vain")
        statuses = {self._send("POST", f"/api/v1/patients/{patient_id}/diagnoses", payload).status}
        draft = f"/patients/{patient_id}/diagnoses/forms/{uuid4()}/autosave"
        statuses.add(self.day.browser.post(draft, {"note": self.markers.text("in vain")}).status)
        assert 500 in statuses

    def _twice(self, path: str, payload: dict[str, Any]) -> Page:
        key = {"Idempotency-Key": str(uuid4())}
        first, again = (self._send("POST", path, payload, key) for _ in range(2))
        assert (again.status, again.body) == (first.status, first.body)
        return first

    def _send(self, method: str, path: str, payload: Any, more: dict[str, str] | None = None) -> Page:
        return self.day.browser.send(method, path, payload, {**self.headers, **(more or {})})


@contextmanager
def broken(superuser_url: str, breaks: str, mends: str) -> Iterator[None]:
    """The database with something wrong in it."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute(breaks)
        try:
            yield
        finally:
            connection.execute(mends)
