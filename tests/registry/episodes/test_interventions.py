"""Interventions inside an episode: units of their own (standards R1, R13)."""

from datetime import date

import pytest
from sqlalchemy import text

from registry.answers import Missing
from registry.episodes.interventions import (
    amend_intervention,
    end_intervention,
    end_open_intervention,
    start_intervention,
)
from registry.episodes.queries import get_intervention, interventions_of
from registry.episodes.schemas import (
    EpisodeExitSchema,
    EpisodeSchema,
    InterventionExitSchema,
    InterventionSchema,
)
from registry.episodes.services import amend_episode, close_episode
from registry.errors import Invalid, NotFound, Stale
from registry.ids import new_id
from registry.schemas.base import parse
from tests.conftest import Clinic

END = {"ended_on": "2026-02-20", "exit_status": "A"}


def end(clinic: Clinic, patient_id, item, row_version=1, **change):
    with clinic.database.work(clinic.clinician) as session:
        return end_intervention(
            session,
            by=clinic.clinician,
            patient_id=patient_id,
            record_id=item.id,
            command=parse(InterventionExitSchema(), {**END, **change}),
            row_version=row_version,
        )


def close(clinic: Clinic, patient_id, episode, **given):
    command = parse(EpisodeExitSchema(), {"ended_on": "2026-03-01", "exit_reason": "DROPPED_OUT", **given})
    with clinic.database.work(clinic.clinician) as session:
        return close_episode(
            session,
            by=clinic.clinician,
            patient_id=patient_id,
            record_id=episode.id,
            command=command,
            row_version=episode.row_version,
        )


def listed(clinic: Clinic, patient_id):
    with clinic.database.read(clinic.clinician) as session:
        found = interventions_of(session, by=clinic.clinician, patient_id=patient_id)
        return [(item.started_on, item.ended_on, item.exit_status) for item in found]


def refused(action, *arguments, **given):
    with pytest.raises(Invalid) as error:
        action(*arguments, **given)
    return error.value.errors


def test_intervention_ends_while_the_episode_goes_on(clinic, patient_id, opened, begun):
    opened(started_on="2026-01-02")
    first = begun(started_on="2026-01-05")
    begun(modality="OUTPATIENT", started_on="2026-01-10")
    end(clinic, patient_id, first)
    assert listed(clinic, patient_id) == [
        (date(2026, 1, 10), None, None),
        (date(2026, 1, 5), date(2026, 2, 20), "A"),
    ]


def test_intervention_needs_an_open_episode(begun):
    assert refused(begun, started_on="2026-01-05") == {"form": ["not_open"]}


def test_person_who_waits_has_no_intervention_yet(opened, begun):
    opened(referred_on="2026-01-02")
    assert refused(begun, started_on="2026-01-05") == {"form": ["not_open"]}


def test_intervention_does_not_start_before_its_episode(opened, begun):
    opened(started_on="2026-01-02")
    assert refused(begun, started_on="2026-01-01") == {"started_on": ["outside_episode"]}


def test_intervention_belongs_to_an_episode_of_the_same_person(opened, begun):
    opened(started_on="2026-01-02")
    assert refused(begun, started_on="2026-01-05", episode_id=str(new_id())) == {"episode_id": ["unknown_episode"]}


def test_database_keeps_an_intervention_with_its_own_patient(clinic, opened, begun):
    opened(started_on="2026-01-02")
    item = begun(started_on="2026-01-05")
    moved = text("UPDATE intervention SET episode_id = :other WHERE id = :id")
    with (
        pytest.raises(Exception, match="fk_intervention_episode"),
        clinic.database.work(clinic.clinician) as session,
    ):
        session.execute(moved, {"other": new_id(), "id": item.id})


def test_past_intervention_can_be_added_to_a_closed_episode_inside_its_dates(clinic, patient_id, opened, begun):
    episode = opened(started_on="2026-01-02")
    close(clinic, patient_id, episode)
    past = {"started_on": "2026-01-05", "episode_id": str(episode.id), "exit_status": "B"}
    assert refused(begun, started_on="2026-01-05", episode_id=str(episode.id)) == {"ended_on": ["outside_episode"]}
    assert refused(begun, **past, ended_on="2026-03-02") == {"ended_on": ["outside_episode"]}
    assert begun(**past, ended_on="2026-03-01").episode_id == episode.id


def test_episode_is_not_closed_over_open_interventions(clinic, patient_id, opened, begun):
    episode = opened(started_on="2026-01-02")
    begun(started_on="2026-01-05")
    assert refused(close, clinic, patient_id, episode) == {"end_interventions": ["interventions_open"]}
    assert listed(clinic, patient_id) == [(date(2026, 1, 5), None, None)]


@pytest.mark.parametrize(
    ("reason", "status"),
    [("DROPPED_OUT", "B"), ("COMPLETED_ABSTINENT", "A"), ("PROVIDER_WITHDREW", "C"), ("DIED", Missing.NOT_APPLICABLE)],
)
def test_interventions_end_with_the_episode_when_asked(clinic, patient_id, opened, begun, reason, status):
    episode = opened(started_on="2026-01-02")
    begun(started_on="2026-01-05")
    close(clinic, patient_id, episode, exit_reason=reason, end_interventions=True)
    assert listed(clinic, patient_id) == [(date(2026, 1, 5), date(2026, 3, 1), status)]


def test_episode_cannot_end_before_its_interventions(clinic, patient_id, opened, begun):
    episode = opened(started_on="2026-01-02")
    end(clinic, patient_id, begun(started_on="2026-01-05"))
    assert refused(close, clinic, patient_id, episode, ended_on="2026-02-19") == {"ended_on": ["outside_episode"]}


def test_open_intervention_that_began_after_the_exit_blames_the_exit(clinic, patient_id, opened, begun):
    episode = opened(started_on="2026-01-02")
    begun(started_on="2026-01-05")
    errors = refused(close, clinic, patient_id, episode, ended_on="2026-01-04", end_interventions=True)
    assert errors == {"ended_on": ["date_before_start"]}


def test_episode_cannot_be_moved_away_from_its_interventions(clinic, patient_id, opened, begun):
    episode = opened(started_on="2026-01-02")
    begun(started_on="2026-01-05")
    with clinic.database.work(clinic.clinician) as session, pytest.raises(Invalid, match="outside_episode"):
        amend_episode(
            session,
            by=clinic.clinician,
            patient_id=patient_id,
            record_id=episode.id,
            command=parse(EpisodeSchema(), {"started_on": "2026-01-06"}),
            row_version=1,
        )


def test_intervention_cannot_be_ended_twice_or_from_an_old_reading(clinic, patient_id, opened, begun):
    opened(started_on="2026-01-02")
    item = begun(started_on="2026-01-05")
    end(clinic, patient_id, item)
    with pytest.raises(Stale):
        end(clinic, patient_id, item)
    assert refused(end, clinic, patient_id, item, row_version=2) == {"ended_on": ["already_closed"]}


def test_end_before_the_start_is_refused(clinic, patient_id, opened, begun):
    opened(started_on="2026-01-02")
    item = begun(started_on="2026-01-05")
    assert refused(end, clinic, patient_id, item, ended_on="2026-01-04") == {"ended_on": ["date_before_start"]}


def test_only_open_intervention_is_ended_without_its_id(clinic, patient_id, opened, begun):
    opened(started_on="2026-01-02")
    begun(started_on="2026-01-05")
    command = parse(InterventionExitSchema(), END)
    with clinic.database.work(clinic.clinician) as session:
        ended = end_open_intervention(session, by=clinic.clinician, patient_id=patient_id, command=command)
        assert ended.ended_on == date(2026, 2, 20)
        with pytest.raises(Invalid, match="choose_intervention"):
            end_open_intervention(session, by=clinic.clinician, patient_id=patient_id, command=command)


def test_amended_intervention_stays_in_its_episode(clinic, patient_id, opened, begun):
    episode = opened(started_on="2026-01-02")
    item = begun(started_on="2026-01-05", setting="4", description="Methadone, daily")
    with clinic.database.work(clinic.clinician) as session:
        found = get_intervention(session, by=clinic.clinician, patient_id=patient_id, record_id=item.id)
        form = InterventionSchema().dump(found)
        changed = amend_intervention(
            session,
            by=clinic.clinician,
            patient_id=patient_id,
            record_id=item.id,
            command=parse(InterventionSchema(), {**form, "started_on": "2026-01-06"}),
            row_version=1,
        )
        assert (changed.episode_id, changed.started_on, changed.row_version) == (episode.id, date(2026, 1, 6), 2)
        assert (changed.setting, changed.description) == ("4", "Methadone, daily")


def test_another_service_cannot_reach_an_intervention(clinic, patient_id, opened, begun):
    opened(started_on="2026-01-02")
    item = begun(started_on="2026-01-05")
    with clinic.database.work(clinic.stranger) as session:
        assert interventions_of(session, by=clinic.stranger, patient_id=patient_id) == []
        with pytest.raises(NotFound):
            get_intervention(session, by=clinic.stranger, patient_id=patient_id, record_id=item.id)
        with pytest.raises(NotFound):
            start_intervention(
                session,
                by=clinic.stranger,
                patient_id=patient_id,
                command=parse(InterventionSchema(), {"modality": "OST", "started_on": "2026-01-05"}),
            )
