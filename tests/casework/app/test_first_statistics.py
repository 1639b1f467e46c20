"""A new database checks its foreign keys by the whole key from the first row on."""

import re

import pytest
from sqlalchemy import create_engine, text

from casework.app.first_statistics import tell_planner

CHECK = "SELECT 1 FROM ONLY patient x WHERE org_id = $1 AND id = $2 FOR KEY SHARE OF x"
FORGET = "SELECT pg_clear_attribute_stats('public', 'patient', 'org_id', false)"
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def owner(settings):
    engine = create_engine(settings.databases.migrate)
    with engine.connect() as connection:
        connection.execute(text("SET ROLE puente_owner"))
        connection.execute(text("SET plan_cache_mode = force_generic_plan"))
        yield connection
    engine.dispose()


def index_of_check(owner):
    owner.exec_driver_sql(f"PREPARE fk (uuid, uuid) AS {CHECK}")
    plan = " ".join(owner.exec_driver_sql(f"EXPLAIN EXECUTE fk ('{NOBODY}', '{NOBODY}')").scalars())
    owner.exec_driver_sql("DEALLOCATE fk")
    return re.search(r"Scan using (\w+)", plan)[1]


def test_foreign_key_of_an_empty_table_is_checked_by_the_whole_key(owner):
    assert index_of_check(owner) == "uq_patient_org_id_id"


def test_without_being_told_the_planner_cannot_know(owner):
    owner.execute(text(FORGET))
    assert index_of_check(owner) == "ix_patient_recent"
    assert tell_planner(owner) > 30
    assert index_of_check(owner) == "uq_patient_org_id_id"


def test_what_was_counted_is_left_alone(owner):
    told = tell_planner(owner)
    owner.execute(text("ANALYZE patient"))
    assert tell_planner(owner) == told - 1
