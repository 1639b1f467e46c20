"""The tables of the log, in their own schema and their own metadata.

`event` is one plain table. Should it outgrow that, range partitions by `seq` can be put under it without a
change to any statement here, since every access is by `seq` or by (subject, seq).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

SCHEMA = "audit"

metadata = MetaData(schema=SCHEMA)


TECHNICAL = {"sensitivity": "technical"}
PSEUDONYMOUS = {"sensitivity": "pseudonymous"}

pending = Table(
    "pending",
    metadata,
    Column(
        "id",
        Uuid,
        server_default=text("uuidv7()"),
        nullable=False,
        comment="Identifier of the event, ordered by time; events are numbered in its order",
        info=TECHNICAL,
    ),
    Column(
        "writer",
        BigInteger,
        nullable=False,
        comment="Random identifier of the database connection that wrote the event",
        info=TECHNICAL,
    ),
    Column(
        "wseq",
        BigInteger,
        nullable=False,
        comment="Count of the event within its writer, from 1 and without gaps",
        info=TECHNICAL,
    ),
    Column(
        "body",
        LargeBinary,
        nullable=False,
        comment="The event as canonical JSON (RFC 8785), without any value of a record",
        info=PSEUDONYMOUS,
    ),
    Column(
        "mac",
        LargeBinary,
        nullable=False,
        comment="HMAC-SHA256 over writer, count and body, under a key the database never sees",
        info=TECHNICAL,
    ),
    PrimaryKeyConstraint("id", name="pk_pending"),
    UniqueConstraint("writer", "wseq", name="uq_pending_writer_wseq"),
    # What the application may insert must never be able to stop the sequencer or the export.
    CheckConstraint("writer > 0", name="ck_pending_writer_positive"),
    CheckConstraint("wseq BETWEEN 1 AND 9007199254740991", name="ck_pending_wseq_in_json_range"),
    CheckConstraint("octet_length(mac) = 32", name="ck_pending_mac_whole"),
    CheckConstraint("octet_length(body) <= 1048576", name="ck_pending_body_at_most_1_mib"),
    comment="Events written by the application and not yet numbered",
)

event = Table(
    "event",
    metadata,
    Column(
        "seq",
        BigInteger,
        autoincrement=False,
        nullable=False,
        comment="Place of the event in the log, from 0 and without gaps: its leaf in the Merkle tree",
        info=TECHNICAL,
    ),
    Column(
        "body",
        LargeBinary,
        nullable=False,
        comment="The event as canonical JSON (RFC 8785); the truth from which the other columns are read",
        info=PSEUDONYMOUS,
    ),
    Column(
        "mac",
        LargeBinary,
        nullable=False,
        comment="HMAC-SHA256 over writer, count and body, under a key the database never sees",
        info=TECHNICAL,
    ),
    Column("subject", Uuid, comment="The patient concerned, read from the body", info=PSEUDONYMOUS),
    Column("org", Uuid, comment="The organisation whose event it is, read from the body", info=TECHNICAL),
    Column(
        "at",
        DateTime(timezone=True),
        comment="When it happened by the application's clock, read from the body",
        info=TECHNICAL,
    ),
    Column("act", Text, comment="What was done, read from the body", info=TECHNICAL),
    PrimaryKeyConstraint("seq", name="pk_event"),
    Index("ix_event_subject_seq", "subject", "seq", postgresql_where=text("subject IS NOT NULL")),
    Index("ix_event_org_seq", "org", "seq"),
    comment="The numbered events; rows are only ever added",
)

listed = Table(
    "listed",
    metadata,
    Column(
        "subject",
        Uuid,
        nullable=False,
        comment="A patient shown on a list or search page, read from the body",
        info=PSEUDONYMOUS,
    ),
    Column(
        "seq",
        BigInteger,
        autoincrement=False,
        nullable=False,
        comment="The event of that page",
        info=TECHNICAL,
    ),
    Column("org", Uuid, comment="The organisation whose event it is, read from the body", info=TECHNICAL),
    PrimaryKeyConstraint("subject", "seq", name="pk_listed"),
    comment="Which list pages showed which patient; derived from the bodies",
)

tile = Table(
    "tile",
    metadata,
    Column(
        "level",
        SmallInteger,
        autoincrement=False,
        nullable=False,
        comment="Height of the hashes in the tree, in steps of eight",
        info=TECHNICAL,
    ),
    Column(
        "idx",
        BigInteger,
        autoincrement=False,
        nullable=False,
        comment="Place of the tile within its level, from 0",
        info=TECHNICAL,
    ),
    Column(
        "hashes",
        LargeBinary,
        nullable=False,
        comment="Up to 256 hashes of 32 bytes; the last tile of a level grows",
        info=TECHNICAL,
    ),
    PrimaryKeyConstraint("level", "idx", name="pk_tile"),
    comment="Stored hashes of the Merkle tree, from which proofs are made",
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column(
        "size",
        BigInteger,
        autoincrement=False,
        nullable=False,
        comment="Number of events the checkpoint covers",
        info=TECHNICAL,
    ),
    Column(
        "note",
        Text,
        nullable=False,
        comment="C2SP signed note over origin, size and root of the tree",
        info=TECHNICAL,
    ),
    Column(
        "cosigs",
        Text,
        nullable=False,
        server_default="",
        comment="Signature lines of witnesses, added later",
        info=TECHNICAL,
    ),
    PrimaryKeyConstraint("size", name="pk_checkpoint"),
    comment="Signed heads of the log",
)

state = Table(
    "state",
    metadata,
    Column(
        "one",
        Boolean,
        nullable=False,
        server_default=text("true"),
        comment="Always true: the table has one row",
        info=TECHNICAL,
    ),
    Column("size", BigInteger, nullable=False, comment="Number of events in the log", info=TECHNICAL),
    Column(
        "frontier",
        LargeBinary,
        nullable=False,
        comment="Roots of the complete subtrees, largest first, 32 bytes each",
        info=TECHNICAL,
    ),
    PrimaryKeyConstraint("one", name="pk_state"),
    CheckConstraint("one", name="ck_state_one_row"),
    comment="Where the log ends; changed only by compare-and-swap on size",
)

writer = Table(
    "writer",
    metadata,
    Column(
        "writer",
        BigInteger,
        autoincrement=False,
        nullable=False,
        comment="Random identifier of a database connection that wrote events",
        info=TECHNICAL,
    ),
    Column(
        "last_wseq",
        BigInteger,
        nullable=False,
        server_default="0",
        comment="Highest count of this writer that has been numbered",
        info=TECHNICAL,
    ),
    Column(
        "lost_to",
        BigInteger,
        nullable=False,
        server_default="0",
        comment="Highest count of this writer that has been reported as lost",
        info=TECHNICAL,
    ),
    PrimaryKeyConstraint("writer", name="pk_writer"),
    comment="How far each writer has been numbered, so that a missing event shows",
)
