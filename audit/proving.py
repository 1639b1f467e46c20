"""Proving from an export that one event is in the log, for someone who holds only a checkpoint.

Reads the file twice, once for the last checkpoint and once for the hashes, in memory that does not grow.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path

from audit.archive import CheckpointRecord, EventRecord, Record, read_export
from audit.merkle import inclusion_ranges, leaf_hash
from audit.note import Checkpoint
from audit.tiles import streamed


class NotInLog(Exception):
    """The export's last checkpoint does not cover such an event."""


def prove(path: Path, seq: int) -> dict[str, object]:
    """The event, its audit path (RFC 6962, from the leaf upwards) and the checkpoint it leads to.

    Raises NotInLog, and ArchiveDamaged for a file that is not a whole export.
    """
    note = _last_note(path)
    size = Checkpoint.parse(note).size
    if not 0 <= seq < size:
        raise NotInLog(f"the log has no event {seq}")
    found: list[bytes] = []
    with read_export(path) as (_, records):
        proof = streamed(inclusion_ranges(seq, size), _leaves(records, seq, size, found))
    if not found:
        raise NotInLog(f"event {seq} is missing from the export")
    return {
        "seq": seq,
        "size": size,
        "body": found[0].decode(errors="replace"),
        "leaf": b64encode(leaf_hash(found[0])).decode(),
        "path": [b64encode(node).decode() for node in proof],
        "checkpoint": note,
    }


def _last_note(path: Path) -> str:
    note: str | None = None
    with read_export(path) as (_, records):
        for record in records:
            if isinstance(record, CheckpointRecord):
                note = record.note
    if note is None:
        raise NotInLog("the export has no checkpoint")
    return note


def _leaves(records: Iterable[Record], seq: int, size: int, found: list[bytes]) -> Iterator[bytes]:
    for record in records:
        if isinstance(record, EventRecord) and record.seq < size:
            if record.seq == seq:
                found.append(record.body)
            yield leaf_hash(record.body)
