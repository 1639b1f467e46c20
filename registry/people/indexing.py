"""The blind index of a patient: written with the record, and written anew whenever the identity changes."""

from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from registry.db.work import ring_of
from registry.people.models import BlindIndex
from registry.people.schemas import PatientCommand
from registry.people.tokens import index_rows

# Arrays keep the statement the same however many tokens there are: compiled once, prepared once.
_FILE = text("""
    INSERT INTO blind_index (org_id, kind, tok, subject_id)
    SELECT :org_id, kind, tok, :subject_id
    FROM unnest(cast(:kinds AS smallint[]), cast(:toks AS bigint[])) AS token (kind, tok)
""")


def index_patient(session: Session, *, org_id: UUID, patient_id: UUID, command: PatientCommand) -> None:
    """File a new patient: one INSERT for all tokens."""
    rows = index_rows(
        ring_of(session).index_key(),
        org_id,
        patient_id,
        name=command.name,
        date_of_birth=command.date_of_birth,
        birth_year=command.birth_year,
        identifiers=[(entry.kind, entry.value) for entry in command.identifiers],
        phones=command.phones,
    )
    if rows:
        tokens = {"kinds": [row[1] for row in rows], "toks": [row[2] for row in rows]}
        session.connection().execute(_FILE, {"org_id": org_id, "subject_id": patient_id, **tokens})


def reindex_patient(session: Session, *, org_id: UUID, patient_id: UUID, command: PatientCommand) -> None:
    """Put the tokens of the changed identity in the place of the old ones."""
    session.execute(delete(BlindIndex).where(BlindIndex.org_id == org_id, BlindIndex.subject_id == patient_id))
    index_patient(session, org_id=org_id, patient_id=patient_id, command=command)
