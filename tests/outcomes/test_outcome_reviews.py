"""Outcome reviews: recorded, one start to an episode, and the pair from which change is computed."""

from datetime import date

import pytest

from outcomes.reviews.change import UseChange, change
from outcomes.reviews.queries import ReviewDay, first_and_latest, review_days, reviews_of
from outcomes.reviews.record import OUTCOME_REVIEW, suggestions
from outcomes.reviews.schemas import OutcomeReviewSchema
from registry.db.columns import Sensitivity, sealed_columns
from registry.episodes.models import Episode
from registry.errors import Forbidden, Invalid, NotFound
from registry.ids import new_id
from registry.schemas.base import parse
from registry.web.messages import known_codes
from tests.conftest import Clinic

GOOD = {
    "stage": "START",
    "reviewed_on": "2026-01-05",
    "window_days": 28,
    "days_alcohol": 20,
    "days_cannabis": "DECLINED",
    "days_other": 4,
    "other_substance": "HAL_KETAMINE",
    "sharing": "NOT_APPLICABLE",
    "offence_theft": "NO",
    "quality_of_life": 6,
}


@pytest.fixture
def episode_id(clinic: Clinic, patient_id):
    return _add_episode(clinic, patient_id, date(2026, 1, 1))


def _add_episode(clinic, patient_id, started_on, **more):
    episode_id = new_id()
    with clinic.database.work(clinic.clinician) as session:
        session.add(
            Episode(
                id=episode_id,
                org_id=clinic.clinician.org_id,
                patient_id=patient_id,
                started_on=started_on,
                **more,
            )
        )
    return episode_id


def _record(clinic, patient_id, actor=None, **changes):
    actor = actor or clinic.clinician
    command = parse(OutcomeReviewSchema(), {**GOOD, **changes})
    with clinic.database.work(actor) as session:
        return OUTCOME_REVIEW.create(session, by=actor, patient_id=patient_id, command=command).id


def test_review_is_read_back_as_it_was_given(clinic, patient_id, episode_id):
    record_id = _record(clinic, patient_id, episode_id=str(episode_id))
    with clinic.database.read(clinic.clinician) as session:
        row = OUTCOME_REVIEW.fetch(session, by=clinic.clinician, patient_id=patient_id, record_id=record_id)
        dumped = OUTCOME_REVIEW.dump(row)
    assert {name: value for name, value in dumped.items() if value is not None} == {
        **GOOD,
        "episode_id": str(episode_id),
    }


def test_episode_has_one_start_record_and_a_second_is_refused_in_words(clinic, patient_id, episode_id):
    _record(clinic, patient_id, episode_id=str(episode_id))
    with pytest.raises(Invalid) as refused:
        _record(clinic, patient_id, episode_id=str(episode_id), reviewed_on="2026-01-06")
    assert refused.value.errors == {"stage": ["start_exists"]}
    assert "start_exists" in known_codes()
    _record(clinic, patient_id, episode_id=str(episode_id), stage="REVIEW")
    with clinic.database.read(clinic.clinician) as session:
        found = reviews_of(session, by=clinic.clinician, patient_id=patient_id)
        assert [review.stage for review in found] == ["REVIEW", "START"]


def test_review_cannot_be_made_into_a_second_start(clinic, patient_id, episode_id):
    _record(clinic, patient_id, episode_id=str(episode_id))
    record_id = _record(clinic, patient_id, episode_id=str(episode_id), stage="REVIEW")
    command = parse(OutcomeReviewSchema(), {**GOOD, "episode_id": str(episode_id)})
    with clinic.database.work(clinic.clinician) as session, pytest.raises(Invalid) as refused:
        OUTCOME_REVIEW.change(
            session,
            by=clinic.clinician,
            patient_id=patient_id,
            record_id=record_id,
            command=command,
            row_version=1,
        )
    assert refused.value.errors == {"stage": ["start_exists"]}


def test_review_of_an_episode_of_nobody_is_refused(clinic, patient_id):
    with pytest.raises(Invalid) as refused:
        _record(clinic, patient_id, episode_id=str(new_id()))
    assert refused.value.errors == {"episode_id": ["unknown_episode"]}


def test_another_organisation_reviews_nobody_here(clinic, patient_id):
    with pytest.raises(NotFound):
        _record(clinic, patient_id, actor=clinic.stranger)
    with clinic.database.read(clinic.stranger) as session:
        assert not reviews_of(session, by=clinic.stranger, patient_id=patient_id)
        assert review_days(session, by=clinic.stranger, patient_ids=[patient_id]) == {}


def test_protection_officer_does_not_review(clinic, patient_id):
    with pytest.raises(Forbidden):
        _record(clinic, patient_id, actor=clinic.protection_officer)


def test_pair_is_the_start_and_the_newest_record_of_the_same_episode(clinic, patient_id, episode_id):
    _record(clinic, patient_id, episode_id=str(episode_id))
    _record(clinic, patient_id, episode_id=str(episode_id), stage="REVIEW", reviewed_on="2026-03-01")
    _record(clinic, patient_id, episode_id=str(episode_id), stage="REVIEW", reviewed_on="2026-05-01", days_alcohol=0)
    with clinic.database.read(clinic.clinician) as session:
        start, latest = first_and_latest(session, by=clinic.clinician, patient_id=patient_id)
        assert (start.reviewed_on, latest.reviewed_on) == (date(2026, 1, 5), date(2026, 5, 1))
        found = next(item for item in change(start.answers, latest.answers) if item.item == "days_alcohol")
    assert (found.difference, found.use_change) == (-20, UseChange.ABSTINENT)


def test_start_of_an_earlier_episode_is_no_start_for_this_one(clinic, patient_id):
    earlier = _add_episode(
        clinic, patient_id, date(2024, 1, 1), ended_on=date(2024, 6, 1), exit_reason="COMPLETED_ABSTINENT"
    )
    later = _add_episode(clinic, patient_id, date(2026, 1, 1))
    _record(clinic, patient_id, episode_id=str(earlier), reviewed_on="2024-01-05")
    _record(clinic, patient_id, episode_id=str(later), stage="REVIEW")
    with clinic.database.read(clinic.clinician) as session:
        start, latest = first_and_latest(session, by=clinic.clinician, patient_id=patient_id)
        assert start is None
        assert latest.episode_id == later


def test_nobody_reviewed_has_no_pair(clinic, patient_id):
    with clinic.database.read(clinic.clinician) as session:
        assert first_and_latest(session, by=clinic.clinician, patient_id=patient_id) == (None, None)


def test_days_of_reviews_are_listed_for_a_worklist(clinic, patient_id, episode_id):
    _record(clinic, patient_id, episode_id=str(episode_id))
    _record(clinic, patient_id, stage="POST", reviewed_on="2026-05-01")
    with clinic.database.read(clinic.clinician) as session:
        assert review_days(session, by=clinic.clinician, patient_ids=[patient_id, new_id()]) == {
            patient_id: [
                ReviewDay(date(2026, 5, 1), "POST", None),
                ReviewDay(date(2026, 1, 5), "START", episode_id),
            ]
        }


def test_new_review_suggests_the_open_episode_and_the_stage_it_lacks(clinic, patient_id, episode_id):
    def suggested():
        with clinic.database.read(clinic.clinician) as session:
            return suggestions(session, clinic.clinician, patient_id)

    assert (suggested()["stage"], suggested()["episode_id"]) == ("START", str(episode_id))
    _record(clinic, patient_id, episode_id=str(episode_id))
    assert suggested()["stage"] == "REVIEW"


def test_review_after_the_exit_suggests_a_follow_up_of_the_last_episode(clinic, patient_id):
    ended = _add_episode(
        clinic, patient_id, date(2025, 1, 1), ended_on=date(2025, 6, 1), exit_reason="COMPLETED_ABSTINENT"
    )
    with clinic.database.read(clinic.clinician) as session:
        found = suggestions(session, clinic.clinician, patient_id)
    assert (found["stage"], found["episode_id"]) == ("POST", str(ended))


WRONG = [
    ({"days_alcohol": 29}, "days_alcohol"),
    ({"quality_of_life": 21}, "quality_of_life"),
    ({"other_substance": None}, "other_substance"),
    ({"offence_theft": "MAYBE"}, "offence_theft"),
    ({"stage": "MIDDLE"}, "stage"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_wrong_review_is_refused_at_the_field_that_is_wrong(changes, field):
    with pytest.raises(Invalid) as refused:
        parse(OutcomeReviewSchema(), {**GOOD, **changes})
    assert list(refused.value.errors) == [field]


def test_breaches_of_the_law_are_guarded_as_offences():
    model = OUTCOME_REVIEW.create.__self__.model
    guarded = {name for name, item in sealed_columns(model).items() if item.sensitivity is Sensitivity.OFFENCE}
    assert guarded == {"offence_theft", "offence_selling", "offence_violence", "offence_other"}


def test_each_step_asks_at_most_seven_questions():
    assert all(len(step.fields) <= 7 for step in OUTCOME_REVIEW.steps)
