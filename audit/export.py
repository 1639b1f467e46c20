"""Exporting the log from the database to one file, page by page, as the reading role."""

from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from audit.archive import ArchiveWriter, Header
from audit.note import Checkpoint, signer_name
from audit.tables import checkpoint, event, tile
from audit.tiles import TILE_WIDTH

Progress = Callable[[int, int], None]
"""Told after each page how many events of how many are written."""

_PAGE_TILES = 16


class NothingToExport(Exception):
    """The log has no checkpoint yet."""


def export(connection: Connection, path: Path, progress: Progress | None = None) -> Header:
    """Write everything up to the newest checkpoint to `path` and return the header.

    The log only grows, so pages read one after another agree without a long transaction. What the tables
    hold is written as it is: a fault in them is the verifier's to find. Raises NothingToExport.
    """
    header = _header(connection)
    with ArchiveWriter(path, header) as archive:
        for first in range(0, header.size, _PAGE_TILES * TILE_WIDTH):
            beyond = min(first + _PAGE_TILES * TILE_WIDTH, header.size)
            _page(connection, archive, first, beyond)
            if progress is not None:
                progress(beyond, header.size)
        archive.end()
    return header


def _header(connection: Connection) -> Header:
    note = connection.scalar(select(checkpoint.c.note).order_by(checkpoint.c.size.desc()).limit(1))
    if note is None:
        raise NothingToExport
    head = Checkpoint.parse(note)
    return Header(head.origin, signer_name(note), head.size)


def _page(connection: Connection, archive: ArchiveWriter, first: int, beyond: int) -> None:
    tiles = _tiles(connection, first, beyond)
    notes = _notes(connection, first, beyond)
    due = next(notes, None)
    for seq, mac, body in _events(connection, first, beyond):
        while due is not None and due[0] <= seq:
            archive.checkpoint(*due[1:])
            due = next(notes, None)
        if (idx := seq // TILE_WIDTH) in tiles:
            archive.tile(idx, tiles.pop(idx)[: (beyond - idx * TILE_WIDTH) * 32])
        archive.event(seq, mac, body)
    while due is not None:
        archive.checkpoint(*due[1:])
        due = next(notes, None)


def _events(connection: Connection, first: int, beyond: int) -> Iterator[tuple[int, bytes, bytes]]:
    within = event.c.seq.between(first, beyond - 1)
    rows = connection.execute(select(event.c.seq, event.c.mac, event.c.body).where(within).order_by(event.c.seq))
    return (tuple(row) for row in rows)


def _tiles(connection: Connection, first: int, beyond: int) -> dict[int, bytes]:
    within = tile.c.idx.between(first // TILE_WIDTH, (beyond - 1) // TILE_WIDTH)
    rows = connection.execute(select(tile.c.idx, tile.c.hashes).where(tile.c.level == 0, within))
    return {row.idx: row.hashes for row in rows}


def _notes(connection: Connection, first: int, beyond: int) -> Iterator[tuple[int, str, str]]:
    within = checkpoint.c.size.between(first + 1, beyond)
    columns = (checkpoint.c.size, checkpoint.c.note, checkpoint.c.cosigs)
    return (tuple(row) for row in connection.execute(select(*columns).where(within).order_by(checkpoint.c.size)))
