"""One unit of work: a transaction with its organisation, its keys and its audit; the only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker

from registry.access.actor import Actor
from registry.db.columns import sealed_columns
from registry.db.keystore import KeyRing, KeyService

_CONTEXT = text("SELECT set_config('app.org', :org, true), set_config('app.user', :user, true)")
_LAZY_CONTEXT = text(
    "SELECT set_config('app.org', :org, true), set_config('app.user', :user, true), "
    "set_config('synchronous_commit', 'off', true)"
)


def make_engine(url: str, **options: Any) -> Engine:
    """An engine whose errors carry no parameter values."""
    options.setdefault("pool_pre_ping", True)
    return create_engine(url, hide_parameters=True, **options)


class Database:
    """Engine and keys of one process. Pages and commands get their sessions here."""

    def __init__(self, engine: Engine, keys: KeyService) -> None:
        self.engine, self.keys = engine, keys
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        event.listen(self._sessions, "after_begin", _set_context)
        event.listen(self._sessions, "before_flush", _seal_pending)

    @contextmanager
    def work(self, actor: Actor) -> Iterator[Session]:
        """A writing unit of work: all or nothing, committed when the block ends."""
        with self._open(actor) as session, session.begin():
            yield session

    @contextmanager
    def read(self, actor: Actor) -> Iterator[Session]:
        """A unit of work in a read-only transaction: nothing can be changed by looking."""
        with self._open(actor) as session:
            session.connection(execution_options={"postgresql_readonly": True})
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def note(self, actor: Actor) -> Iterator[Session]:
        """A small transaction of its own for a read event or a refusal: not undone with the request's.

        It does not wait for the disk; a loss in a crash is found by the writers' counters (trust C6).
        """
        with self._open(actor) as session:
            session.info["lazy"] = True
            with session.begin():
                yield session

    def _open(self, actor: Actor) -> Session:
        session = self._sessions()
        session.info["actor"] = actor
        session.info["ring"] = KeyRing(self.keys, session, actor.org_id)
        return session


def ring_of(session: Session) -> KeyRing:
    """The keys of the session's organisation."""
    ring: KeyRing = session.info["ring"]
    return ring


def actor_of(session: Session) -> Actor:
    """The actor for whom the session was opened."""
    actor: Actor = session.info["actor"]
    return actor


@contextmanager
def standing_in(session: Session, org_id: UUID) -> Iterator[None]:
    """See and write the rows of another organisation for a few statements: to give a new one its keys."""
    actor = actor_of(session)
    session.execute(_CONTEXT, {"org": str(org_id), "user": str(actor.user_id)})
    try:
        yield
    finally:
        session.execute(_CONTEXT, {"org": str(actor.org_id), "user": str(actor.user_id)})


def _set_context(session: Session, transaction: Any, connection: Any) -> None:
    """Tell PostgreSQL's row-level security whose rows this transaction may see."""
    if not transaction.nested:
        actor = actor_of(session)
        statement = _LAZY_CONTEXT if session.info.get("lazy") else _CONTEXT
        connection.execute(statement, {"org": str(actor.org_id), "user": str(actor.user_id)})


def _seal_pending(session: Session, context: Any, instances: Any) -> None:
    """Replace every value set on a sealed attribute by its envelope."""
    ring = ring_of(session)
    for instance in (*session.new, *session.dirty):
        for sealed in sealed_columns(type(instance)).values():
            sealed.seal_pending(ring, instance)
