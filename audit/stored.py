"""The tiles as they are stored, for proofs made beside the database."""

from functools import cache

from sqlalchemy import Connection, select

from audit.tables import tile
from audit.tiles import Tile


class TileMissing(LookupError):
    """The database does not hold a tile that the size of the log asks for."""


def stored_tiles(connection: Connection) -> Tile:
    """A source of tiles that asks the database for each only once. Raises TileMissing."""

    @cache
    def fetch(level: int, idx: int) -> bytes:
        place = (tile.c.level == level, tile.c.idx == idx)
        hashes: bytes | None = connection.scalar(select(tile.c.hashes).where(*place))
        if hashes is None:
            raise TileMissing(f"tile {level}/{idx}")
        return hashes

    return fetch
