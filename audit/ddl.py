"""Grants and row-level security of the log, written by hand because Alembic does not generate them.

The application may add an event and never take one back; only the sequencer empties `pending` and fills the
numbered tables; the reading role reads all. Every table FORCEs row-level security, so that even its owner
reads nothing that no policy names. There is no policy for UPDATE or DELETE of `event` for anyone.
"""

from audit.tables import SCHEMA, metadata

OWNER = "puente_owner"
APP = "puente_app"
SEQUENCER = "puente_seq"
READER = "puente_audit_ro"

_CURRENT_ORG = "(select nullif(current_setting('app.org', true), ''))"
_OWN_ORG = "org = (select nullif(current_setting('app.org', true), '')::uuid)"

_SEQUENCER_MAY = {
    "pending": "SELECT, INSERT, DELETE",
    "event": "SELECT, INSERT",
    "listed": "SELECT, INSERT",
    "tile": "SELECT, INSERT, UPDATE",
    "checkpoint": "SELECT, INSERT",
    "state": "SELECT, INSERT, UPDATE",
    "writer": "SELECT, INSERT, UPDATE",
}

# A body is canonical, so a quoted identifier stands in it exactly so: no parsing, hence no row that can make
# the query fail. The caller still reads the parsed body before it believes what the identifier means.
_PENDING_ABOUT = """
CREATE OR REPLACE FUNCTION audit.pending_about(person uuid) RETURNS TABLE (id uuid, body bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.id, p.body FROM audit.pending AS p
    WHERE position(convert_to('"' || person::text || '"', 'UTF8') IN p.body) > 0
    ORDER BY p.id DESC
$$
"""


def statements() -> list[str]:
    """SQL to run, in order, as the owner, after the schema and its tables have been made."""
    return [*_grants(), *_row_security(), *_policies(), *_pending_function()]


def _grants() -> list[str]:
    return [
        f"REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {APP}, {SEQUENCER}, {READER}",
        f"GRANT INSERT ON {SCHEMA}.pending TO {APP}",
        f"GRANT SELECT ON {SCHEMA}.event, {SCHEMA}.listed TO {APP}",
        *(f"GRANT {rights} ON {SCHEMA}.{table} TO {SEQUENCER}" for table, rights in _SEQUENCER_MAY.items()),
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {READER}",
    ]


def _row_security() -> list[str]:
    return [
        f"ALTER TABLE {SCHEMA}.{table.name} {clause} ROW LEVEL SECURITY"
        for table in metadata.sorted_tables
        for clause in ("ENABLE", "FORCE")
    ]


def _policies() -> list[str]:
    names = [table.name for table in metadata.sorted_tables]
    return [
        _policy("pending", "app_adds", f"FOR INSERT TO {APP} WITH CHECK (true)"),
        _policy("pending", "definer_reads", f"FOR SELECT TO {OWNER} USING ({_body_of_own_org()})"),
        _policy("event", "app_reads", f"FOR SELECT TO {APP} USING ({_OWN_ORG})"),
        _policy("listed", "app_reads", f"FOR SELECT TO {APP} USING ({_OWN_ORG})"),
        *(_policy(name, "sequencer", f"TO {SEQUENCER} USING (true) WITH CHECK (true)") for name in names),
        *(_policy(name, "reader", f"FOR SELECT TO {READER} USING (true)") for name in names),
    ]


def _policy(table: str, name: str, rule: str) -> str:
    return f"CREATE POLICY {table}_{name} ON {SCHEMA}.{table} {rule}"


def _body_of_own_org() -> str:
    return f"""position(convert_to('"org":"' || {_CURRENT_ORG} || '"', 'UTF8') IN body) > 0"""


def _pending_function() -> list[str]:
    signature = f"{SCHEMA}.pending_about(uuid)"
    return [
        _PENDING_ABOUT.strip(),
        f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {signature} TO {APP}, {READER}",
    ]
