"""The writers' counts as the verifier sees them: a count that is missing must have been reported as lost."""

import re
from dataclasses import dataclass, field
from typing import Any

from audit.events import Act
from audit.faults import FaultKind, Faulty

_WRITER = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Gap:
    """Counts first to last of a writer are missing, noticed at `seq`."""

    seq: int
    writer: str
    first: int
    last: int


@dataclass(slots=True)
class WriterCounts:
    """Fed with every body in order; `settle` at the end, since a loss is reported after its gap."""

    last: dict[str, int] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    losses: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    lost: int = 0

    def add(self, seq: int, body: dict[str, Any]) -> None:
        """Raises Faulty for a count seen before, or a body without one."""
        writer, count = body.get("w"), body.get("n")
        if not isinstance(writer, str) or not _WRITER.fullmatch(writer) or type(count) is not int:
            raise Faulty(FaultKind.NOT_CANONICAL, seq, "the body does not name its writer")
        last = self.last.get(writer, 0)
        if count <= last:
            raise Faulty(FaultKind.REPEATED, seq, f"writer {writer}, count {count} after {last}")
        if count > last + 1:
            self.gaps.append(Gap(seq, writer, last + 1, count - 1))
        self.last[writer] = count
        if body.get("act") == Act.AUDIT_LOSS:
            self._reported(seq, body.get("extra"))

    def settle(self) -> None:
        """Raises Faulty for the first gap that no `audit.loss` event covers."""
        for gap in self.gaps:
            if not any(first <= gap.first and gap.last <= last for first, last in self.losses.get(gap.writer, ())):
                raise Faulty(FaultKind.MISSING, gap.seq, f"writer {gap.writer} skips {gap.first} to {gap.last}")

    def _reported(self, seq: int, extra: object) -> None:
        match extra:
            case {"writer": str(writer), "first": int(first), "last": int(last)} if first <= last:
                self.losses.setdefault(writer, []).append((first, last))
                self.lost += last - first + 1
            case _:
                raise Faulty(FaultKind.NOT_CANONICAL, seq, "an audit.loss that does not say what was lost")
