"""A batch: events taken out of the queue, in the order in which they will be numbered.

Rows travel as arrays through unnest, one statement a batch: COPY is refused on tables with row-level security.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from audit.events import Act, Event, loss

# No row lock: the sequencer's advisory lock already makes it the only one that deletes.
_TAKE = text("""
    WITH taken AS (
        DELETE FROM audit.pending WHERE id IN (SELECT id FROM audit.pending ORDER BY id LIMIT :limit)
        RETURNING id, writer, wseq, body, mac
    ) SELECT writer, wseq, body, mac FROM taken ORDER BY id
""")
_COUNTED = text("SELECT writer, last_wseq FROM audit.writer WHERE writer = ANY(cast(:writers AS bigint[]))")
_COUNT = text("""
    INSERT INTO audit.writer AS known (writer, last_wseq)
    SELECT * FROM unnest(cast(:writers AS bigint[]), cast(:counts AS bigint[]))
    ON CONFLICT (writer) DO UPDATE SET last_wseq = greatest(known.last_wseq, excluded.last_wseq)
""")
# For the driver itself: its binary placeholders save the escaping of every body.
_EVENTS = """
    INSERT INTO audit.event (seq, body, mac, subject, org, at, act)
    SELECT * FROM unnest(
        %(seqs)b::bigint[], %(bodies)b::bytea[], %(macs)b::bytea[], %(subjects)b::text[]::uuid[],
        %(orgs)b::text[]::uuid[], %(times)b::timestamptz[], %(acts)b::text[]
    )
"""
_LISTED = text("""
    INSERT INTO audit.listed (subject, seq, org)
    SELECT cast(subject AS uuid), seq, cast(org AS uuid)
    FROM unnest(cast(:subjects AS text[]), cast(:seqs AS bigint[]), cast(:orgs AS text[])) AS shown(subject, seq, org)
    ON CONFLICT DO NOTHING
""")


_ACTS = frozenset(act.value for act in Act)
# Canonical bodies have their ids in this form; a pattern is enough, and cheaper than parsing each of them.
_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Waiting(NamedTuple):
    """An event without a place yet."""

    writer: int
    wseq: int
    body: bytes
    mac: bytes


class Projection(NamedTuple):
    """What the indexes need of a body. A body that cannot be read is numbered all the same, without them."""

    subject: str | None = None
    org: str | None = None
    at: datetime | None = None
    act: str | None = None
    listed: tuple[str, ...] = ()


def take(connection: Connection, limit: int) -> list[Waiting]:
    """Remove up to `limit` events from the queue, oldest first."""
    return [Waiting(*row) for row in connection.execute(_TAKE, {"limit": limit})]


def losses(connection: Connection, rows: Sequence[Waiting]) -> Iterator[Event]:
    """An `audit.loss` event for each gap in a writer's counts.

    A gap is final at once: the transactions of one connection follow each other, so that a later count cannot
    be seen before an earlier one.
    """
    writers = list({row.writer for row in rows})
    last: dict[int, int] = {row[0]: row[1] for row in connection.execute(_COUNTED, {"writers": writers})}
    for row in rows:
        expected = last.get(row.writer, 0) + 1
        if row.wseq > expected:
            yield loss(row.writer, expected, row.wseq - 1, found_by="sequencer")
        last[row.writer] = max(row.wseq, expected - 1)


def remember_counts(connection: Connection, rows: Sequence[Waiting]) -> None:
    counts: dict[int, int] = {}
    for row in rows:
        counts[row.writer] = max(row.wseq, counts.get(row.writer, 0))
    connection.execute(_COUNT, {"writers": list(counts), "counts": list(counts.values())})


def store(connection: Connection, first: int, rows: Sequence[Waiting]) -> None:
    """Write `rows` as the events numbered from `first` on."""
    seqs = list(range(first, first + len(rows)))
    read = [project(row.body) for row in rows]
    connection.exec_driver_sql(
        _EVENTS,
        {
            "seqs": seqs,
            "bodies": [row.body for row in rows],
            "macs": [row.mac for row in rows],
            "subjects": [found.subject for found in read],
            "orgs": [found.org for found in read],
            "times": [found.at for found in read],
            "acts": [found.act for found in read],
        },
    )
    shown = [(person, seq, found.org) for seq, found in zip(seqs, read, strict=True) for person in found.listed]
    if shown:
        people, pages, orgs = (list(column) for column in zip(*shown, strict=True))
        connection.execute(_LISTED, {"subjects": people, "seqs": pages, "orgs": orgs})


def project(body: bytes) -> Projection:
    try:
        parsed: dict[str, Any] = json.loads(body.decode())
        act, subject, org, listed = parsed["act"], parsed.get("subject"), parsed.get("org"), parsed.get("listed", ())
        moment = datetime.fromisoformat(parsed["at"])
        known = act in _ACTS and moment.tzinfo is not None
        ids = [*listed, *(found for found in (subject, org) if found is not None)]
        known = known and all(map(_UUID.fullmatch, ids))
        return Projection(subject, org, moment, act, tuple(listed)) if known else Projection()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Projection()
