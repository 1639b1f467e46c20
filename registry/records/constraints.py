"""From a broken database constraint to a field and a code, without the values that PostgreSQL names in its message."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.errors import Invalid

Constraints = Mapping[str, tuple[str, str]]
"""Name of a constraint -> the field to blame and the code of what is wrong with it."""


@contextmanager
def constraint_errors(session: Session, constraints: Constraints) -> Iterator[None]:
    """Run a write and its flush in a savepoint; a broken constraint of the mapping becomes Invalid.

    The transaction goes on as if the write had not been tried. Any other broken constraint is a mistake in the
    program and passes through.
    """
    try:
        with session.begin_nested():
            yield
            session.flush()  # a constraint must break here and not at the commit, where no field could be blamed
    except IntegrityError as error:
        named = constraints.get(_constraint_name(error))
        if named is None:
            raise
        field, code = named
        # The cause is cut off: its text holds the row that was refused.
        raise Invalid({field: [code]}) from None


def _constraint_name(error: IntegrityError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or "")
