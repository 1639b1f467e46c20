"""Reconciling the journals with the database: what was acknowledged and is not there is reported.

Runs where the journals are, as the sequencer's role. The report is an `audit.loss` event, committed before
the slot is freed; a crash in between finds the report in `writer.lost_to` and does not repeat it.
"""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from audit.events import loss
from audit.journal import SUFFIX, Entry, JournalFile
from audit.writer import record

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('puente audit reconciliation', 0))")
_KNOWN = text("""
    SELECT asked.writer, greatest(
        coalesce(known.last_wseq, 0),
        coalesce(known.lost_to, 0),
        coalesce((SELECT max(wseq) FROM audit.pending AS p WHERE p.writer = asked.writer), 0)
    ) FROM unnest(cast(:writers AS bigint[])) AS asked(writer)
    LEFT JOIN audit.writer AS known ON known.writer = asked.writer
""")
_REPORTED = text("""
    INSERT INTO audit.writer AS known (writer, lost_to) VALUES (:writer, :last)
    ON CONFLICT (writer) DO UPDATE SET lost_to = greatest(known.lost_to, excluded.lost_to)
""")


@dataclass(frozen=True, slots=True)
class Loss:
    """Events `first` to `last` of `writer` were acknowledged and are not in the database."""

    writer: int
    first: int
    last: int


def reconcile(directory: Path, engine: Engine) -> list[Loss]:
    """Compare each writer that has ended with the database, report what is missing, free its slot.

    `engine` is one with an audit writer. Writers of living processes are left alone until their connection
    ends. Raises JournalDamaged for a file that is not a journal.
    """
    losses: list[Loss] = []
    for path in sorted(directory.glob(f"*{SUFFIX}")):
        with closing(JournalFile(path)) as file:
            process_ended = file.lock()
            entries = list(file.entries(ended_only=not process_ended))
            losses += _report(engine, entries)
            for entry in entries:
                file.free(entry.slot)
            if process_ended:
                path.unlink()
    return losses


def _report(engine: Engine, entries: list[Entry]) -> list[Loss]:
    if not entries:
        return []
    with engine.begin() as connection:
        connection.execute(_ONE_AT_A_TIME)
        losses = list(_missing(connection, entries))
        for missing in losses:
            record(connection, loss(missing.writer, missing.first, missing.last, found_by="journal"))
            connection.execute(_REPORTED, {"writer": missing.writer, "last": missing.last})
    return losses


def _missing(connection: Connection, entries: list[Entry]) -> Iterable[Loss]:
    rows = connection.execute(_KNOWN, {"writers": [entry.writer for entry in entries]})
    known: dict[int, int] = {row[0]: row[1] for row in rows}
    for entry in entries:
        if entry.last > known[entry.writer]:
            yield Loss(entry.writer, known[entry.writer] + 1, entry.last)
