"""Writing an event: one INSERT in the caller's transaction, so that act and record stand or fall together.

Each database connection is a writer of its own. Its counts follow the connection's transactions by way of
SQLAlchemy's events; see numbering. Two-phase commit and autocommit are not supported: the first has no moment
at which a count is final, the second none at which it can be given back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, Select, event, insert
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.sql.elements import RollbackToSavepointClause, SavepointClause

from audit.events import Event
from audit.journal import Journal
from audit.macs import mac_of
from audit.numbering import Numbering
from audit.tables import pending

Result = TypeVar("Result")

_KEY = "audit.writer"
_ADD = insert(pending)
# The commonest statement of all: straight to the driver, in binary, it takes a sixth less time.
_ADD_ROW = "INSERT INTO audit.pending (id, writer, wseq, body, mac) VALUES (%b, %b, %b, %b, %b)"


class WriterMissing(RuntimeError):
    """The engine has no audit writer, or the connection's transactions cannot carry one."""


@dataclass(frozen=True, slots=True)
class PendingRow:
    """An event as it is written, before it has a place in the log."""

    id: UUID
    writer: int
    wseq: int
    body: bytes
    mac: bytes

    def values(self) -> dict[str, Any]:
        return {"id": self.id, "writer": self.writer, "wseq": self.wseq, "body": self.body, "mac": self.mac}


@dataclass(frozen=True, slots=True)
class _Writer:
    mac_key: bytes
    numbering: Numbering


def install(engine: Engine, mac_key: bytes, journal: Journal | None = None) -> None:
    """Make every connection of `engine` a writer. Call before the first connection is opened.

    Raises ValueError for a key under 32 bytes.
    """
    if len(mac_key) < 32:
        raise ValueError("the key of the audit MAC has at least 32 bytes")

    def opened(_dbapi_connection: Any, record: Any) -> None:
        record.info[_KEY] = _Writer(mac_key, Numbering(journal))

    event.listen(engine, "connect", opened)
    event.listen(engine, "begin", _begun)
    event.listen(engine, "commit", _commit_begins)
    event.listen(engine, "rollback", _rolled_back)
    event.listen(engine, "handle_error", _failed)
    event.listen(engine, "before_execute", _savepoint)
    event.listen(engine, "checkin", _checked_in)
    event.listen(engine, "close", _closed)


def is_installed(engine: Engine) -> bool:
    return event.contains(engine, "commit", _commit_begins)


def record(connection: Connection, happened: Event) -> UUID:
    """Write `happened` in the current transaction of `connection`, in one round trip.

    Raises WriterMissing without `install`, or on an autocommit connection.
    """
    row = compose(connection, happened)
    with _count_used_or_given_back(connection, row):
        connection.exec_driver_sql(_ADD_ROW, (row.id, row.writer, row.wseq, row.body, row.mac))
    return row.id


def record_with(
    connection: Connection, happened: Event, statement: Select[Any], run: Callable[[Select[Any]], Result]
) -> Result:
    """Read and write down the reading in one statement: no row leaves the database without its event.

    `run` executes the statement it is given on `connection`; `session.execute` of a session on it will do.
    """
    row = compose(connection, happened)
    with _count_used_or_given_back(connection, row):
        return run(statement.add_cte(_ADD.values(row.values()).cte("audited")))


def compose(connection: Connection, happened: Event) -> PendingRow:
    """The row for `happened` with its count taken: the caller must write it in this transaction."""
    if not connection.in_transaction():
        # Before anything else: it makes a lost connection anew, and the beginning settles the counts.
        connection.begin()
    writer = _writer_of(connection)
    if writer is None or _autocommits(connection):
        raise WriterMissing("no audit writer on this connection, or it commits every statement by itself")
    number = writer.numbering.take()
    try:
        body = happened.body(writer.numbering.writer, number)
    except BaseException:
        writer.numbering.give_back(number)
        raise
    mac = mac_of(writer.mac_key, writer.numbering.writer, number, body)
    return PendingRow(writer.numbering.identifier(), writer.numbering.writer, number, body, mac)


@contextmanager
def _count_used_or_given_back(connection: Connection, row: PendingRow) -> Iterator[None]:
    writer = _writer_of(connection)
    try:
        yield
    except BaseException:
        if writer is not None:
            writer.numbering.give_back(row.wseq)
        raise


def _writer_of(connection: Connection) -> _Writer | None:
    # A connection that is gone must not be asked for its `info`: it would try to reconnect.
    if connection.closed or connection.invalidated:
        return None
    writer: _Writer | None = connection.info.get(_KEY)
    return writer


def _autocommits(connection: Connection) -> bool:
    return bool(getattr(connection.connection.driver_connection, "autocommit", True))


def _begun(connection: Connection) -> None:
    if writer := _writer_of(connection):
        writer.numbering.settle()


def _commit_begins(connection: Connection) -> None:
    writer = _writer_of(connection)
    if writer is None:
        return
    # PostgreSQL answers COMMIT of a failed transaction with a quiet ROLLBACK.
    status = connection.connection.driver_connection.info.transaction_status  # type: ignore[union-attr]
    if status == TransactionStatus.INERROR:
        writer.numbering.rolled_back()
    else:
        writer.numbering.commit_begins()


def _rolled_back(connection: Connection) -> None:
    if writer := _writer_of(connection):
        writer.numbering.settle()


def _failed(context: ExceptionContext) -> None:
    # During COMMIT the server either refused it, or is gone and nobody knows. In the second case the writer
    # ends with its connection, and a count promised to nobody cannot be missed.
    if context.connection is not None and (writer := _writer_of(context.connection)):
        writer.numbering.commit_failed()


def _savepoint(connection: Connection, clause: Any, *_: Any) -> None:
    if isinstance(clause, SavepointClause) and (writer := _writer_of(connection)):
        writer.numbering.savepoint(clause.ident)
    elif isinstance(clause, RollbackToSavepointClause) and (writer := _writer_of(connection)):
        writer.numbering.rollback_to(clause.ident)


def _checked_in(_dbapi_connection: Any, record: Any) -> None:
    # The pool has rolled back whatever was open before it says so.
    if writer := record.info.get(_KEY):
        writer.numbering.settle()


def _closed(_dbapi_connection: Any, record: Any) -> None:
    if writer := record.info.get(_KEY):
        writer.numbering.end()
