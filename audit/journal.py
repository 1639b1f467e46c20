"""The writers' journal: the last count each writer of a process has committed, kept outside the database.

Ordinary reads commit without waiting for the disk, so a crash of PostgreSQL can lose the tail of a writer's
events, and a tail leaves no gap. The journal remembers what was acknowledged. It is a small memory-mapped
file for each process: it outlives a killed process, though not the loss of power to the machine it is on.

File: 8-byte words in the machine's order. Words 0-3 are the mark, version, process id and nothing; then
slots of four words: writer, last committed count, condition, nothing. A slot without a writer is free. The
process holds a `flock` on the file for as long as it lives.
"""

import fcntl
import mmap
import os
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_MARK = int.from_bytes(b"PUJOURN1")
_SLOT_WORDS = 4
_SLOTS = 255
_FILE_BYTES = (_SLOTS + 1) * _SLOT_WORDS * 8
_LIVE, _ENDED = 1, 2
SUFFIX = ".journal"


class JournalDamaged(Exception):
    """A file in the journal's folder is not a journal of this version."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a slot says: this writer has committed up to `last`."""

    writer: int
    last: int
    slot: int


class JournalFile:
    """One mapped file. Opening raises JournalDamaged if it is not one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        if os.fstat(self._descriptor).st_size != _FILE_BYTES:
            os.close(self._descriptor)
            raise JournalDamaged(path.name)
        self._map = mmap.mmap(self._descriptor, _FILE_BYTES)
        # Through a view of 8-byte words a store is one machine instruction: a kill leaves it done or undone.
        self._words = memoryview(self._map).cast("Q")
        if self._words[0] != _MARK:
            self.close()
            raise JournalDamaged(path.name)

    @classmethod
    def create(cls, directory: Path) -> Self:
        """A new file, locked before it has its final name so that nobody takes it for a dead process's."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{os.getpid()}-{secrets.token_hex(6)}"
        unnamed = directory / f"{name}.new"
        words = memoryview(bytearray(_FILE_BYTES)).cast("Q")
        words[0], words[1], words[2] = _MARK, 1, os.getpid()
        unnamed.write_bytes(words)
        file = cls(unnamed)
        file.lock()
        file.path = unnamed.rename(directory / f"{name}{SUFFIX}")
        return file

    def lock(self) -> bool:
        """Whether the file is ours now: False while the process that made it lives."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def claim(self, writer: int) -> int | None:
        """The slot now held by `writer`, or None if all are taken."""
        for slot in range(1, _SLOTS + 1):
            base = slot * _SLOT_WORDS
            if self._words[base] == 0:
                self._words[base + 1] = 0
                self._words[base + 2] = _LIVE
                self._words[base] = writer
                return slot
        return None

    def set_last(self, slot: int, last: int) -> None:
        self._words[slot * _SLOT_WORDS + 1] = last

    def set_ended(self, slot: int) -> None:
        self._words[slot * _SLOT_WORDS + 2] = _ENDED

    def free(self, slot: int) -> None:
        self._words[slot * _SLOT_WORDS] = 0

    def entries(self, *, ended_only: bool) -> Iterator[Entry]:
        for slot in range(1, _SLOTS + 1):
            writer, last, condition, _ = self._words[slot * _SLOT_WORDS : (slot + 1) * _SLOT_WORDS]
            if writer and (condition == _ENDED or not ended_only):
                yield Entry(writer, last, slot)

    def close(self) -> None:
        self._words.release()
        self._map.close()
        os.close(self._descriptor)


@dataclass(slots=True)
class Slot:
    """A writer's place in the journal of the process that claimed it."""

    file: JournalFile
    number: int
    process: int

    def committed(self, last: int) -> None:
        # A fork inherits the mapping; what the child does with the connection is not this writer's.
        if os.getpid() == self.process:
            self.file.set_last(self.number, last)

    def end(self) -> None:
        if os.getpid() == self.process:
            self.file.set_ended(self.number)


class Journal:
    """The journal of this process in `directory`; files are made when the first writer needs one."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._files: list[JournalFile] = []
        self._process = os.getpid()
        self._lock = threading.Lock()

    def claim(self, writer: int) -> Slot:
        with self._lock:
            if self._process != os.getpid():
                self._files, self._process = [], os.getpid()
            for file in self._files:
                number = file.claim(writer)
                if number is not None:
                    return Slot(file, number, self._process)
            file = JournalFile.create(self.directory)
            self._files.append(file)
            number = file.claim(writer)
            assert number is not None  # a new file has room
            return Slot(file, number, self._process)
