"""People for the tests, registered through the service."""

from typing import Any
from uuid import UUID

from registry.access.actor import Actor
from registry.db.work import Database
from registry.people.schemas import PatientSchema
from registry.people.services import register_patient
from registry.schemas.base import parse

MARIA = {
    "given_names": "María José",
    "family_name_1": "Colibrí",
    "family_name_2": "de Ejemplo",
    "date_of_birth": "1984-03-12",
    "sex": "FEMALE",
    "identifiers": [{"kind": "NATIONAL_ID", "value": "EJEMPLO-01234567", "country": "ES"}],
    "contacts": [{"kind": "MOBILE", "value": "+000 600 123 456", "is_shared": "NO"}],
    "next_of_kin": [{"name": "Alba Garza", "relationship_code": "MOTHER", "phone": "+000 600 999 888"}],
    "municipality": "Villa Ejemplo",
}


def register(database: Database, by: Actor, **changes: Any) -> UUID:
    """Register María, or somebody else by the changed fields; returns the new patient's id."""
    command = parse(PatientSchema(), {**MARIA, **changes})
    with database.work(by) as session:
        return register_patient(session, by=by, command=command).id
