"""The Merkle tree of RFC 6962: leaf and node hashes, the growing tree, and its proofs.

A proof is a list of ranges of leaves whose subtree hashes the reader needs. Which ranges is pure arithmetic;
where their hashes come from (stored tiles, or leaves that stream past) is another matter; see tiles.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Range = tuple[int, int]
Completed = Callable[[int, int, bytes], None]


def leaf_hash(body: bytes) -> bytes:
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: the roots of its complete subtrees, largest first."""

    def __init__(self, size: int = 0, hashes: bytes = b"") -> None:
        """Raises ValueError unless there is one 32-byte hash for each set bit of `size`."""
        if len(hashes) != size.bit_count() * HASH_BYTES:
            raise ValueError("the frontier does not fit the size of the tree")
        self.size = size
        self._roots = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash."""
        roots, size = self._roots, self.size
        self.size = size + 1
        while size & 1:
            leaf = sha256(b"\x01" + roots.pop() + leaf).digest()
            size >>= 1
        roots.append(leaf)

    def append_reporting(self, leaf: bytes, completed: Completed) -> None:
        """Add a leaf hash and tell each subtree it completes: height, place at that height, hash."""
        place, height = self.size, 0
        self.size += 1
        completed(height, place, leaf)
        while place & 1:
            leaf = node_hash(self._roots.pop(), leaf)
            place, height = place >> 1, height + 1
            completed(height, place, leaf)
        self._roots.append(leaf)

    def append_complete(self, root: bytes, height: int) -> None:
        """Add a complete subtree of 2^height leaves at once. Raises ValueError off its boundary."""
        if self.size & ((1 << height) - 1):
            raise ValueError("a subtree starts at a multiple of its size")
        place = self.size >> height
        self.size += 1 << height
        while place & 1:
            root = node_hash(self._roots.pop(), root)
            place >>= 1
        self._roots.append(root)

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add many leaf hashes; whole blocks of 256 in one go, which is faster."""
        at = 0
        while at < len(leaves):
            if not self.size % 256 and len(leaves) - at >= 256:
                self.append_complete(complete_root(leaves[at : at + 256]), 8)
                at += 256
            else:
                self.append(leaves[at])
                at += 1

    def root(self) -> bytes:
        if not self._roots:
            return EMPTY_ROOT
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = node_hash(left, root)
        return root

    def packed(self) -> bytes:
        """The hashes as they are stored."""
        return b"".join(self._roots)


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of neighbouring hashes."""
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return hashes[0]


def root_of(leaves: Iterable[bytes]) -> bytes:
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def split(width: int) -> int:
    """The largest power of two smaller than `width`: where RFC 6962 divides a tree."""
    return 1 << ((width - 1).bit_length() - 1)


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The subtrees that prove leaf `index` in a tree of `size`, from the leaf upwards (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    ranges, low, high = [], 0, size
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The subtrees that prove a tree of `old` leaves to be the start of one of `new` (RFC 6962, 2.1.2)."""
    if not 0 < old <= new:
        raise ValueError("the older tree is neither empty nor larger")
    ranges, low, high, whole = [], 0, new, True
    while old != high:
        middle = low + split(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low, whole = middle, False
    if not whole:
        ranges.append((low, high))
    return ranges[::-1]


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` leads from `leaf` at `index` to `root`."""
    if not 0 <= index < size:
        return False
    ranges = inclusion_ranges(index, size)
    if len(ranges) != len(proof):
        return False
    for (low, _), sibling in zip(ranges, proof, strict=True):
        leaf = node_hash(sibling, leaf) if low < index else node_hash(leaf, sibling)
    return leaf == root


def consistency_holds(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows the tree under `old_root` to be the start of the one under `new_root`."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    ranges = consistency_ranges(old, new)
    whole = old & (old - 1) == 0
    hashes = [old_root, *proof] if whole else list(proof)
    places = [(0, old), *ranges] if whole else ranges
    if len(hashes) != len(places):
        return False
    first = last = hashes[0]
    for (low, _), sibling in zip(places[1:], hashes[1:], strict=True):
        if low < old:
            first, last = node_hash(sibling, first), node_hash(sibling, last)
        else:
            last = node_hash(last, sibling)
    return first == old_root and last == new_root
