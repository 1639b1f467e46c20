"""What can be wrong with an exported log, in words a person without our program can act on."""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    EDITED = "edited body"
    MISSING = "missing event"
    SWAPPED = "swapped events"
    TRUNCATED = "truncated tail"
    WRONG_SIGNATURE = "wrong signature"
    FORKED = "forked history"
    NOT_CANONICAL = "body not in canonical form"
    WRONG_MAC = "wrong MAC"
    REPEATED = "repeated or reordered writer count"
    UNSIGNED = "events without a checkpoint"
    WRONG_TILE = "stored hashes do not fit the events"
    DAMAGED = "damaged file"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that does not fit, and the seq of the event where it shows."""

    kind: FaultKind
    seq: int
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value} at seq {self.seq}" + (f": {self.detail}" if self.detail else "")


class Faulty(Exception):
    """Ends a verification at its first fault."""

    def __init__(self, kind: FaultKind, seq: int, detail: str = "") -> None:
        super().__init__(str(Fault(kind, seq, detail)))
        self.fault = Fault(kind, seq, detail)
