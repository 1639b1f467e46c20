"""The writer of an import: seals here while the database writes what was sealed before, in one transaction.

A second thread waits for the server, so that each has a core to itself. While a batch is being written nobody else
uses the session.
"""

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any

from psycopg import Cursor
from sqlalchemy import BigInteger
from sqlalchemy.orm import Session

from audit.writer import compose
from casework.importing.bulk.arrays import BYTES_ELEMENT, UUID_ELEMENT, BinaryArray, BinaryArrayDumper, element_of
from casework.importing.bulk.batch import WRITTEN, Batch
from casework.importing.bulk.tables import BulkTable
from casework.importing.destinations import Destination
from casework.importing.subjects import Subject
from registry import clock
from registry.access.actor import Actor
from registry.db.work import standing_in
from registry.people.models import Patient
from registry.people.references import new_reference, read_reference

BATCH_ROWS = 8000
_EVENTS = """
    INSERT INTO audit.pending (id, writer, wseq, body, mac) SELECT * FROM unnest(
        %(ids)b::uuid[], %(writers)b::bigint[], %(counts)b::bigint[], %(bodies)b::bytea[], %(macs)b::bytea[]
    )
"""
_TAKEN = "SELECT reference FROM patient WHERE org_id = %s AND reference = ANY(%s)"
_BIGINT = element_of(BigInteger())


class BulkWriter:
    """Takes subjects and writes them by thousands of rows. Nothing is final before the session's own commit."""

    def __init__(self, session: Session, by: Actor) -> None:
        self._session, self._by = session, by
        self._batches: dict[str, Batch] = {}
        self._running: Future[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import-writer")
        self.rows: Counter[str] = Counter()

    def __enter__(self) -> "BulkWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the rest, unless something went wrong; the thread ends either way."""
        try:
            if kind is None:
                for place in list(self._batches):
                    self._hand_over(place)
                self._settle()
        finally:
            self._thread.shutdown(wait=True)

    def add(self, destination: Destination, subject: Subject) -> None:
        """Seal a subject's rows; they are written with others."""
        batch = self._batches.get(subject.place)
        if batch is None:
            batch = self._batches[subject.place] = Batch(destination, self._by)
        batch.add(subject)
        if batch.size >= BATCH_ROWS:
            self._hand_over(subject.place)

    def _hand_over(self, place: str) -> None:
        batch = self._batches.pop(place)
        self.rows.update({table.name: len(table) for table in batch.tables.values() if len(table)})
        self._settle()
        self._running = self._thread.submit(self._write, batch)

    def _settle(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.result()

    def _write(self, batch: Batch) -> None:
        """All rows of the batch, each table in one statement, with the organisation's row-level security in force."""
        org_id = batch.destination.org_id
        same = {"org_id": org_id, "created_at": clock.now(), "updated_at": clock.now(), "row_version": 1}
        driver: Any = self._session.connection().connection.driver_connection
        with standing_in(self._session, org_id), driver.cursor() as cursor:
            cursor.adapters.register_dumper(BinaryArray, BinaryArrayDumper)
            _free_references(cursor, batch)
            for table in (batch.tables[model] for model in WRITTEN):
                _insert(cursor, table, same)
            self._write_events(cursor, batch)

    def _write_events(self, cursor: Cursor[Any], batch: Batch) -> None:
        """The events of the batch, numbered by this connection's audit writer, in one statement."""
        connection = self._session.connection()
        rows = [compose(connection, event) for event in batch.events]
        cursor.execute(
            _EVENTS,
            {
                "ids": BinaryArray(UUID_ELEMENT, [row.id.bytes for row in rows]),
                "writers": BinaryArray(_BIGINT, [_BIGINT.encode(row.writer) for row in rows]),
                "counts": BinaryArray(_BIGINT, [_BIGINT.encode(row.wseq) for row in rows]),
                "bodies": BinaryArray(BYTES_ELEMENT, [row.body for row in rows]),
                "macs": BinaryArray(BYTES_ELEMENT, [row.mac for row in rows]),
            },
        )


def _insert(cursor: Cursor[Any], table: BulkTable, same: dict[str, Any]) -> None:
    if len(table):
        cursor.execute(table.statement, {**same, **table.arrays()})


def _free_references(cursor: Cursor[Any], batch: Batch) -> None:
    """Draw again the record numbers that somebody else has; those that a source brings along stay."""
    references = batch.tables[Patient].plain_values("reference")
    while True:
        texts = [value.decode() for value in references if value is not None]
        taken = {row[0] for row in cursor.execute(_TAKEN, (batch.destination.org_id, texts))}
        drawn = [at for at, text in enumerate(texts) if text in taken and read_reference(text)]
        if not drawn:
            return
        for at in drawn:
            references[at] = new_reference().encode()
