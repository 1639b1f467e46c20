"""The sequencer: gives the waiting events their places in the log and signs the log's new head.

One transaction takes events from the queue, numbers them, extends the tree and stores a signed checkpoint, so
that a crash leaves either all of it or none. An advisory lock lets one sequencer work at a time; the
compare-and-swap on the log's size would stop a second one even without it.
"""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from audit import batch
from audit.batch import Waiting
from audit.journal import JournalDamaged
from audit.merkle import Frontier, leaf_hash
from audit.note import Checkpoint, SigningKey
from audit.reconciliation import reconcile
from audit.tiles import NewHashes
from audit.writer import compose, is_installed

_log = logging.getLogger(__name__)

_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended('puente audit sequencer', 0))")
_STATE = text("SELECT size, frontier FROM audit.state")
_FIRST_STATE = text("INSERT INTO audit.state (size, frontier) VALUES (0, '')")
_ADVANCE = text("UPDATE audit.state SET size = :new, frontier = :frontier WHERE one AND size = :old")
_TILES = text("""
    INSERT INTO audit.tile (level, idx, hashes)
    SELECT * FROM unnest(cast(:levels AS smallint[]), cast(:idxs AS bigint[]), cast(:hashes AS bytea[]))
    ON CONFLICT (level, idx) DO UPDATE SET hashes = tile.hashes || excluded.hashes
""")
_CHECKPOINT = text("INSERT INTO audit.checkpoint (size, note) VALUES (:size, :note)")

_RECONCILE_EVERY = 60.0
_LONGEST_PAUSE = 5.0


class LogMoved(Exception):
    """Another sequencer changed the log although this one held the lock; nothing was written."""


class Sequencer:
    """Numbers events through `engine`, which has the sequencer's role and an audit writer installed.

    The writer is needed because a loss is reported as an event too. `origin` names the log in its
    checkpoints. With `journals`, the writers' journals there are reconciled at the start and every minute.
    """

    def __init__(self, engine: Engine, origin: str, signing_key: SigningKey, *, journals: Path | None = None) -> None:
        if not is_installed(engine):
            raise ValueError("install an audit writer on the sequencer's engine first")
        self._engine = engine
        self._origin = origin
        self._signing_key = signing_key
        self._journals = journals
        self._reconcile_at = 0.0

    def run_once(self, limit: int = 1000) -> int:
        """Number up to `limit` waiting events and return how many; 0 also while another sequencer works."""
        with self._engine.begin() as connection:
            if not connection.scalar(_LOCK):
                return 0
            rows = batch.take(connection, limit)
            if rows:
                self._number(connection, rows)
        return len(rows)

    def run_forever(self, stop: threading.Event, interval: float = 0.25, limit: int = 1000) -> None:
        """Number events until `stop` is set, looking every `interval` seconds; outlives a lost database."""
        failures = 0
        while not stop.is_set():
            began = time.monotonic()
            try:
                self._reconcile_when_due(began)
                full = self.run_once(limit) >= limit
                failures = 0
            except (DBAPIError, LogMoved) as error:
                failures, full = failures + 1, False
                # The class alone: a database's message may carry values.
                _log.warning("sequencer: %s, attempt %d", type(error).__name__, failures)
            if not full:
                stop.wait(_pause(interval, failures) - (time.monotonic() - began))

    def _reconcile_when_due(self, now: float) -> None:
        if self._journals is None or now < self._reconcile_at:
            return
        self._reconcile_at = now + _RECONCILE_EVERY
        try:
            reconcile(self._journals, self._engine)
        except JournalDamaged as error:
            # One bad file must not stop the numbering; it is told of again every minute.
            _log.error("sequencer: the journal %s is damaged, its writers are not checked", error)

    def _number(self, connection: Connection, waiting: list[Waiting]) -> None:
        rows = [*waiting, *self._reports(connection, waiting)]
        batch.remember_counts(connection, rows)
        size, packed = _state(connection)
        new = NewHashes(Frontier(size, packed))
        for row in rows:
            new.append(leaf_hash(row.body))
        batch.store(connection, size, rows)
        _store_tiles(connection, new.added)
        self._advance(connection, size, new.frontier)

    def _reports(self, connection: Connection, waiting: list[Waiting]) -> Iterator[Waiting]:
        # Numbered at once rather than left waiting, so that no signed head shows a gap without its report.
        for missing in batch.losses(connection, waiting):
            row = compose(connection, missing)
            yield Waiting(row.writer, row.wseq, row.body, row.mac)

    def _advance(self, connection: Connection, old: int, frontier: Frontier) -> None:
        moved = connection.execute(_ADVANCE, {"new": frontier.size, "frontier": frontier.packed(), "old": old}).rowcount
        if moved != 1:
            raise LogMoved
        head = Checkpoint(self._origin, frontier.size, frontier.root())
        connection.execute(_CHECKPOINT, {"size": frontier.size, "note": self._signing_key.sign(str(head))})


def _pause(interval: float, failures: int) -> float:
    """Seconds from one look to the next, doubling while the database is away."""
    return min(interval * (1 << min(failures, 8)), max(interval, _LONGEST_PAUSE))


def _state(connection: Connection) -> tuple[int, bytes]:
    row = connection.execute(_STATE).one_or_none()
    if row is None:
        connection.execute(_FIRST_STATE)
        return 0, b""
    return row.size, row.frontier


def _store_tiles(connection: Connection, added: Mapping[tuple[int, int], bytearray]) -> None:
    connection.execute(
        _TILES,
        {
            "levels": [level for level, _ in added],
            "idxs": [idx for _, idx in added],
            "hashes": [bytes(hashes) for hashes in added.values()],
        },
    )
