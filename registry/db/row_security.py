"""The second wall: PostgreSQL row-level security and grants, generated from the tables' own declarations.

Every table is either owned by an organisation (a column org_id, one restrictive policy) or declared shared with the
reason in `info={"shared": "why"}`. A table that is neither stops the migration and a test.
"""

from sqlalchemy import MetaData, Table

ORG = "(SELECT NULLIF(current_setting('app.org', true), '')::uuid)"
APP = "puente_app"


def qualified(table: Table) -> str:
    """schema.table as SQL."""
    return f"{table.schema}.{table.name}" if table.schema else f"public.{table.name}"


def statements(metadata: MetaData) -> list[str]:
    """The statements for all tables of a metadata, in a stable order."""
    tables = sorted(metadata.tables.values(), key=qualified)
    return [line for table in tables for line in table_statements(table)]


def table_statements(table: Table) -> list[str]:
    """Enable and force row security on one table, its policies, and the application's grants."""
    name = qualified(table)
    visible = _visible(table)
    grants = ", ".join(table.info.get("grants", ("SELECT", "INSERT", "UPDATE", "DELETE")))
    lines = [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY app ON {name} AS PERMISSIVE FOR ALL TO {APP} USING (true) WITH CHECK (true)",
        f"CREATE POLICY owner ON {name} AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true)",
        f"CREATE POLICY backup ON {name} AS PERMISSIVE FOR SELECT TO puente_backup USING (true)",
        f"GRANT {grants} ON {name} TO {APP}",
        f"GRANT SELECT ON {name} TO puente_backup",
    ]
    if visible is not None:
        lines.append(
            f"CREATE POLICY organisation ON {name} AS RESTRICTIVE FOR ALL TO {APP} "
            f"USING ({visible}) WITH CHECK ({visible})"
        )
    return lines


def _visible(table: Table) -> str | None:
    """The condition a row must meet to exist for the application, or None for a shared table."""
    if "row_policy" in table.info:
        return str(table.info["row_policy"]).format(org=ORG)
    if table.info.get("shared"):
        return None
    if "org_id" in table.c:
        return f"org_id = {ORG}"
    raise ValueError(f"{qualified(table)}: neither owned by an organisation nor declared shared")
