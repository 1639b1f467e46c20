"""Documents that are made from the program itself: data dictionary, permission matrix, routes.

`python -m casework.app.documents write` writes them; `check` fails when one is old.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Table

import casework
from casework.app.models import audit_metadata, record_metadata
from registry.access.permissions import Permission
from registry.access.roles import ROLES, Role

ROOT = Path(casework.__file__).parent.parent / "docs"


def data_dictionary() -> str:
    """Every table and column: what it is, how sensitive, whether sealed."""
    lines = ["# Data dictionary", "", "Made from the declarations in the code. Sealed columns hold envelopes only.", ""]
    for metadata in (record_metadata(), audit_metadata()):
        for table in sorted(metadata.tables.values(), key=lambda found: found.fullname):
            lines += _table_lines(table)
    return "\n".join(lines)


def _table_lines(table: Table) -> Iterator[str]:
    yield f"## {table.fullname}"
    yield ""
    if "shared" in table.info:
        yield f"Shared between organisations: {table.info['shared']}."
        yield ""
    yield "| column | type | sensitivity | sealed | what it is |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        sealed = "sealed" if column.info.get("sealed") else ""
        kind = str(column.type).lower() if not sealed else f"bytea ({column.info['codec']})"
        yield f"| {column.name} | {kind} | {column.info.get('sensitivity', '')} | {sealed} | {column.comment or ''} |"
    yield ""


def permission_matrix() -> str:
    """Every permission against every role."""
    roles = [role for role in Role if role is not Role.SYSTEM]
    lines = ["# Who may do what", "", "Made from `registry/access/roles.py`. What has no mark is refused.", ""]
    lines += [f"- **{ROLES[role].label._args[0]}**: {ROLES[role].sentence._args[0]}" for role in roles]
    lines += ["", "| permission | " + " | ".join(role.value for role in roles) + " |", "|---" * (len(roles) + 1) + "|"]
    for permission in Permission:
        marks = ("yes" if permission in ROLES[role].permissions else "" for role in roles)
        lines.append(f"| {permission.value} | " + " | ".join(marks) + " |")
    return "\n".join([*lines, ""])


DOCUMENTS: dict[str, Callable[[], str]] = {
    "data-dictionary.md": data_dictionary,
    "permissions.md": permission_matrix,
}


def stale() -> list[str]:
    """Names of the documents that are not what the program would write today."""
    return [name for name, make in DOCUMENTS.items() if _read(ROOT / name) != make()]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main() -> int:
    """Run `write` or `check`; the exit code."""
    if sys.argv[1:] == ["write"]:
        for name, make in DOCUMENTS.items():
            (ROOT / name).write_text(make(), encoding="utf-8")
        return 0
    found = stale()
    for name in found:
        print(f"docs/{name} is old; run: python -m casework.app.documents write", file=sys.stderr)  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
