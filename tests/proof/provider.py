"""A provider with one patient who has a record of every kind, and all ids that belong to it."""

import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from casework.app.kinds import KINDS
from registry.access.actor import Actor
from registry.accounts.api_tokens import create_api_token
from registry.db.work import Database
from registry.ids import new_id
from registry.people.models import Patient
from registry.people.record import PATIENT
from registry.records.drafts import save_draft
from registry.schemas.base import parse
from tests.proof.examples import example, typed
from tests.proof.markers import Markers
from tests.proof.whole_day import FACTS

TABLES = """
    SELECT table_schema || '.' || table_name, table_name FROM information_schema.columns
    WHERE column_name = 'org_id' AND table_schema IN ('public', 'keys') ORDER BY 1
"""
ACCOUNTS = """
    SELECT unnest(ARRAY[u.id::text, m.id::text, s.id::text, t.id::text, u.user_name, u.display_name])
    FROM membership m JOIN user_account u ON u.id = m.user_id
    LEFT JOIN web_session s ON s.user_id = u.id LEFT JOIN api_token t ON t.membership_id = m.id WHERE m.org_id = %s
"""


@dataclass
class Provider:
    """Ids by the name that addresses give them; `payload` is what the patient was registered with."""

    actor: Actor
    markers: Markers
    patient_id: UUID
    reference: str
    payload: dict[str, Any]
    token: str
    token_id: UUID
    records: dict[str, UUID] = field(default_factory=dict)
    drafts: dict[str, UUID] = field(default_factory=dict)


def make_provider(database: Database, actor: Actor) -> Provider:
    """Register somebody and record one of every kind, each with a draft of the next beside it."""
    markers = Markers()
    payload = example(PATIENT, markers, "registered")
    payload["date_of_birth"] = (
        f"19{secrets.randbelow(70) + 10}-0{secrets.randbelow(9) + 1}-{secrets.randbelow(18) + 11}"
    )
    with database.work(actor) as session:
        patient: Patient = PATIENT.create(session, by=actor, patient_id=None, command=parse(PATIENT.schema(), payload))
        issued = create_api_token(session, by=actor, label="Tests", days=2)
        found = Provider(actor, markers, patient.id, patient.reference, payload, issued.token, issued.row.id)
    for kind in FACTS:
        command = parse(kind.schema(), example(kind, markers, "recorded"))
        with database.work(actor) as session:
            row = kind.create(session, by=actor, patient_id=found.patient_id, command=command)
            found.records[kind.plural] = row.id
    for kind in KINDS:
        found.drafts[kind.plural] = new_id()
        with database.work(actor) as session:
            save_draft(
                session,
                by=actor,
                draft_id=found.drafts[kind.plural],
                kind=kind.name,
                patient_id=found.patient_id if kind.about_patient else None,
                record_id=None,
                typed=typed(kind, example(kind, markers, "unfinished")),
            )
    found.records["identity"] = found.patient_id
    found.records["intervention-exits"] = found.records["interventions"]
    found.records["episode-exits"] = found.records["episodes"]
    return found


def own_values(connection: psycopg.Connection, org_id: UUID) -> set[str]:
    """Every id in a row of the organisation or of its people, and what they are called."""
    found = {str(value) for (value,) in connection.execute(ACCOUNTS, (org_id,)) if value is not None}
    for table, _name in connection.execute(TABLES).fetchall():
        for row in connection.execute(f"SELECT * FROM {table} WHERE org_id = %s", (org_id,)):  # type: ignore[call-overload]
            found.update(str(value) for value in row if isinstance(value, UUID))
    return found


def digest_of(connection: psycopg.Connection, org_id: UUID) -> dict[str, tuple[int, str]]:
    """Table -> number of rows and digest of their whole content, for what the organisation holds."""
    found = {}
    for table, name in connection.execute(TABLES).fetchall():
        query = (
            f"SELECT count(*), coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') "
            f"FROM {table} AS {name} CROSS JOIN LATERAL (SELECT {name}.*) AS t WHERE {name}.org_id = %s"
        )
        row = connection.execute(query, (org_id,)).fetchone()  # type: ignore[call-overload]
        assert row is not None
        found[table] = (row[0], row[1])
    accounts = "SELECT count(*), coalesce(md5(string_agg(u::text, '' ORDER BY u.id)), '') FROM user_account u"
    row = connection.execute(
        f"{accounts} WHERE u.id IN (SELECT user_id FROM membership WHERE org_id = %s)", (org_id,)
    ).fetchone()
    assert row is not None
    return {**found, "user_account": (row[0], row[1])}
