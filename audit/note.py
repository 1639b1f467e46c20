"""Signed notes and checkpoints as C2SP specifies them (signed-note, tlog-checkpoint), with Ed25519.

A note is text, an empty line, and signature lines `— name base64(key id ‖ signature)`. A checkpoint is a note
of three lines: the log's origin, the number of events, the root in base64. Keys are written as
`name+keyid+base64(0x01 ‖ public key)`, private ones as `PRIVATE+KEY+name+keyid+base64(0x01 ‖ seed)`.
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_SIGNATURE = "— "
_PRIVATE = "PRIVATE+KEY+"


class NoteError(ValueError):
    """The text is not a note, a checkpoint or a key of the kind asked for."""


class SignatureWrong(NoteError):
    """The note bears no valid signature by the key."""


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key with its name."""

    name: str
    key: Ed25519PublicKey

    @classmethod
    def parse(cls, text: str) -> Self:
        name, public = _parse_key(text.strip())
        return cls(name, Ed25519PublicKey.from_public_bytes(public))

    def encode(self) -> str:
        """The key as one word of text, for whoever shall check the log."""
        raw = self.key.public_bytes_raw()
        return _write_key(self.name, _key_id(self.name, raw), raw)

    def __str__(self) -> str:
        return self.encode()

    def key_id(self) -> bytes:
        return _key_id(self.name, self.key.public_bytes_raw())

    def check(self, note: str) -> str:
        """The text of `note`. Raises SignatureWrong unless this key signed it."""
        text, signatures = _split(note)
        for name, blob in signatures:
            if name == self.name and blob[:4] == self.key_id():
                self._check(blob[4:], text)
                return text
        raise SignatureWrong(f"no signature by {self.name}")

    def _check(self, signature: bytes, text: str) -> None:
        try:
            self.key.verify(signature, text.encode())
        except InvalidSignature as error:
            raise SignatureWrong(f"the signature by {self.name} does not fit the text") from error


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name. `repr` shows the name alone."""

    name: str
    key: Ed25519PrivateKey

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """From 32 secret bytes."""
        _check_name(name)
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def parse(cls, text: str) -> Self:
        if not text.startswith(_PRIVATE):
            raise NoteError("not a private key")
        name, seed = _parse_key(text.strip().removeprefix(_PRIVATE), private=True)
        return cls.from_seed(name, seed)

    def encode(self) -> str:
        """The private key as text, to be kept as one keeps a key."""
        return _PRIVATE + _write_key(self.name, self.verification_key().key_id(), self.key.private_bytes_raw())

    def verification_key(self) -> VerificationKey:
        return VerificationKey(self.name, self.key.public_key())

    def sign(self, text: str) -> str:
        """`text` as a note with this key's signature. Raises NoteError unless it ends with a newline."""
        if not text.endswith("\n"):
            raise NoteError("the text of a note ends with a newline")
        blob = self.verification_key().key_id() + self.key.sign(text.encode())
        return f"{text}\n{_SIGNATURE}{self.name} {b64encode(blob).decode()}\n"

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the text of a note. Lines beyond the third are extensions and are passed over."""
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0] or not lines[1].isascii() or not lines[1].isdigit():
            raise NoteError("not a checkpoint")
        size, root = int(lines[1]), _decode(lines[2])
        if str(size) != lines[1] or len(root) != 32:
            raise NoteError("not a checkpoint")
        return cls(lines[0], size, root)

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def signer_name(note: str) -> str:
    """The name on the first signature line, to say which key a reader needs."""
    return next(_split(note)[1])[0]


def _split(note: str) -> tuple[str, Iterator[tuple[str, bytes]]]:
    text, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise NoteError("not a signed note")
    return text + "\n", (_signature(line) for line in tail[:-1].split("\n"))


def _signature(line: str) -> tuple[str, bytes]:
    name, gap, blob = line.removeprefix(_SIGNATURE).rpartition(" ")
    if not line.startswith(_SIGNATURE) or not gap or not name:
        raise NoteError("not a signature line")
    return name, _decode(blob)


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def _write_key(name: str, key_id: bytes, raw: bytes) -> str:
    return f"{name}+{key_id.hex()}+{b64encode(_ED25519 + raw).decode()}"


def _parse_key(text: str, *, private: bool = False) -> tuple[str, bytes]:
    name, _, rest = text.partition("+")
    key_id, _, blob = rest.partition("+")
    raw = _decode(blob)
    if raw[:1] != _ED25519 or len(raw) != 33:
        raise NoteError("not an Ed25519 key")
    _check_name(name)
    public = Ed25519PrivateKey.from_private_bytes(raw[1:]).public_key().public_bytes_raw() if private else raw[1:]
    if key_id != _key_id(name, public).hex():
        raise NoteError("the key's id does not fit the key")
    return name, raw[1:]


def _check_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise NoteError("a key's name is not empty and holds neither spaces nor plus signs")


def _decode(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise NoteError("not base64") from error
