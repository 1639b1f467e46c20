"""Fictitious patients by the thousand: identity sealed, filed under blind tokens, and under readable terms beside."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from casework.app.bench.plain import SCHEMA, create_tables
from casework.app.bench.stage import Stage
from casework.app.progress import Task
from registry import clock
from registry.db.columns import sealed_columns
from registry.db.work import ring_of
from registry.ids import new_id
from registry.people.blocking import index_terms
from registry.people.fictitious import FictitiousPerson, bench_person
from registry.people.models import Patient
from registry.people.tokens import index_rows

SEED = 7
_BATCH = 5_000
_IDENTITY = ("given_names", "family_name_1", "family_name_2", "date_of_birth", "sex")
_CELLS = {name: item for name, item in sealed_columns(Patient).items() if name in _IDENTITY}
_PATIENT = ("id", "org_id", "reference", "row_version", "created_at", "updated_at", *_CELLS)
_INDEX = ("org_id", "kind", "tok", "subject_id")
_PLAIN = ("org_id", "kind", "term", "subject_id")

Person = tuple[UUID, FictitiousPerson]


def settle_people(stage: Stage, count: int, task: Task) -> list[Person]:
    """Make them and write them with COPY as a superuser: it is the search that is measured, not the writing."""
    create_tables(stage.settings.databases.migrate)
    rng = Random(SEED)  # noqa: S311  the same people in every run
    people = [(new_id(), bench_person(rng)) for _ in range(count)]
    with stage.superuser() as connection, stage.database.work(stage.clinician) as session:
        # Foreign keys of two million rows are checked by nobody here.
        connection.execute("SET session_replication_role = replica")
        ring = ring_of(session)
        make_key, index_key = ring.key_maker(), ring.index_key()
        for first in range(0, count, _BATCH):
            _write(connection, stage.clinician.org_id, first, people[first : first + _BATCH], make_key, index_key)
            task.advance(min(_BATCH, count - first))
        connection.execute("VACUUM ANALYZE")
    return people


def _write(
    connection: Any, org_id: UUID, first: int, people: Sequence[Person], make_key: Any, index_key: bytes
) -> None:
    keys, patients, tokens, terms = [], [], [], []
    now = clock.now()
    for number, (patient_id, person) in enumerate(people, start=first):
        key, row = make_key(patient_id)
        keys.append(row)
        patients.append((patient_id, org_id, f"{number:08d}", 1, now, now, *_sealed(key, patient_id, person)))
        tokens += index_rows(index_key, org_id, patient_id, name=person.name, date_of_birth=person.date_of_birth)
        found = index_terms(person.name, person.date_of_birth, None)
        terms += [(org_id, int(kind), value, patient_id) for kind, value in found]
    _copy(connection, "keys.dek", tuple(keys[0]), (tuple(row.values()) for row in keys))
    _copy(connection, "patient", _PATIENT, patients)
    _copy(connection, "blind_index", _INDEX, tokens)
    _copy(connection, f"{SCHEMA}.plain_index", _PLAIN, terms)


def _sealed(key: Any, patient_id: UUID, person: FictitiousPerson) -> list[bytes | None]:
    values: dict[str, Any] = {
        "given_names": person.name.given_names,
        "family_name_1": person.name.family_name_1,
        "family_name_2": person.name.family_name_2,
        "date_of_birth": person.date_of_birth,
        "sex": person.sex.upper(),
    }
    return [
        None if values[name] is None else key.seal(item.cell, patient_id, item.codec.encode(values[name]))
        for name, item in _CELLS.items()
    ]


def _copy(connection: psycopg.Connection[Any], table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
