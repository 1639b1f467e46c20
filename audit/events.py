"""An audit event: who did what to whom, when, why and with what result.

The words follow ATNA / IHE practice; the field list is that of the log's body. A body never holds a value of
a record: `fields` are column names, `after` is a digest, free text (a break-glass reason) arrives sealed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from audit.canonical import canonical

VERSION = 1
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


class Act(StrEnum):
    """The closed vocabulary of verbs: `thing.verb`. A new act is a new member, never a free string."""

    RECORD_VIEW = "record.view"
    RECORD_LIST = "record.list"
    RECORD_CREATE = "record.create"
    RECORD_UPDATE = "record.update"
    RECORD_VOID = "record.void"
    RECORD_MERGE = "record.merge"
    RECORD_REVEAL = "record.reveal"
    RECORD_IMPORT = "record.import"
    RECORD_EXPORT = "record.export"
    RECORD_ERASE = "record.erase"
    RECORD_REFUSED = "record.refused"
    SESSION_SIGN_IN = "session.sign_in"
    SESSION_SIGN_IN_FAILED = "session.sign_in_failed"
    SESSION_SECOND_FACTOR_FAILED = "session.second_factor_failed"
    SESSION_STEP_UP = "session.step_up"
    SESSION_SIGN_OUT = "session.sign_out"
    SESSION_EXPIRED = "session.expired"
    ACCOUNT_CREATE = "account.create"
    ACCOUNT_UPDATE = "account.update"
    ACCOUNT_DISABLE = "account.disable"
    ACCOUNT_ENABLE = "account.enable"
    ACCOUNT_PASSWORD_CHANGE = "account.password_change"
    ACCOUNT_SECOND_FACTOR_ENROL = "account.second_factor_enrol"
    ACCOUNT_SECOND_FACTOR_RESET = "account.second_factor_reset"
    ACCOUNT_RECOVERY_CODE_USED = "account.recovery_code_used"
    ACCOUNT_ROLE_GRANT = "account.role_grant"
    ACCOUNT_ROLE_REVOKE = "account.role_revoke"
    ACCOUNT_TOKEN_ISSUE = "account.token_issue"
    ACCOUNT_TOKEN_REVOKE = "account.token_revoke"
    KEY_CREATE = "key.create"
    KEY_ROTATE = "key.rotate"
    KEY_SHARE = "key.share"
    KEY_WITHDRAW = "key.withdraw"
    KEY_DESTROY = "key.destroy"
    CONSENT_GIVE = "consent.give"
    CONSENT_REVOKE = "consent.revoke"
    CONSENT_EXPIRE = "consent.expire"
    RELEASE_APPROVE = "release.approve"
    RELEASE_SEND = "release.send"
    RELEASE_DOWNLOAD = "release.download"
    BREAK_GLASS_START = "break_glass.start"
    BREAK_GLASS_STOP = "break_glass.stop"
    AUDIT_READ = "audit.read"
    AUDIT_EXPORT = "audit.export"
    AUDIT_LOSS = "audit.loss"
    """Events that were promised and are not there; names the writer and its missing numbers."""
    AUDIT_TAMPER = "audit.tamper"
    """A sealed cell that does not open, or a digest that does not fit."""
    WRITER_OPEN = "writer.open"


class Outcome(StrEnum):
    """How the act ended."""

    SUCCESS = "success"
    REFUSED = "refused"
    FAILED = "failed"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. Absent attributes are left out of the body.

    Raises ValueError for a naive time, a `fields` entry that is not a column name (a value must not slip in
    there) and an `extra` that reuses `org`, `subject` or `listed`, which decide who may read the event.
    """

    act: Act
    at: datetime = field(default_factory=_now)
    actor: UUID | None = None
    role: str | None = None
    org: UUID | None = None
    obj: str | None = None
    """What was touched, as `kind:id`, such as `episode:0199...`."""
    subject: UUID | None = None
    """The patient concerned, as the pseudonymous id of the record."""
    listed: tuple[UUID, ...] = ()
    """The patients a search or list page showed: one event for the page, not one a row."""
    purpose: str | None = None
    basis: str | None = None
    """The consent or break-glass grant that allowed it."""
    outcome: Outcome = Outcome.SUCCESS
    fields: tuple[str, ...] = ()
    after: str | None = None
    """SHA-256, in hexadecimal, over the sealed envelopes of the row after a write."""
    req: str | None = None
    sess: str | None = None
    """Digest of the session, never its token."""
    ip: str | None = None
    """HMAC of the address under a key of the day, never the address."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    v: int = VERSION

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("the time of an event is aware")
        if not all(_FIELD_NAME.fullmatch(name) for name in self.fields):
            raise ValueError("fields are names of columns")
        if _RESERVED.intersection(_keys(self.extra)):
            raise ValueError("extra may not reuse the names that decide who reads the event")

    def body(self, writer: int, number: int) -> bytes:
        """The canonical bytes that are numbered and hashed; `w` and `n` are the writer and its count.

        `w` is hexadecimal text because 63 bits do not fit a JSON number.
        """
        return canonical({name: value for name, value in self._parts(writer, number) if value is not None})

    def _parts(self, writer: int, number: int) -> Iterator[tuple[str, Any]]:
        yield "v", self.v
        yield "at", timestamp(self.at)
        yield "act", self.act.value
        yield "outcome", self.outcome.value
        yield "actor", _text(self.actor)
        yield "org", _text(self.org)
        yield "subject", _text(self.subject)
        for name in ("role", "obj", "purpose", "basis", "after", "req", "sess", "ip"):
            yield name, getattr(self, name)
        yield "fields", list(self.fields) or None
        yield "listed", [str(person) for person in self.listed] or None
        yield "extra", self.extra or None
        yield "w", writer_name(writer)
        yield "n", number


_RESERVED = frozenset({"org", "subject", "listed"})


def writer_name(writer: int) -> str:
    """A writer's id as it stands in a body: 16 hexadecimal digits."""
    return f"{writer:016x}"


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds, so that the texts sort as the times do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def loss(writer: int, first: int, last: int, *, found_by: str) -> Event:
    """The report that a writer's events `first` to `last` were promised and are nowhere."""
    extra = {"writer": writer_name(writer), "first": first, "last": last, "found_by": found_by}
    return Event(act=Act.AUDIT_LOSS, outcome=Outcome.FAILED, extra=extra)


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from value
        for item in value.values():
            yield from _keys(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _keys(item)
