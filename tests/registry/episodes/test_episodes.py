"""Opening, leading and closing episodes."""

import json
from datetime import date

import psycopg
import pytest
from sqlalchemy import text

from registry.answers import Missing
from registry.db.work import ring_of
from registry.episodes.lifecycle import EpisodeState
from registry.episodes.queries import (
    caseload_patient_ids,
    episodes_of,
    get_episode,
    open_episode_of,
    open_episodes,
    without_contact,
)
from registry.episodes.schemas import EpisodeExitSchema, EpisodeSchema
from registry.episodes.services import (
    amend_episode,
    close_episode,
    close_open_episode,
    offer_appointment,
    open_episode,
    record_contact,
    start_treatment,
    transfer_out,
)
from registry.errors import Forbidden, Invalid, NotFound, Stale
from registry.ids import new_id
from registry.people.models import Patient
from registry.schemas.base import parse
from tests.conftest import Clinic

EXIT = {"ended_on": "2026-03-01", "exit_reason": "COMPLETED_ABSTINENT"}


def close(clinic: Clinic, patient_id, episode, **change):
    with clinic.database.work(clinic.clinician) as session:
        return close_episode(
            session,
            by=clinic.clinician,
            patient_id=patient_id,
            record_id=episode.id,
            command=parse(EpisodeExitSchema(), {**EXIT, **change}),
            row_version=episode.row_version,
        )


def amend(clinic: Clinic, patient_id, episode, row_version=None, **given):
    with clinic.database.work(clinic.clinician) as session:
        return amend_episode(
            session,
            by=clinic.clinician,
            patient_id=patient_id,
            record_id=episode.id,
            command=parse(EpisodeSchema(), given),
            row_version=row_version or episode.row_version,
        )


def refused(action, *arguments, **given):
    with pytest.raises(Invalid) as error:
        action(*arguments, **given)
    return error.value.errors


def test_person_is_referred_offered_an_appointment_treated_and_discharged(clinic, patient_id, opened):
    episode = opened(referral_source="CJ_COURT", referred_on="2026-01-02", client_delay_days=4)
    assert episode.state is EpisodeState.REFERRED
    same = {"by": clinic.clinician, "patient_id": patient_id, "record_id": episode.id}
    with clinic.database.work(clinic.clinician) as session:
        offered = offer_appointment(session, **same, offered_on=date(2026, 1, 9), row_version=1)
        assert offered.state is EpisodeState.WAITING
        started = start_treatment(session, **same, started_on=date(2026, 1, 16), row_version=2)
        assert started.state is EpisodeState.OPEN
        record_contact(session, **same, contact_on=date(2026, 2, 1))
        record_contact(session, **same, contact_on=date(2026, 1, 20))
    with clinic.database.read(clinic.clinician) as session:
        found = get_episode(session, by=clinic.clinician, patient_id=patient_id, record_id=episode.id)
        assert found.last_contact_on == date(2026, 2, 1)
        assert found.waiting_days == 10
        assert found.referral_source == "CJ_COURT"
    command = parse(EpisodeExitSchema(), EXIT)
    with clinic.database.work(clinic.clinician) as session:
        closed = close_episode(session, **same, command=command, row_version=4)
        assert (closed.state, closed.exit_reason) == (EpisodeState.CLOSED, "COMPLETED_ABSTINENT")


def test_reason_for_a_missing_answer_is_kept(clinic, patient_id, opened):
    episode = opened(started_on="2026-01-02", referral_source="DECLINED", client_delay_days="NOT_ASKED")
    with clinic.database.read(clinic.clinician) as session:
        found = get_episode(session, by=clinic.clinician, patient_id=patient_id, record_id=episode.id)
        assert (found.referral_source, found.client_delay_days) == (Missing.DECLINED, Missing.NOT_ASKED)
        assert EpisodeSchema().dump(found)["client_delay_days"] == "NOT_ASKED"


def test_second_open_episode_is_refused_with_a_field_and_a_code(opened):
    opened(started_on="2026-01-02")
    assert refused(opened, started_on="2026-02-01") == {"started_on": ["overlaps"]}


def test_refusal_of_an_overlap_tells_no_value_of_the_row(opened):
    opened(started_on="2026-01-02")
    with pytest.raises(Invalid) as error:
        opened(started_on="2026-02-01", note="Secret remark")
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__
    assert "2026" not in str(error.value)


def test_work_goes_on_after_a_refused_overlap(clinic, patient_id, opened):
    opened(started_on="2026-01-02")
    command = parse(EpisodeSchema(), {"started_on": "2026-02-01"})
    with clinic.database.work(clinic.clinician) as session:
        with pytest.raises(Invalid):
            open_episode(session, by=clinic.clinician, patient_id=patient_id, command=command)
        assert len(episodes_of(session, by=clinic.clinician, patient_id=patient_id)) == 1


def test_episodes_one_after_the_other_are_allowed(clinic, patient_id, opened):
    close(clinic, patient_id, opened(started_on="2026-01-02"))
    assert opened(started_on="2026-03-02").state is EpisodeState.OPEN


def test_two_episodes_may_not_share_a_day(clinic, patient_id, opened):
    close(clinic, patient_id, opened(started_on="2026-01-02"))
    assert refused(opened, started_on="2026-03-01") == {"started_on": ["overlaps"]}


def test_referral_that_was_declined_does_not_stand_in_the_way(clinic, patient_id, opened):
    close(clinic, patient_id, opened(referred_on="2026-01-02"), exit_reason="DECLINED_START")
    assert opened(started_on="2026-02-01").state is EpisodeState.OPEN


def test_another_patient_may_be_in_treatment_on_the_same_days(clinic, opened):
    opened(started_on="2026-01-02")
    other = new_id()
    with clinic.database.work(clinic.clinician) as session:
        ring_of(session).create(other)
        session.add(Patient(id=other, org_id=clinic.clinician.org_id, reference=str(other)[-12:]))
        command = parse(EpisodeSchema(), {"started_on": "2026-01-02"})
        assert open_episode(session, by=clinic.clinician, patient_id=other, command=command).id


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({}, {"referred_on": ["needs_value"]}),
        ({"referred_on": "2026-02-01", "started_on": "2026-01-01"}, {"started_on": ["date_before_referral"]}),
        (
            {"referred_on": "2026-02-01", "first_appointment_offered_on": "2026-01-01"},
            {"first_appointment_offered_on": ["date_before_referral"]},
        ),
        ({"started_on": "2026-02-01", "last_contact_on": "2026-01-01"}, {"last_contact_on": ["date_before_start"]}),
        (
            {"started_on": "2026-02-01", "ended_on": "2026-01-01", "exit_reason": "DIED"},
            {"ended_on": ["date_before_start"]},
        ),
        ({"started_on": "2026-01-01", "ended_on": "2026-02-01"}, {"exit_reason": ["exit_needs_reason"]}),
        ({"started_on": "2026-01-01", "exit_reason": "DIED"}, {"ended_on": ["exit_needs_date"]}),
        ({"started_on": "2026-01-01", "transfer_to": "south"}, {"exit_reason": ["transfer_needs_reason"]}),
        ({"started_on": "2999-01-01"}, {"started_on": ["date_in_future"]}),
        ({"started_on": "2026-01-01", "key_worker_id": "x"}, {"key_worker_id": ["invalid"]}),
    ],
)
def test_bad_input_names_field_and_reason(given, errors):
    with pytest.raises(Invalid) as error:
        parse(EpisodeSchema(), given)
    assert error.value.errors == errors


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ("started_on = '2025-01-01', referred_on = '2025-02-01'", "ck_episode_started_after_referral"),
        (
            "first_appointment_offered_on = '2020-01-01', referred_on = '2025-02-01'",
            "ck_episode_offered_after_referral",
        ),
        ("last_contact_on = '2020-01-01'", "ck_episode_contact_after_start"),
        ("ended_on = '2026-02-01', exit_reason = NULL", "ck_episode_exit_has_reason"),
        ("ended_on = '2020-02-01', exit_reason = '\\x00'", "ck_episode_ended_after_start"),
        ("exit_reason = '\\x00'", "ck_episode_exit_has_date"),
        ("started_on = NULL", "ck_episode_referred_or_started"),
    ],
)
def test_database_itself_keeps_the_order_of_dates(clinic, opened, change, errors):
    episode = opened(started_on="2026-01-02")
    with (
        pytest.raises(Exception, match=errors),
        clinic.database.work(clinic.clinician) as session,
    ):
        session.execute(text(f"UPDATE episode SET {change} WHERE id = :id"), {"id": episode.id})


def test_exit_before_the_last_contact_is_refused(clinic, patient_id, opened):
    episode = opened(started_on="2026-01-02", last_contact_on="2026-03-05")
    assert refused(close, clinic, patient_id, episode) == {"ended_on": ["date_before_contact"]}


def test_closed_episode_cannot_be_closed_twice(clinic, patient_id, opened):
    closed = close(clinic, patient_id, opened(started_on="2026-01-02"))
    assert refused(close, clinic, patient_id, closed) == {"ended_on": ["already_closed"]}


def test_open_episode_is_found_and_closed_without_its_id(clinic, patient_id, opened):
    opened(started_on="2026-01-02")
    command = parse(EpisodeExitSchema(), EXIT)
    with clinic.database.work(clinic.clinician) as session:
        close_open_episode(session, by=clinic.clinician, patient_id=patient_id, command=command)
        assert open_episode_of(session, by=clinic.clinician, patient_id=patient_id) is None
        with pytest.raises(Invalid, match="not_open"):
            close_open_episode(session, by=clinic.clinician, patient_id=patient_id, command=command)


def test_amendment_does_not_reopen_a_closed_episode(clinic, patient_id, opened):
    closed = close(clinic, patient_id, opened(started_on="2026-01-02"))
    assert refused(amend, clinic, patient_id, closed, started_on="2026-01-02") == {"ended_on": ["exit_recorded"]}


def test_exit_is_corrected_by_an_amendment(clinic, patient_id, opened):
    closed = close(clinic, patient_id, opened(started_on="2026-01-02"))
    changed = amend(clinic, patient_id, closed, started_on="2026-01-03", ended_on="2026-03-02", exit_reason="DIED")
    assert (changed.started_on, changed.ended_on) == (date(2026, 1, 3), date(2026, 3, 2))
    with clinic.database.read(clinic.clinician) as session:
        found = get_episode(session, by=clinic.clinician, patient_id=patient_id, record_id=closed.id)
        assert found.exit_reason == "DIED"


def test_change_of_an_episode_that_somebody_else_changed_is_refused(clinic, patient_id, opened):
    episode = opened(started_on="2026-01-02")
    amend(clinic, patient_id, episode, row_version=1, started_on="2026-01-03")
    with pytest.raises(Stale):
        amend(clinic, patient_id, episode, row_version=1, started_on="2026-01-04")


def test_form_filled_from_an_episode_gives_the_same_episode_back(clinic, patient_id, opened):
    given = {
        "referral_source": "GP",
        "referred_on": "2026-01-02",
        "first_appointment_offered_on": "2026-01-05",
        "client_delay_days": 0,
        "started_on": "2026-01-09",
        "last_contact_on": "2026-02-09",
        "centre_type": "1",
        "ended_on": "2026-03-01",
        "exit_reason": "TRANSFER",
        "transfer_to": "south",
        "note": "n",
        "exit_note": "e",
    }
    episode = opened(**given)
    with clinic.database.read(clinic.clinician) as session:
        found = get_episode(session, by=clinic.clinician, patient_id=patient_id, record_id=episode.id)
        dumped = EpisodeSchema().dump(found)
    assert {name: value for name, value in dumped.items() if value is not None} == given
    assert parse(EpisodeSchema(), dumped) == parse(EpisodeSchema(), given)


def test_transfer_names_the_service_that_goes_on(clinic, patient_id, opened):
    closed = close(clinic, patient_id, opened(started_on="2026-01-02"), exit_reason="TRANSFER", transfer_to="south")
    assert closed.transfer_to_org_id == clinic.stranger.org_id


def test_transfer_to_an_unknown_service_is_refused(clinic, patient_id, opened):
    episode = opened(started_on="2026-01-02")
    errors = refused(close, clinic, patient_id, episode, exit_reason="TRANSFER", transfer_to="nowhere")
    assert errors == {"transfer_to": ["unknown_organisation"]}


def test_transfer_within_the_service_links_both_episodes(clinic, patient_id, opened):
    episode = opened(started_on="2026-01-02")
    with clinic.database.work(clinic.clinician) as session:
        transfer_out(
            session,
            by=clinic.clinician,
            patient_id=patient_id,
            record_id=episode.id,
            command=parse(EpisodeExitSchema(), {**EXIT, "exit_reason": "TRANSFER"}),
            row_version=1,
            next_command=parse(EpisodeSchema(), {"started_on": "2026-03-02"}),
        )
    with clinic.database.read(clinic.clinician) as session:
        following, closed = episodes_of(session, by=clinic.clinician, patient_id=patient_id)
        assert (closed.next_episode_id, following.previous_episode_id) == (following.id, closed.id)


def test_episode_of_somebody_else_is_no_previous_episode(opened):
    errors = refused(opened, started_on="2026-01-02", previous_episode_id=str(new_id()))
    assert errors == {"previous_episode_id": ["unknown_episode"]}


def test_type_of_centre_is_that_of_the_service_unless_another_is_named(clinic, opened):
    with clinic.database.work(clinic.clinician) as session:
        session.execute(
            text("UPDATE organisation SET centre_type = '5' WHERE id = :id"), {"id": clinic.clinician.org_id}
        )
    assert opened(started_on="2026-01-02").centre_type == "5"


def test_key_worker_must_work_here(clinic, opened):
    stranger = str(clinic.stranger.user_id)
    assert refused(opened, started_on="2026-01-02", key_worker_id=stranger) == {"key_worker_id": ["unknown_worker"]}


def test_caseload_holds_the_patients_with_an_unfinished_episode(clinic, patient_id, opened):
    episode = opened(started_on="2026-01-02", is_mine=True)
    mine = {"by": clinic.clinician, "key_worker_id": clinic.clinician.user_id}
    with clinic.database.read(clinic.clinician) as session:
        assert patient_id in caseload_patient_ids(session, **mine)
        assert open_episodes(session, by=clinic.clinician, patient_ids=[patient_id])[patient_id].id == episode.id
    close(clinic, patient_id, episode)
    with clinic.database.read(clinic.clinician) as session:
        assert patient_id not in caseload_patient_ids(session, **mine)


def test_episodes_without_contact_for_six_months_are_listed_with_the_day(clinic, patient_id, opened):
    opened(started_on="2025-01-02", last_contact_on="2025-03-31", centre_type="1")

    def listed(on):
        found = without_contact(session, by=clinic.clinician, on=on)
        return [due for episode, due in found if episode.patient_id == patient_id]

    with clinic.database.read(clinic.clinician) as session:
        assert listed(date(2025, 9, 29)) == []
        assert listed(date(2025, 9, 30)) == [date(2025, 9, 30)]


def test_another_service_sees_nothing_and_can_do_nothing(clinic, patient_id, opened):
    episode = opened(started_on="2026-01-02")
    same = {"by": clinic.stranger, "patient_id": patient_id}
    with clinic.database.work(clinic.stranger) as session:
        assert episodes_of(session, **same) == []
        assert without_contact(session, by=clinic.stranger, on=date(2030, 1, 1)) == []
        with pytest.raises(NotFound):
            get_episode(session, **same, record_id=episode.id)
        with pytest.raises(NotFound):
            open_episode(session, **same, command=parse(EpisodeSchema(), {"started_on": "2026-01-02"}))
        with pytest.raises(NotFound):
            record_contact(session, **same, record_id=episode.id, contact_on=date(2026, 2, 1))


def test_roles_that_do_not_write_records_are_refused(clinic, patient_id):
    command = parse(EpisodeSchema(), {"started_on": "2026-01-02"})
    for actor in (clinic.officer, clinic.analyst, clinic.protection_officer, clinic.administrator):
        with clinic.database.work(actor) as session, pytest.raises(Forbidden):
            open_episode(session, by=actor, patient_id=patient_id, command=command)


def test_each_step_leaves_an_event_with_names_of_fields_and_no_values(clinic, patient_id, opened, servers, settings):
    close(clinic, patient_id, opened(started_on="2026-01-02", note="Marker text"))
    name = settings.databases.app.split("?")[0].rpartition("/")[2]
    with psycopg.connect(servers.services.superuser_url(name)) as connection:
        bodies = [bytes(row[0]) for row in connection.execute("SELECT body FROM audit.pending ORDER BY id")]
    events = [json.loads(body) for body in bodies if str(patient_id).encode() in body and b"episode" in body]
    assert [event["act"] for event in events] == ["record.create", "record.update"]
    assert {"ended_on", "exit_reason"} <= set(events[1]["fields"])
    assert b"Marker" not in b"".join(bodies)
