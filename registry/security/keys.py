"""The key hierarchy: root key provider, organisation keys, patient keys, wrapped one under the other."""

import hmac
import os
import struct
from pathlib import Path
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.errors import KeysUnavailable

INSTALLATION = UUID(int=0)
"""Stands for the installation itself where an organisation's id is asked for: keys that belong to no organisation."""


class KekProvider(Protocol):
    """Holds the root key. A file here; a vault, a cloud service or an HSM behind the same three methods."""

    def wrap(self, plaintext: bytes, aad: bytes) -> bytes:
        """Wrap a key under the newest root version."""

    def unwrap(self, blob: bytes, aad: bytes) -> bytes:
        """Open a wrapped key; KeysUnavailable when the provider is away or the blob is not its own."""

    def versions(self) -> list[int]:
        """The root versions that can still unwrap."""


def wrap_key(kek: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """nonce 12 | AES-256-GCM(kek, plaintext, aad)."""
    nonce = os.urandom(12)
    return nonce + AESGCM(kek).encrypt(nonce, plaintext, aad)


def unwrap_key(kek: bytes, blob: bytes, aad: bytes) -> bytes:
    """Undo `wrap_key`; KeysUnavailable when the blob was not wrapped for this place."""
    try:
        return AESGCM(kek).decrypt(blob[:12], blob[12:], aad)
    except (InvalidTag, ValueError) as error:
        raise KeysUnavailable("a wrapped key does not open under its parent") from error


def commitment(key: bytes) -> bytes:
    """Sixteen bytes that commit to a key without telling it; kept beside its wrap."""
    return hmac.digest(key, b"puente commit v1", "sha256")[:16]


def dek_aad(subject_id: UUID, org_id: UUID, generation: int, kek_version: int) -> bytes:
    """What the wrap of a patient key is bound to."""
    return b"pk1" + subject_id.bytes + org_id.bytes + struct.pack(">II", generation, kek_version)


def org_aad(org_id: UUID, purpose: str, version: int) -> bytes:
    """What the wrap of an organisation's key is bound to."""
    return b"po1" + org_id.bytes + purpose.encode() + b"\x00" + struct.pack(">I", version)


class FileKekProvider:
    """The root key in a file that only its owner reads (0400 or 0600), for a small installation."""

    def __init__(self, root_key: bytes) -> None:
        if len(root_key) != 32 or len(set(root_key)) < 8:
            raise ValueError("the root key must be 32 random bytes")
        self._root = root_key

    @classmethod
    def from_file(cls, path: Path) -> "FileKekProvider":
        """Read the key file, refusing one that others can read."""
        if path.stat().st_mode & 0o077:
            raise PermissionError(f"{path.name}: the root key file must not be readable by others")
        return cls(path.read_bytes())

    def wrap(self, plaintext: bytes, aad: bytes) -> bytes:
        return b"\x01" + wrap_key(self._root, plaintext, aad)

    def unwrap(self, blob: bytes, aad: bytes) -> bytes:
        if blob[:1] != b"\x01":
            raise KeysUnavailable("unknown root key version")
        return unwrap_key(self._root, blob[1:], aad)

    def versions(self) -> list[int]:
        return [1]
