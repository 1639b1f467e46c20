"""Writes of the API: one transaction with its idempotency key, answered once and repeated word for word."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session
from werkzeug.exceptions import PreconditionFailed

from audit.events import Act
from casework.api.answers import object_of, respond
from registry.access.actor import Actor
from registry.access.trail import record_event
from registry.errors import Stale
from registry.people.scopes import get_patient
from registry.records.idempotency import Answer, claim_key
from registry.web.api.conditions import etag_of
from registry.web.api.idempotency_header import REPLAYED, given_key, request_digest
from registry.web.runtime import current_actor, database

Write = Callable[[Session], Answer]
"""Does the write in the session given, and says what to answer."""


def written(status: int, row: Any, body: dict[str, Any], address: str | None = None) -> Answer:
    """The answer that tells of a row just written; `address` is where it can be read."""
    headers = {"ETag": etag_of(row.row_version)}
    if address is not None:
        headers["Location"] = address
    return Answer(status, body, headers, object_of(row), str(getattr(row, "patient_id", row.id)))


def write_once(write: Write) -> Response:
    """Do a write; with an Idempotency-Key seen before, give the first answer again and do nothing.

    A version that is no longer the newest is 412 here: the caller named it in If-Match.
    """
    actor, key = current_actor(), given_key()
    digest = None if key is None else request_digest()
    try:
        with database().work(actor) as session:
            if key is None or digest is None:
                return _response(write(session), {})
            return _keyed(session, actor, key, digest, write)
    except Stale as error:
        raise PreconditionFailed from error


def _keyed(session: Session, actor: Actor, key: str, digest: bytes, write: Write) -> Response:
    row = claim_key(session, by=actor, key=key, request_hash=digest)
    first = row.first_answer
    if first is not None:
        _see_again(session, actor, first)
        return _response(first, {REPLAYED: "true"})
    answer = write(session)
    row.settle(answer)
    return _response(answer, {})


def _see_again(session: Session, actor: Actor, first: Answer) -> None:
    """A repeated answer shows the record again: the patient must still be visible, and it is written down."""
    subject = UUID(first.subject)
    get_patient(session, by=actor, patient_id=subject)
    record_event(session, by=actor, act=Act.RECORD_VIEW, obj=first.obj, subject=subject)


def _response(answer: Answer, more: dict[str, str]) -> Response:
    response = respond(answer.body, answer.status)
    response.headers.update({**answer.headers, **more})
    return response
