"""Proofs from stored tiles: 256 hashes each, one level of tiles for every eight levels of the tree.

The layout is that of C2SP tlog-tiles: tile (level, idx) holds the roots of the complete subtrees of
2^(8 * level) leaves, from number 256 * idx on. The last tile of a level is partial and grows.
"""

from collections.abc import Callable, Iterable

from audit.merkle import (
    HASH_BYTES,
    Frontier,
    Range,
    complete_root,
    consistency_ranges,
    inclusion_ranges,
    node_hash,
    split,
)

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
Tile = Callable[[int, int], bytes]
"""Gives the hashes of tile (level, idx)."""


class NewHashes:
    """The hashes a batch of leaves adds to each tile."""

    def __init__(self, frontier: Frontier) -> None:
        self.frontier = frontier
        self.added: dict[tuple[int, int], bytearray] = {}

    def append(self, leaf: bytes) -> None:
        self.frontier.append_reporting(leaf, self._completed)

    def _completed(self, height: int, place: int, root: bytes) -> None:
        level, between = divmod(height, TILE_HEIGHT)
        if not between:
            self.added.setdefault((level, place // TILE_WIDTH), bytearray()).extend(root)


def inclusion_proof(index: int, size: int, tile: Tile) -> list[bytes]:
    return [subtree(low, high, tile) for low, high in inclusion_ranges(index, size)]


def consistency_proof(old: int, new: int, tile: Tile) -> list[bytes]:
    return [subtree(low, high, tile) for low, high in consistency_ranges(old, new)]


def subtree(low: int, high: int, tile: Tile) -> bytes:
    """The hash over leaves low to high - 1, a range that RFC 6962 makes a subtree."""
    width = high - low
    if width & (width - 1):
        middle = low + split(width)
        return node_hash(subtree(low, middle, tile), subtree(middle, high, tile))
    level, above = divmod(width.bit_length() - 1, TILE_HEIGHT)
    idx, offset = divmod(low >> (TILE_HEIGHT * level), TILE_WIDTH)
    hashes = tile(level, idx)
    span = range(offset * HASH_BYTES, (offset + (1 << above)) * HASH_BYTES, HASH_BYTES)
    return complete_root([hashes[at : at + HASH_BYTES] for at in span])


def streamed(ranges: list[Range], leaves: Iterable[bytes]) -> list[bytes]:
    """The hashes of `ranges` from leaves that pass once, in order, in memory that does not grow with them."""
    frontiers = {covered: Frontier() for covered in ranges}
    ahead = sorted(ranges, reverse=True)
    for place, leaf in enumerate(leaves):
        while ahead and place >= ahead[-1][1]:
            ahead.pop()
        if ahead and place >= ahead[-1][0]:
            frontiers[ahead[-1]].append(leaf)
    return [frontiers[covered].root() for covered in ranges]
