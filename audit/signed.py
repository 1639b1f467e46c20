"""The events since the last checkpoint that held, beside the hashes stored for them when they were numbered.

A root that does not fit says that something changed; this says where and how.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from audit.faults import FaultKind, Faulty
from audit.merkle import HASH_BYTES
from audit.tiles import TILE_WIDTH


@dataclass(slots=True)
class SinceCheckpoint:
    """Leaf hashes from event `start` on, and the stored tiles by number."""

    start: int = 0
    leaves: list[bytes] = field(default_factory=list)
    stored: dict[int, bytes] = field(default_factory=dict)
    _hashed: int = 0

    def unhashed(self) -> list[bytes]:
        """The leaves not yet asked for, to be added to the tree."""
        fresh, self._hashed = self.leaves[self._hashed :], len(self.leaves)
        return fresh

    def tiles_fit(self) -> bool:
        return b"".join(self.leaves) == b"".join(self._kept(len(self.leaves)))

    def restart(self, size: int) -> None:
        """The checkpoint of `size` held."""
        self.start, self._hashed = size, 0
        self.leaves.clear()
        self.stored = {idx: hashes for idx, hashes in self.stored.items() if (idx + 1) * TILE_WIDTH > size}

    def blamed(self) -> Faulty | None:
        """The first event that is not the one once stored in its place."""
        kept = list(self._kept(len(self.leaves)))
        for offset, (leaf, rightful) in enumerate(zip(self.leaves, kept, strict=False)):
            if leaf != rightful:
                return Faulty(self._kind(leaf, rightful), self.start + offset)
        return None

    def _kind(self, leaf: bytes, rightful: bytes) -> FaultKind:
        known = {hashes[at : at + HASH_BYTES] for hashes in self.stored.values() for at in _steps(hashes)}
        if leaf not in known:
            return FaultKind.EDITED
        return FaultKind.SWAPPED if rightful in self.leaves else FaultKind.MISSING

    def _kept(self, count: int) -> Iterator[bytes]:
        for seq in range(self.start, self.start + count):
            idx, place = divmod(seq, TILE_WIDTH)
            yield self.stored.get(idx, b"")[place * HASH_BYTES : (place + 1) * HASH_BYTES]


def _steps(hashes: bytes) -> range:
    return range(0, len(hashes), HASH_BYTES)
