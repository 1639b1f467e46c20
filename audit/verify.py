"""Verifying an exported log with nothing but Python, `cryptography` and the log's public key.

The tree is built again from the bodies and compared with every signed checkpoint on the way. The stored tiles
say which event it is that no longer fits; they are believed only as far as a signed root bears them out.
What cannot be seen from one file, events *and* checkpoints cut off together, shows when a newer checkpoint,
kept elsewhere, is given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from audit.archive import (
    ArchiveDamaged,
    CheckpointRecord,
    EventRecord,
    Record,
    TileRecord,
    read_export,
)
from audit.canonical import NotCanonical, parse_canonical
from audit.faults import Fault, FaultKind, Faulty
from audit.macs import mac_fits
from audit.merkle import Frontier, leaf_hash
from audit.note import Checkpoint, NoteError, SignatureWrong, VerificationKey
from audit.signed import SinceCheckpoint
from audit.writers import WriterCounts


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome. Without a fault the log is whole up to `size`, but for the `lost` events it tells of."""

    origin: str
    size: int
    root: bytes
    checkpoints: int
    writers: int
    lost: int
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Demands:
    """What to check against. `newer` is a checkpoint kept elsewhere, `mac_key` the epoch key if at hand."""

    key: VerificationKey
    hashes_only: bool = False
    newer: Checkpoint | None = None
    mac_key: bytes | None = None


class Verifier:
    """Takes the records of an export in order; raises Faulty at the first thing that does not fit."""

    def __init__(self, demands: Demands) -> None:
        self._demands = demands
        self.origin = ""
        self.size = 0
        self.checkpoints = 0
        self.frontier = Frontier()
        self.counts = WriterCounts()
        self._signed = SinceCheckpoint()
        self._suspicion: Faulty | None = None
        self._promised = 0

    def read(self, records: Iterable[Record]) -> None:
        for record in records:
            if isinstance(record, EventRecord):
                self._event(record)
            elif isinstance(record, TileRecord):
                self._signed.stored[record.idx] = record.hashes
            else:
                self._checkpoint(record)

    def finish(self, promised: int) -> None:
        """After the last record. `promised` is the number of events in the header."""
        newer = self._demands.newer
        promised = max(promised, self._promised, newer.size if newer is not None else 0)
        if self.size < promised:
            self._fail(FaultKind.TRUNCATED, self.size, f"{promised} events are vouched for")
        if self.size > self._signed.start or not self.size:
            self._fail(FaultKind.UNSIGNED, self._signed.start)
        self.counts.settle()

    def report(self, fault: Fault | None) -> Report:
        return Report(
            origin=self.origin,
            size=self.size,
            root=self.frontier.root(),
            checkpoints=self.checkpoints,
            writers=len(self.counts.last),
            lost=self.counts.lost,
            fault=fault,
        )

    def _event(self, record: EventRecord) -> None:
        seq = self.size
        if record.seq != seq:
            kind = FaultKind.MISSING if record.seq > seq else FaultKind.SWAPPED
            self._fail(kind, seq, f"event {record.seq} stands in its place")
        self.size = seq + 1
        self._signed.leaves.append(leaf_hash(record.body))
        if not self._demands.hashes_only and self._suspicion is None:
            try:
                self._body(record)
            except Faulty as suspicion:
                # Whether it was written so or changed later is known only at the next signed root.
                self._suspicion = suspicion
        if self._demands.newer is not None and self._demands.newer.size == self.size:
            self._compare(self._demands.newer)

    def _body(self, record: EventRecord) -> None:
        try:
            body = parse_canonical(record.body)
        except NotCanonical as error:
            raise Faulty(FaultKind.NOT_CANONICAL, record.seq, str(error)) from error
        self.counts.add(record.seq, body)
        key = self._demands.mac_key
        if key is not None and not mac_fits(key, int(body["w"], 16), body["n"], record.body, record.mac):
            raise Faulty(FaultKind.WRONG_MAC, record.seq, "not written by the application")

    def _checkpoint(self, record: CheckpointRecord) -> None:
        head = self._authentic(record.note)
        self.checkpoints += 1
        if head.size > self.size:
            # Either the tail is missing or, if more events follow, something before them.
            self._promised = max(self._promised, head.size)
            return
        if head.size < self.size:
            self._fail(FaultKind.FORKED, head.size, "a checkpoint out of its place")
        self._compare(head)
        if self._suspicion is not None:
            raise self._suspicion
        if not self._signed.tiles_fit():
            raise Faulty(FaultKind.WRONG_TILE, self._signed.start)
        self._signed.restart(self.size)

    def _authentic(self, note: str) -> Checkpoint:
        try:
            head = Checkpoint.parse(self._demands.key.check(note))
        except SignatureWrong as error:
            raise Faulty(FaultKind.WRONG_SIGNATURE, max(self.size - 1, 0), str(error)) from error
        except NoteError as error:
            raise Faulty(FaultKind.DAMAGED, max(self.size - 1, 0), str(error)) from error
        if head.origin != self.origin:
            raise Faulty(FaultKind.WRONG_SIGNATURE, max(self.size - 1, 0), "a checkpoint of another log")
        return head

    def _compare(self, head: Checkpoint) -> None:
        self.frontier.extend(self._signed.unhashed())
        if self.frontier.root() != head.root:
            span = f"events {self._signed.start} to {head.size - 1} are not those that were signed"
            self._fail(FaultKind.FORKED, self._signed.start, span)

    def _fail(self, kind: FaultKind, seq: int, detail: str = "") -> NoReturn:
        """Something does not fit at `seq`: name the earliest event that is known to be wrong."""
        known = [fault for fault in (self._signed.blamed(), self._suspicion) if fault is not None]
        raise min(known or [Faulty(kind, seq, detail)], key=lambda faulty: faulty.fault.seq)


def verify(path: Path, demands: Demands) -> Report:
    """Read the whole export and report. Faults in the form of the file are reported too, not raised."""
    verifier = Verifier(demands)
    fault: Fault | None = None
    try:
        with read_export(path) as (header, records):
            verifier.origin = header.origin
            verifier.read(records)
            verifier.finish(header.size)
    except ArchiveDamaged as damaged:
        fault = Fault(FaultKind.DAMAGED, verifier.size, str(damaged))
    except Faulty as found:
        fault = found.fault
    return verifier.report(fault)
