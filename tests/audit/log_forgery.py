"""What a person with write access to the database, and perhaps with the log's key, could do to the log."""

from sqlalchemy import Connection, text

from audit.merkle import Frontier, leaf_hash, root_of
from audit.note import Checkpoint, SigningKey
from audit.tiles import NewHashes
from tests.audit.audit_database import ORIGIN, Database


def edit(database: Database, seq: int) -> None:
    """Another patient in an event, still in canonical form."""
    database.execute(
        "UPDATE audit.event SET body = convert_to(replace(convert_from(body, 'UTF8'),"
        f' \'"act":"record.view"\', \'"act":"record.list"\'), \'UTF8\') WHERE seq = {seq}'
    )


def delete(database: Database, seq: int, *, renumber: bool = False) -> None:
    statements = [f"DELETE FROM audit.event WHERE seq = {seq}"]
    if renumber:
        statements += [
            f"UPDATE audit.event SET seq = -seq WHERE seq > {seq}",
            "UPDATE audit.event SET seq = -seq - 1 WHERE seq < 0",
        ]
    database.execute(*statements)


def swap(database: Database, first: int, second: int) -> None:
    database.execute(
        f"UPDATE audit.event SET seq = -1 WHERE seq = {first}",
        f"UPDATE audit.event SET seq = {first} WHERE seq = {second}",
        f"UPDATE audit.event SET seq = {second} WHERE seq = -1",
    )


def cut(database: Database, size: int, *, checkpoints: bool) -> None:
    database.execute(f"DELETE FROM audit.event WHERE seq >= {size}")
    if checkpoints:
        database.execute(f"DELETE FROM audit.checkpoint WHERE size > {size}")


def rebuild(database: Database, key: SigningKey | None = None) -> None:
    """New tiles over the events as they are now, and with `key` new checkpoints too."""
    with database.superuser.begin() as connection:
        bodies = connection.scalars(text("SELECT body FROM audit.event ORDER BY seq")).all()
        leaves = [leaf_hash(body) for body in bodies]
        _rebuild_tiles(connection, leaves)
        if key is not None:
            for size in connection.scalars(text("SELECT size FROM audit.checkpoint")).all():
                note = key.sign(str(Checkpoint(ORIGIN, size, root_of(leaves[:size]))))
                update = text("UPDATE audit.checkpoint SET note = :note WHERE size = :size")
                connection.execute(update, {"note": note, "size": size})


def _rebuild_tiles(connection: Connection, leaves: list[bytes]) -> None:
    new = NewHashes(Frontier())
    for leaf in leaves:
        new.append(leaf)
    connection.execute(text("DELETE FROM audit.tile"))
    for (level, idx), hashes in new.added.items():
        insert = text("INSERT INTO audit.tile (level, idx, hashes) VALUES (:level, :idx, :hashes)")
        connection.execute(insert, {"level": level, "idx": idx, "hashes": bytes(hashes)})
