"""Recording and amending intakes."""

import json
from datetime import date

import psycopg
import pytest
from sqlalchemy import text

from registry.answers import Missing
from registry.db.columns import Sensitivity, sealed_columns
from registry.episodes.schemas import EpisodeExitSchema
from registry.episodes.services import close_open_episode
from registry.errors import Forbidden, Invalid, NotFound, Stale
from registry.ids import new_id
from registry.intake.gaps import missing_items
from registry.intake.models import Intake
from registry.intake.queries import get_intake, intake_of_episode, intakes_of, latest_intake, reveal_intake
from registry.intake.record import suggest_intake
from registry.intake.schemas import IntakeSchema
from registry.intake.services import amend_intake, record_intake
from registry.people.models import Patient
from registry.schemas.base import parse

GOOD = {"assessed_on": "2026-01-05", "substances": [{"substance": "OPI_HEROIN", "window_days": 30}]}
FULL = {
    "assessed_on": "2026-01-05",
    "reason_for_seeking_help": "I want to see my children",
    "substances": [
        {"substance": "COC_PASTE", "route": "SMOKE", "days_used": 28, "window_days": 28, "age_first_use": 15},
        {"substance": "ALC", "route": "ORAL", "days_used": "DECLINED", "window_days": 30, "age_first_use": 13},
        {"substance": "OTH", "name": "Something new", "route": "NOT_KNOWN", "window_days": 90},
    ],
    "injecting": "2.1",
    "age_first_injection": 20,
    "sharing": "DECLINED",
    "hiv_testing": "2.2",
    "hiv_result": "NEG",
    "ost_status": "1",
    "ost_medication": "NOT_APPLICABLE",
    "number_of_children": 2,
    "social_exclusion": ["STREET_SITUATION", "RACISM_OR_STIGMA"],
    "legal_status": "PROBATION",
    "offence_category": "ACQUISITIVE",
    "arrests": 0,
    "pregnancy": "NOT_APPLICABLE",
    "mental_disorder": "YES",
    "income_source": "Casual work",
}


def amend(clinic, case, intake, row_version, **given):
    with clinic.database.work(clinic.clinician) as session:
        return amend_intake(
            session,
            by=clinic.clinician,
            patient_id=case.patient_id,
            record_id=intake.id,
            command=parse(IntakeSchema(), {**GOOD, **given}),
            row_version=row_version,
        )


def dumped(clinic, case, intake):
    with clinic.database.read(clinic.clinician) as session:
        found = get_intake(session, by=clinic.clinician, patient_id=case.patient_id, record_id=intake.id)
        return IntakeSchema().dump(found)


def without_nothing(value):
    if isinstance(value, dict):
        return {name: without_nothing(item) for name, item in value.items() if item is not None}
    return [without_nothing(item) for item in value] if isinstance(value, list) else value


def refused(action, *arguments, **given):
    with pytest.raises(Invalid) as error:
        action(*arguments, **given)
    return error.value.errors


def test_intake_is_recorded_and_read_back_whole(clinic, case, record):
    intake = record(**FULL)
    assert without_nothing(dumped(clinic, case, intake)) == {**FULL, "episode_id": str(case.episode_id)}


def test_each_reason_for_a_missing_answer_is_kept(clinic, case, record):
    intake = record(injecting="NOT_ASKED", sharing="NOT_KNOWN", education="DECLINED", pregnancy="NOT_APPLICABLE")
    with clinic.database.read(clinic.clinician) as session:
        found = get_intake(session, by=clinic.clinician, patient_id=case.patient_id, record_id=intake.id)
        assert (found.injecting, found.sharing) == (Missing.NOT_ASKED, Missing.NOT_KNOWN)
        assert (found.education, found.pregnancy) == (Missing.DECLINED, Missing.NOT_APPLICABLE)
        assert found.labour_status is None


def test_intake_belongs_to_the_open_episode(clinic, case, record):
    intake = record()
    with clinic.database.read(clinic.clinician) as session:
        same = {"by": clinic.clinician, "patient_id": case.patient_id}
        assert intake_of_episode(session, **same, episode_id=case.episode_id).id == intake.id
        assert intake_of_episode(session, **same, episode_id=new_id()) is None


def test_episode_has_one_intake_only(clinic, case, record):
    record()
    assert refused(record) == {"form": ["intake_exists"]}


def test_intake_cannot_name_an_episode_of_somebody_else(record):
    assert refused(record, episode_id=str(new_id())) == {"episode_id": ["unknown_episode"]}


def test_intake_without_an_open_episode_stands_alone(clinic, case, record):
    command = parse(EpisodeExitSchema(), {"ended_on": "2026-01-04", "exit_reason": "MOVED"})
    with clinic.database.work(clinic.clinician) as session:
        close_open_episode(session, by=clinic.clinician, patient_id=case.patient_id, command=command)
    assert record().episode_id is None
    assert record(assessed_on="2026-02-01").episode_id is None
    with clinic.database.read(clinic.clinician) as session:
        newest = latest_intake(session, by=clinic.clinician, patient_id=case.patient_id)
        assert newest.assessed_on == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        (
            {"substances": [{"substance": "ALC", "age_first_use": 36}]},
            {"substances.0.age_first_use": ["age_beyond_present"]},
        ),
        ({"age_first_injection": 36}, {"age_first_injection": ["age_beyond_present"]}),
        ({"ost_first_year": 1989}, {"ost_first_year": ["age_before_birth"]}),
        ({"assessed_on": "1990-04-30"}, {"assessed_on": ["date_before_birth"]}),
    ],
)
def test_ages_agree_with_the_date_of_birth(record, given, errors):
    assert refused(record, **given) == errors


def test_any_age_is_taken_while_the_birth_is_unknown(clinic, case, record):
    with clinic.database.work(clinic.clinician) as session:
        session.get_one(Patient, case.patient_id).date_of_birth = None
    assert record(age_first_injection=80).id


def test_amendment_adds_changes_and_removes_substances_in_place(clinic, case, record):
    intake = record(**FULL)
    given = [{"substance": "ALC"}, {"substance": "COC_PASTE", "route": "SMOKE"}]
    amended = amend(clinic, case, intake, 1, substances=given)
    assert amended.row_version == 2
    found = without_nothing(dumped(clinic, case, intake))["substances"]
    assert found == [
        {"substance": "ALC", "window_days": 30},
        {"substance": "COC_PASTE", "route": "SMOKE", "window_days": 30},
    ]
    four = [{"substance": code, "window_days": 28} for code in ("ALC", "TOB", "COC_HCL", "CAN_HERBAL")]
    amend(clinic, case, intake, 2, substances=four)
    assert without_nothing(dumped(clinic, case, intake))["substances"] == four


def test_change_to_a_substance_alone_stops_a_second_writer(clinic, case, record):
    intake = record()
    amend(clinic, case, intake, 1, substances=[{"substance": "ALC"}])
    with pytest.raises(Stale):
        amend(clinic, case, intake, 1, substances=[{"substance": "TOB"}])
    assert dumped(clinic, case, intake)["substances"][0]["substance"] == "ALC"


def test_amended_intake_stays_with_its_episode(clinic, case, record):
    intake = record()
    assert amend(clinic, case, intake, 1).episode_id == case.episode_id


def test_new_form_suggests_today_and_the_open_episode(clinic, case):
    with clinic.database.read(clinic.clinician) as session:
        assert suggest_intake(session, clinic.clinician, case.patient_id)["episode_id"] == str(case.episode_id)


def test_another_service_finds_no_intake_and_writes_none(clinic, case, record):
    intake = record()
    same = {"by": clinic.stranger, "patient_id": case.patient_id}
    with clinic.database.work(clinic.stranger) as session:
        assert intakes_of(session, **same) == []
        assert latest_intake(session, **same) is None
        with pytest.raises(NotFound):
            get_intake(session, **same, record_id=intake.id)
        with pytest.raises(NotFound):
            record_intake(session, **same, command=parse(IntakeSchema(), GOOD))


def test_roles_that_do_not_write_records_are_refused(clinic, case, record):
    intake = record()
    for actor in (clinic.officer, clinic.analyst, clinic.protection_officer, clinic.administrator):
        with clinic.database.work(actor) as session, pytest.raises(Forbidden):
            record_intake(session, by=actor, patient_id=case.patient_id, command=parse(IntakeSchema(), GOOD))
    with clinic.database.read(clinic.protection_officer) as session, pytest.raises(Forbidden):
        reveal_intake(session, by=clinic.protection_officer, patient_id=case.patient_id, record_id=intake.id)


def test_infections_and_offences_are_declared_as_such():
    by_sensitivity = {name: item.sensitivity for name, item in sealed_columns(Intake).items()}
    infections = {name for name, found in by_sensitivity.items() if found is Sensitivity.INFECTION}
    offences = {name for name, found in by_sensitivity.items() if found is Sensitivity.OFFENCE}
    assert infections == {name for name in by_sensitivity if name.startswith(("hiv_", "hcv_", "hbv_"))}
    assert offences == {"legal_status", "offence_category", "arrests"}


def test_every_answer_has_its_column():
    declared = set(IntakeSchema().fields)
    assert declared <= set(dir(Intake))
    assert declared - set(sealed_columns(Intake)) == {"assessed_on", "episode_id", "substances"}


def test_nothing_of_an_intake_can_be_read_in_the_database_or_its_log(clinic, case, record, servers, settings):
    record(reason_for_seeking_help="Marker of an intake", **{k: v for k, v in FULL.items() if k[0] != "r"})
    name = settings.databases.app.split("?")[0].rpartition("/")[2]
    with psycopg.connect(servers.services.superuser_url(name)) as connection:
        rows = connection.execute("SELECT i.*, s.* FROM intake i JOIN intake_substance s ON s.intake_id = i.id")
        shown = b"".join(cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row)
        bodies = [bytes(row[0]) for row in connection.execute("SELECT body FROM audit.pending ORDER BY id")]
    events = [json.loads(body) for body in bodies if str(case.patient_id).encode() in body and b'"intake' in body]
    assert [event["act"] for event in events] == ["record.create"] * 4
    assert str(case.patient_id).encode() in shown
    assert b"Marker" not in shown and b"COC_PASTE" not in shown
    assert b"Marker" not in b"".join(bodies) and b"COC_PASTE" not in b"".join(bodies)


def gaps(clinic, case, intake):
    with clinic.database.read(clinic.clinician) as session:
        found = get_intake(session, by=clinic.clinician, patient_id=case.patient_id, record_id=intake.id)
        return missing_items(found)


def test_gaps_are_what_nobody_has_asked(clinic, case, record):
    found = gaps(clinic, case, record(injecting="NOT_ASKED", education="DECLINED", labour_status="STUDENT"))
    assert {"injecting", "hiv_testing", "substances.0.route", "substances.0.days_used"} <= set(found)
    assert not {"education", "labour_status", "substances.0.substance"} & set(found)


def test_follow_up_is_a_gap_only_after_an_answer_that_calls_for_it(clinic, case, record):
    never = gaps(clinic, case, record(injecting="1", hiv_testing="NOT_KNOWN", previous_treatment="NEVER"))
    assert not {"sharing", "age_first_injection", "hiv_result", "previous_treatments"} & set(never)


def test_injecting_calls_for_age_and_sharing(clinic, case, record):
    assert {"sharing", "age_first_injection"} <= set(gaps(clinic, case, record(injecting="2.3")))


def test_no_second_substance_leaves_no_gap_and_an_unasked_main_one_does(clinic, case, record):
    found = gaps(clinic, case, record(substances=[{"substance": "NOT_ASKED"}, {"substance": "NONE"}]))
    assert [name for name in found if name.startswith("substances")] == ["substances.0.substance"]


def test_database_takes_no_fifth_substance(clinic, record):
    intake = record()
    with (
        pytest.raises(Exception, match="ck_intake_substance_position"),
        clinic.database.work(clinic.clinician) as session,
    ):
        session.execute(text("UPDATE intake_substance SET position = 5 WHERE intake_id = :id"), {"id": intake.id})
