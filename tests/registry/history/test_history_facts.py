"""Every kind of the history: recorded, read back, changed, refused, and sealed in the database."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from registry.db.columns import Sensitivity, sealed_columns
from registry.errors import Forbidden, Invalid, NotFound, Stale
from registry.history.kinds import HISTORY_KINDS
from registry.history.models import HISTORY_TABLES
from registry.schemas.base import parse
from registry.web.forms.bound import schema_field
from registry.web.forms.raw import payload_of, raw_of
from registry.web.messages import known_codes
from tests.conftest import Clinic
from tests.registry.history.examples import EXAMPLES

KINDS = {kind.name: kind for kind in HISTORY_KINDS}
each_kind = pytest.mark.parametrize("name", KINDS)


def _record(clinic: Clinic, name, patient_id, **changes):
    command = parse(KINDS[name].schema(), {**EXAMPLES[name], **changes})
    with clinic.database.work(clinic.clinician) as session:
        return KINDS[name].create(session, by=clinic.clinician, patient_id=patient_id, command=command).id


def _dumped(clinic: Clinic, name, patient_id, record_id):
    with clinic.database.read(clinic.clinician) as session:
        return KINDS[name].dump(
            KINDS[name].fetch(session, by=clinic.clinician, patient_id=patient_id, record_id=record_id)
        )


@each_kind
def test_fact_is_read_back_as_it_was_given(clinic, patient_id, name):
    record_id = _record(clinic, name, patient_id)
    assert _dumped(clinic, name, patient_id, record_id) == EXAMPLES[name]


@each_kind
def test_fact_is_in_the_list_of_its_patient_only(clinic, patient_id, name):
    record_id = _record(clinic, name, patient_id)
    with clinic.database.read(clinic.clinician) as session:
        found = KINDS[name].listing(session, by=clinic.clinician, patient_id=patient_id)
        assert [row.id for row in found] == [record_id]
    with clinic.database.read(clinic.stranger) as session:
        assert not KINDS[name].listing(session, by=clinic.stranger, patient_id=patient_id)


@each_kind
def test_another_organisation_cannot_write_or_fetch_a_fact(clinic, patient_id, name):
    record_id = _record(clinic, name, patient_id)
    command = parse(KINDS[name].schema(), EXAMPLES[name])
    with clinic.database.work(clinic.stranger) as session, pytest.raises(NotFound):
        KINDS[name].create(session, by=clinic.stranger, patient_id=patient_id, command=command)
    with clinic.database.read(clinic.stranger) as session, pytest.raises(NotFound):
        KINDS[name].fetch(session, by=clinic.stranger, patient_id=patient_id, record_id=record_id)


@each_kind
def test_liaison_officer_writes_no_clinical_fact(clinic, patient_id, name):
    command = parse(KINDS[name].schema(), EXAMPLES[name])
    with clinic.database.work(clinic.officer) as session, pytest.raises(Forbidden):
        KINDS[name].create(session, by=clinic.officer, patient_id=patient_id, command=command)


@each_kind
def test_fact_changed_meanwhile_is_not_overwritten(clinic, patient_id, name):
    record_id = _record(clinic, name, patient_id)
    command = replace(parse(KINDS[name].schema(), EXAMPLES[name]), source="FAMILY")

    def change(row_version):
        with clinic.database.work(clinic.clinician) as session:
            KINDS[name].change(
                session,
                by=clinic.clinician,
                patient_id=patient_id,
                record_id=record_id,
                command=command,
                row_version=row_version,
            )

    change(1)
    assert _dumped(clinic, name, patient_id, record_id)["source"] == "FAMILY"
    with pytest.raises(Stale):
        change(1)


@each_kind
def test_each_step_asks_at_most_seven_questions_that_the_schema_has(name):
    schema = KINDS[name].schema()
    for step in KINDS[name].steps:
        assert len(step.fields) <= 7
        assert all(schema_field(schema, path).metadata["label"] for path in step.fields)


@each_kind
def test_form_filled_from_a_fact_sends_the_same_fact(name):
    schema = KINDS[name].schema()
    sent = payload_of(schema, raw_of(schema, EXAMPLES[name]))
    assert parse(schema, sent) == parse(schema, EXAMPLES[name])


@each_kind
def test_suggestions_of_a_form_are_answers_it_accepts(clinic, patient_id, name):
    kind = KINDS[name]
    with clinic.database.read(clinic.clinician) as session:
        suggested = kind.prefill(session, clinic.clinician, patient_id)
    parse(kind.schema(), {**EXAMPLES[name], **suggested})


@pytest.mark.parametrize("model", HISTORY_TABLES)
def test_only_ids_days_and_source_are_required_of_an_import(model):
    always = {"id", "org_id", "patient_id", "created_at", "updated_at", "row_version", "source"}
    required = {column.name for column in model.__table__.columns if not column.nullable} - always
    assert all(name.endswith("_on") or name in {"occurred_precision", "window_days"} for name in required)


def test_everything_about_an_infection_is_guarded_as_such():
    model = next(model for model in HISTORY_TABLES if model.__tablename__ == "infection_test")
    assert {item.sensitivity for item in sealed_columns(model).values()} == {Sensitivity.INFECTION}


def test_infection_test_is_not_opened_for_change_without_leave_to_reveal(clinic, patient_id):
    record_id = _record(clinic, "infection_test", patient_id)
    officer = clinic.protection_officer
    with clinic.database.read(officer) as session, pytest.raises(Forbidden, match="infections:reveal"):
        KINDS["infection_test"].fetch(session, by=officer, patient_id=patient_id, record_id=record_id)


def test_no_value_of_the_history_is_legible_in_the_database(clinic, patient_id):
    for name in KINDS:
        _record(clinic, name, patient_id)
    words = ("At home, alone", "Casa Abierta", "Panic attacks", "HCV", "Sertraline", "METHADONE", "COC_CRACK", "COWS")
    with clinic.database.read(clinic.clinician) as session:
        for model in HISTORY_TABLES:
            rows = session.execute(
                text(f"SELECT (every_column.*)::text FROM {model.__tablename__} every_column")
            ).scalars()
            whole = " ".join(rows)
            assert str(patient_id) in whole
            assert not [word for word in words if word in whole or word.encode().hex() in whole]


WRONG = [
    ("overdose", {"substances": [{"substance": "ALC"}, {"substance": "ALC"}]}, "substances.1.substance"),
    ("overdose", {"substances": [{"substance": "ALC"}] * 13}, "substances"),
    ("past_treatment", {"started": "2019-05", "ended": "2019-04"}, "ended"),
    ("health_condition", {"since": "2026-02"}, "noted_on"),
    ("medication", {"name": None}, "name"),
    ("medication", {"daily_unit": None}, "daily_unit"),
    ("medication", {"ended_on": "2026-01-04"}, "ended_on"),
    ("dose", {"amount_mg": "-1"}, "amount_mg"),
    ("drug_test", {"tested": []}, "tested"),
    ("drug_test", {"positive": ["THC"]}, "positive"),
    ("drug_test", {"invalid": ["METH"]}, "invalid"),
    ("drug_test", {"explained": ["COC"]}, "explained"),
    ("use_day", {"month": "2026-02", "days": "28-30"}, "days"),
    ("use_day", {"days": ","}, "days"),
    ("use_report", {"days": 29}, "days"),
    ("scale_score", {"score": 49}, "score"),
    ("visit", {"attendance": "LATE"}, "reason"),
]


@pytest.mark.parametrize(("name", "changes", "field"), WRONG)
def test_wrong_fact_is_refused_at_the_field_that_is_wrong(name, changes, field):
    with pytest.raises(Invalid) as refused:
        parse(KINDS[name].schema(), {**EXAMPLES[name], **changes})
    assert list(refused.value.errors) == [field]
    assert {code.partition(":")[0] for codes in refused.value.errors.values() for code in codes} <= known_codes()


def test_days_of_use_of_a_month_become_one_fact_a_day_without_doubles(clinic, patient_id):
    _record(clinic, "use_day", patient_id, days="1-3")
    again = _record(clinic, "use_day", patient_id, days="2-5")
    _record(clinic, "use_day", patient_id, days="3", substance="ALC")
    with clinic.database.read(clinic.clinician) as session:
        found = KINDS["use_day"].listing(session, by=clinic.clinician, patient_id=patient_id)
        assert [(row.used_on.day, row.substance) for row in found if row.substance == "COC_CRACK"] == [
            (day, "COC_CRACK") for day in (5, 4, 3, 2, 1)
        ]
        assert len(found) == 6
        assert next(row for row in found if row.id == again).used_on.day == 2


@pytest.mark.parametrize(("days", "code"), [("2", "day_known"), ("4,5", "one_day")])
def test_day_of_use_cannot_be_moved_onto_another_or_onto_several(clinic, patient_id, days, code):
    record_id = _record(clinic, "use_day", patient_id, days="1,2")
    command = parse(KINDS["use_day"].schema(), {**EXAMPLES["use_day"], "days": days})
    with clinic.database.work(clinic.clinician) as session, pytest.raises(Invalid) as refused:
        KINDS["use_day"].change(
            session,
            by=clinic.clinician,
            patient_id=patient_id,
            record_id=record_id,
            command=command,
            row_version=1,
        )
    assert refused.value.errors == {"days": [code]}


def test_positive_result_that_a_prescription_explains_is_not_unexplained(clinic, patient_id):
    record_id = _record(clinic, "drug_test", patient_id, positive=["METH", "COC"])
    with clinic.database.read(clinic.clinician) as session:
        test = KINDS["drug_test"].fetch(session, by=clinic.clinician, patient_id=patient_id, record_id=record_id)
        assert test.unexplained == ("COC",)
        assert test.result_of("THC") == "NOT_TESTED"
        assert test.result_of("OPI") == "INVALID"
