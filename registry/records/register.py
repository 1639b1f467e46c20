"""The commands and queries of a kind of fact that asks for no rule beyond its schema and its table."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.db.base import PatientFact
from registry.people.scopes import get_fact, visible_facts
from registry.records.constraints import Constraints, constraint_errors
from registry.records.facts import add_fact, change_fact

F = TypeVar("F", bound=PatientFact)


def plain_values(command: Any) -> dict[str, Any]:
    """The attributes of a command, by name: right wherever the model has the same names."""
    return {field.name: getattr(command, field.name) for field in fields(command)}


class Register(Generic[F]):
    """All facts of one kind: its methods are what a RecordKind names as create, change, fetch and listing.

    `newest` orders a listing. `values` turns a command into attributes of the model. `reveal` is the permission
    without which one fact is not read to be changed, because its form shows what other screens mask. `constraints`
    says which field and code a broken constraint of the table means.
    """

    def __init__(
        self,
        model: type[F],
        write: Permission,
        newest: Callable[[F], Any],
        *,
        values: Callable[[Any], Mapping[str, Any]] = plain_values,
        reveal: Permission | None = None,
        constraints: Constraints | None = None,
    ) -> None:
        self.model, self.write, self.newest = model, write, newest
        self.values, self.reveal, self.constraints = values, reveal, constraints or {}

    def record(self, session: Session, *, by: Actor, patient_id: UUID, command: Any) -> F:
        """Record a new fact about a patient."""
        by.require(self.write)
        with self._checked(session):
            return add_fact(session, by=by, model=self.model, patient_id=patient_id, values=self.values(command))

    def amend(
        self, session: Session, *, by: Actor, patient_id: UUID, record_id: UUID, command: Any, row_version: int
    ) -> F:
        """Change a fact that was read at `row_version`; Stale when somebody else has changed it since."""
        by.require(self.write)
        with self._checked(session):
            return change_fact(
                session,
                by=by,
                model=self.model,
                patient_id=patient_id,
                record_id=record_id,
                values=self.values(command),
                row_version=row_version,
            )

    def find(self, session: Session, *, by: Actor, patient_id: UUID, record_id: UUID) -> F:
        """One fact of a visible patient, or NotFound."""
        if self.reveal is not None:
            by.require(self.reveal)
        return get_fact(session, by=by, model=self.model, patient_id=patient_id, record_id=record_id)

    def listed(self, session: Session, *, by: Actor, patient_id: UUID) -> Sequence[F]:
        """All facts of a visible patient, the newest first."""
        found = session.scalars(visible_facts(by, self.model, patient_id)).all()
        return sorted(found, key=self.newest, reverse=True)

    def _checked(self, session: Session) -> AbstractContextManager[None]:
        """A savepoint only where a constraint may break: it costs two round trips."""
        return constraint_errors(session, self.constraints) if self.constraints else nullcontext()
