"""The Merkle tree against the vectors of RFC 6962's own implementation, pymerkle, and the RFC's definitions."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from audit.merkle import (
    Frontier,
    consistency_holds,
    consistency_ranges,
    inclusion_holds,
    inclusion_ranges,
    leaf_hash,
    root_of,
)
from audit.tiles import NewHashes, consistency_proof, inclusion_proof, streamed

# The inputs and roots of the Certificate Transparency reference tests.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
BODIES = [str(number).encode() for number in range(700)]
LEAVES = [leaf_hash(body) for body in BODIES]


@pytest.fixture(scope="module")
def oracle() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for body in BODIES:
        tree.append_entry(body)
    return tree


@pytest.fixture(scope="module")
def tiles() -> dict[tuple[int, int], bytes]:
    new = NewHashes(Frontier())
    for leaf in LEAVES:
        new.append(leaf)
    return {place: bytes(hashes) for place, hashes in new.added.items()}


def reference_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + reference_root(leaves[:k]) + reference_root(leaves[k:])).digest()


def reference_subproof(m: int, leaves: list[bytes], known: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2, word for word."""
    n = len(leaves)
    if m == n:
        return [] if known else [reference_root(leaves)]
    k = 1
    while k * 2 < n:
        k *= 2
    if m <= k:
        return [*reference_subproof(m, leaves[:k], known), reference_root(leaves[k:])]
    return [*reference_subproof(m - k, leaves[k:], False), reference_root(leaves[:k])]


def test_roots_are_those_of_the_reference_tests() -> None:
    leaves = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
    assert [root_of(leaves[:size]).hex() for size in range(1, 9)] == ROOTS
    assert root_of([]) == sha256(b"").digest()


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 511, 512, 513, 700])
def test_roots_and_inclusion_proofs_are_those_of_pymerkle(
    size: int, oracle: InmemoryTree, tiles: dict[tuple[int, int], bytes]
) -> None:
    root = root_of(LEAVES[:size])
    assert root == oracle.get_root(size)
    for index in {0, 1, size // 2, size - 1} & set(range(size)):
        proof = inclusion_proof(index, size, lambda level, idx: tiles[level, idx])
        assert proof == oracle.prove_inclusion(index + 1, size).path[1:]
        assert proof == streamed(inclusion_ranges(index, size), LEAVES[:size])
        assert inclusion_holds(LEAVES[index], index, size, proof, root)


@given(st.integers(1, 700), st.integers(1, 700))
def test_consistency_proofs_are_those_of_the_rfc(first: int, second: int) -> None:
    old, new = sorted((first, second))
    proof = streamed(consistency_ranges(old, new), LEAVES[:new])
    assert proof == reference_subproof(old, LEAVES[:new], True)
    old_root, new_root = root_of(LEAVES[:old]), root_of(LEAVES[:new])
    assert consistency_holds(old, old_root, new, new_root, proof)
    assert not consistency_holds(old, sha256(old_root).digest(), new, new_root, proof)
    assert not consistency_holds(old, old_root, new, sha256(new_root).digest(), proof)
    assert not consistency_holds(old, old_root, new, new_root, [*proof, new_root])


@pytest.mark.parametrize(("old", "new"), [(1, 700), (255, 256), (256, 700), (300, 700), (512, 513), (699, 700)])
def test_consistency_proofs_from_tiles_are_those_from_leaves(
    old: int, new: int, tiles: dict[tuple[int, int], bytes], oracle: InmemoryTree
) -> None:
    proof = consistency_proof(old, new, lambda level, idx: tiles[level, idx])
    assert proof == reference_subproof(old, LEAVES[:new], True)
    assert consistency_holds(old, oracle.get_root(old), new, oracle.get_root(new), proof)


@given(st.integers(1, 700), st.data())
def test_a_changed_proof_does_not_hold(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = streamed(inclusion_ranges(index, size), LEAVES[:size])
    root = root_of(LEAVES[:size])
    assert inclusion_holds(LEAVES[index], index, size, proof, root)
    assert not inclusion_holds(sha256(LEAVES[index]).digest(), index, size, proof, root)
    assert not inclusion_holds(LEAVES[index], index, size, [*proof, root], root)
    assert not inclusion_holds(LEAVES[index], size, size, proof, root)
    for place in range(len(proof)):
        changed = [*proof[:place], sha256(proof[place]).digest(), *proof[place + 1 :]]
        assert not inclusion_holds(LEAVES[index], index, size, changed, root)


@given(st.integers(0, 700), st.integers(0, 700))
def test_a_frontier_goes_on_from_where_it_was_stored(before: int, after: int) -> None:
    first = Frontier()
    first.extend(LEAVES[:before])
    again = Frontier(before, first.packed())
    again.extend(LEAVES[before : before + after])
    assert again.root() == root_of(LEAVES[: before + after])


def test_a_frontier_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="frontier"):
        Frontier(3, bytes(32))
    frontier = Frontier()
    frontier.append(LEAVES[0])
    with pytest.raises(ValueError, match="multiple"):
        frontier.append_complete(LEAVES[0], 8)


@pytest.mark.parametrize("index", [-1, 5])
def test_no_proof_is_made_for_a_leaf_outside_the_tree(index: int) -> None:
    with pytest.raises(ValueError, match="not in the tree"):
        inclusion_ranges(index, 5)


def test_no_consistency_is_shown_with_an_empty_or_a_larger_tree() -> None:
    for old, new in ((0, 5), (6, 5)):
        assert not consistency_holds(old, b"", new, b"", [])
        with pytest.raises(ValueError, match="older tree"):
            consistency_ranges(old, new)
