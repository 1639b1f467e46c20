"""What PostgreSQL's planner is told about new tables before they have rows to be counted.

A connection keeps the plan with which it checks a foreign key. Made for an empty table, that plan may search all of
an organisation's rows by any index that begins with `org_id`, since all indexes look alike as long as nothing is
known; until the first ANALYZE the time of each check then grows with the table, and an import is quadratic. Told
that `org_id` tells no rows apart, the planner takes the index on the whole key from the first row on.
"""

from sqlalchemy import Connection, text

_TELL = text("""
    SELECT pg_restore_attribute_stats(
        'schemaname', n.nspname::text, 'relname', c.relname::text, 'attname', 'org_id', 'inherited', false,
        'null_frac', 0::real, 'avg_width', 16, 'n_distinct', 1::real)
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND n.nspname IN ('public', 'keys') AND c.reltuples < 0
""")


def tell_planner(connection: Connection) -> int:
    """Give the tables that were never analysed (`reltuples` below 0) their first statistics; how many there were.

    Needs their owner. What ANALYZE has found out since is left alone.
    """
    return len(connection.execute(_TELL).all())
