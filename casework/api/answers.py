"""What the API answers with: a record's content, masked; pages of a list; statuses and tags."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response, jsonify

from casework.api.masking import Revealed, dump_without, guarded_fields
from registry.db.base import PatientFact
from registry.errors import Invalid
from registry.records.kinds import RecordKind
from registry.web.api.conditions import etag_of

NOTHING_REVEALED: Revealed = frozenset()


def content_of(kind: RecordKind, row: Any, revealed: Revealed) -> dict[str, Any]:
    """The fields of a row by the kind's own schema. What is masked is not even opened.

    TypeError for anything but a row of a table: only a table says which of its columns are to be masked.
    """
    if not isinstance(row, PatientFact):
        raise TypeError(f"{kind.name} is not answered with rows of a table")
    schema = kind.output or kind.schema
    hidden = sorted(name for name, group in guarded_fields(schema(), row).items() if group not in revealed)
    return {**dump_without(schema, row, hidden), **version_of(row), "masked": hidden}


def version_of(row: Any) -> dict[str, Any]:
    """What every record has beside its own fields."""
    return {
        "id": str(row.id),
        "row_version": row.row_version,
        "created_at": _moment(row.created_at),
        "updated_at": _moment(row.updated_at),
    }


def page_of_rows(
    rows: Sequence[PatientFact], after: UUID | None, limit: int
) -> tuple[Sequence[PatientFact], str | None]:
    """The rows that follow the record `after`, and the id to go on from. Invalid when the list has no such record."""
    ids = [row.id for row in rows]
    if after is not None and after not in ids:
        raise Invalid({"after": ["invalid"]})
    start = 0 if after is None else ids.index(after) + 1
    shown = rows[start : start + limit]
    return shown, str(shown[-1].id) if start + limit < len(rows) else None


def respond(body: Any, status: int = 200, row_version: int | None = None) -> Response:
    """A JSON answer, with the tag of its version when it is one record."""
    response = jsonify(body)
    response.status_code = status
    if row_version is not None:
        response.headers["ETag"] = etag_of(row_version)
    return response


def object_of(row: Any) -> str:
    """The row as the audit names it."""
    return f"{row.__tablename__}:{row.id}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
