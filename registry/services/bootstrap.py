"""What the superuser does once: the roles, the database and what everybody loses in it.

Nothing of the program signs in as the superuser afterwards: it would pass every row-level policy.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from registry.services.urls import DATABASE, DatabaseRole

OWNER = "puente_owner"

ATTRIBUTES: dict[str, str] = {
    # pg_dump must see every row of tables with forced policies; it reads only, and the values are sealed.
    DatabaseRole.BACKUP: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS",
}
ORDINARY = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
OWNING = "NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def bootstrap(superuser_url: str, database_url: str, passwords: Mapping[str, str]) -> None:
    """Create roles and database; may be run again after it was cut short.

    `superuser_url` leads to the database `postgres`, `database_url` to ours, both as superuser.
    """
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        _create_role(connection, OWNER, OWNING)
        for role in DatabaseRole:
            _create_role(connection, role, ATTRIBUTES.get(role, ORDINARY))
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(passwords[role]))
            )
        for statement in _role_grants():
            connection.execute(statement)
        _create_database(connection)
    with psycopg.connect(database_url, autocommit=True) as connection:
        for statement in _database_grants():
            connection.execute(statement)


def _create_role(connection: psycopg.Connection, role: str, attributes: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    verb = "ALTER" if found else "CREATE"
    connection.execute(f"{verb} ROLE {role} {attributes}".encode())


def _create_database(connection: psycopg.Connection) -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
    if not found:
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}".encode())


def _role_grants() -> list[bytes]:
    return [
        f"GRANT {OWNER} TO {DatabaseRole.MIGRATE}".encode(),
        # Whatever a migration makes then belongs to the owner and not to a role that can sign in.
        f"ALTER ROLE {DatabaseRole.MIGRATE} SET role TO {OWNER}".encode(),
        f"GRANT pg_read_all_data TO {DatabaseRole.BACKUP}".encode(),
        f"ALTER ROLE {DatabaseRole.BACKUP} SET default_transaction_read_only TO on".encode(),
        b"REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC",
    ]


def _database_grants() -> list[bytes]:
    return [
        f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC".encode(),
        f"GRANT CONNECT ON DATABASE {DATABASE} TO {', '.join(DatabaseRole)}".encode(),
        b"REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {', '.join(DatabaseRole)}".encode(),
    ]
