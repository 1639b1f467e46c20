"""What can go wrong in the domain. Only registry.web.errors knows which status code each becomes."""

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """A refusal that the person who asked must be told of."""

    code = "error"


class NotFound(DomainError):
    """Nothing there, or nothing this actor may know of: the two must look alike."""

    code = "not_found"


class NotSignedIn(DomainError):
    """Nobody has signed in, or the session has ended."""

    code = "not_signed_in"


class Forbidden(DomainError):
    """Visible, but this actor may not do that."""

    code = "forbidden"

    def __init__(self, permission: str = "") -> None:
        super().__init__(permission)
        self.permission = permission


class Invalid(DomainError):
    """Input that cannot be accepted: field name -> codes of what is wrong with it.

    The codes are keys of registry.web.messages; words belong to translations.
    """

    code = "invalid"

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(", ".join(f"{field}: {'/'.join(codes)}" for field, codes in errors.items()))
        self.errors: dict[str, list[str]] = {field: list(codes) for field, codes in errors.items()}


class Stale(DomainError):
    """Somebody else changed the record after it was read: nothing was written."""

    code = "stale"


class KeysUnavailable(DomainError):
    """The key provider does not answer: nothing can be opened or sealed now."""

    code = "keys_unavailable"


class CannotOpen(DomainError):
    """A sealed value does not open under its own cell: moved, altered, or its key is gone."""

    code = "cannot_open"

    def __init__(self, table: str, column: str, row_id: object) -> None:
        super().__init__(f"{table}.{column} of {row_id}")
        self.table, self.column, self.row_id = table, column, row_id
