"""The export file: the whole log as one stream, readable without a database.

    header   one line of JSON: format, origin, key_name, size
    record   1 byte kind, 4 bytes length (most significant first), payload
      T      8 bytes number of a level-0 tile, its stored leaf hashes; before the tile's events
      E      8 bytes seq, 1 byte length of the MAC, the MAC, the body
      C      4 bytes length of the note, the note, the witnesses' signature lines; after the event it covers
      Z      nothing; last, so that a file cut short shows

Tiles say which event it is that no longer fits; the signed roots say whether one does. Neither a million nor
ten million events need more memory than one block.
"""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

FORMAT = "puente-audit/1"
_PREFIX = struct.Struct(">BI")
_NUMBER = struct.Struct(">Q")
_EVENT = struct.Struct(">QB")
_LENGTH = struct.Struct(">I")
_BLOCK = 1 << 20
_LONGEST_RECORD = 1 << 26
_TILE, _EVENT_KIND, _CHECKPOINT, _END = b"TECZ"


class ArchiveDamaged(Exception):
    """The file is not an export, or it is cut short."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line. `key_name` says which key the checkpoints name, not which to trust."""

    origin: str
    key_name: str
    size: int
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class TileRecord:
    idx: int
    hashes: bytes


@dataclass(slots=True)
class EventRecord:
    seq: int
    mac: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class CheckpointRecord:
    note: str
    cosigs: str


Record = TileRecord | EventRecord | CheckpointRecord


class ArchiveWriter:
    """Writes an export; as a context manager it closes the file, ended or not."""

    def __init__(self, path: Path, header: Header) -> None:
        self._file = path.open("wb", buffering=_BLOCK)
        self._file.write(json.dumps(asdict(header)).encode() + b"\n")

    def tile(self, idx: int, hashes: bytes) -> None:
        self._write(_TILE, _NUMBER.pack(idx) + hashes)

    def event(self, seq: int, mac: bytes, body: bytes) -> None:
        self._write(_EVENT_KIND, _EVENT.pack(seq, len(mac)) + mac + body)

    def checkpoint(self, note: str, cosigs: str) -> None:
        text = note.encode()
        self._write(_CHECKPOINT, _LENGTH.pack(len(text)) + text + cosigs.encode())

    def end(self) -> None:
        """The last record: without it the file counts as cut short."""
        self._write(_END, b"")

    def _write(self, kind: int, payload: bytes) -> None:
        self._file.write(_PREFIX.pack(kind, len(payload)) + payload)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


@contextmanager
def read_export(path: Path) -> Iterator[tuple[Header, Iterator[Record]]]:
    """The header and the records, one at a time. Raises ArchiveDamaged, the records also while iterated."""
    with path.open("rb", buffering=0) as file:
        yield _open(file)


def _open(file: BinaryIO) -> tuple[Header, Iterator[Record]]:
    start = file.read(_BLOCK)
    line, newline, rest = start.partition(b"\n")
    try:
        header = Header(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise ArchiveDamaged("not an export of the audit log") from error
    if not newline or header.format != FORMAT:
        raise ArchiveDamaged("an export of another version")
    return header, _records(file, rest)


def _records(file: BinaryIO, block: bytes) -> Iterator[Record]:
    for kind, payload in _payloads(file, block):
        if kind == _END:
            return
        try:
            yield _parse(kind, payload)
        except (struct.error, UnicodeDecodeError) as error:
            raise ArchiveDamaged("a record that does not fit its kind") from error
    raise ArchiveDamaged("the file is cut short")


def _parse(kind: int, payload: bytes) -> Record:
    if kind == _EVENT_KIND:
        seq, length = _EVENT.unpack_from(payload)
        return EventRecord(seq, payload[9 : 9 + length], payload[9 + length :])
    if kind == _TILE:
        return TileRecord(_NUMBER.unpack_from(payload)[0], payload[8:])
    if kind == _CHECKPOINT:
        length = _LENGTH.unpack_from(payload)[0]
        return CheckpointRecord(payload[4 : 4 + length].decode(), payload[4 + length :].decode())
    raise ArchiveDamaged(f"a record of unknown kind {kind}")


def _payloads(file: BinaryIO, block: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while True:
        if len(block) - at >= _PREFIX.size:
            kind, length = _PREFIX.unpack_from(block, at)
            end = at + _PREFIX.size + length
            if end <= len(block):
                yield kind, block[at + _PREFIX.size : end]
                at = end
                continue
            if length > _LONGEST_RECORD:
                raise ArchiveDamaged("a record of impossible length")
        more = file.read(_BLOCK)
        if not more:
            return
        block, at = block[at:] + more, 0
