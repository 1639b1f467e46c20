"""The forms of episodes, from what is typed to the record."""

import pytest

from registry.episodes.queries import get_episode, interventions_of, open_episode_of
from registry.episodes.record import EPISODE, EPISODE_EXIT, INTERVENTION, INTERVENTION_EXIT
from registry.errors import Invalid
from registry.ids import new_id
from registry.records.drafts import save_draft
from registry.schemas.fields import RecordId
from registry.web.forms.bound import schema_field
from registry.web.forms.flow import Target, send, shown_steps, starting_raw

KINDS = (EPISODE, EPISODE_EXIT, INTERVENTION, INTERVENTION_EXIT)


def day(name, text):
    year, month, number = text.split("-")
    return {f"{name}__day": [number], f"{name}__month": [month], f"{name}__year": [year]}


@pytest.fixture
def sent(clinic, patient_id):
    """Fills a form as it starts, adds what is typed, and sends it."""

    def do(kind, typed, record_id=None):
        target = Target(patient_id, record_id, new_id())
        with clinic.database.work(clinic.clinician) as session:
            raw = {**starting_raw(session, by=clinic.clinician, kind=kind, target=target), **typed}
            draft = save_draft(
                session,
                by=clinic.clinician,
                draft_id=target.draft_id,
                kind=kind.name,
                patient_id=patient_id,
                record_id=record_id,
                typed=raw,
            )
            return send(session, by=clinic.clinician, kind=kind, target=target, raw=raw, draft=draft)

    return do


def test_episode_is_opened_treated_and_closed_by_its_forms(clinic, patient_id, sent):
    episode_id = sent(EPISODE, {**day("started_on", "2026-01-02"), "referral_source": ["GP"]})
    intervention_id = sent(INTERVENTION, {"modality": ["OST"], **day("started_on", "2026-01-05")})
    sent(INTERVENTION_EXIT, {**day("ended_on", "2026-02-01"), "exit_status": ["A"]}, intervention_id)
    exit_given = {**day("ended_on", "2026-03-01"), "exit_reason__missing": ["NOT_KNOWN"]}
    assert sent(EPISODE_EXIT, exit_given, episode_id) == episode_id
    with clinic.database.read(clinic.clinician) as session:
        same = {"by": clinic.clinician, "patient_id": patient_id}
        found = get_episode(session, **same, record_id=episode_id)
        assert (found.referral_source, found.exit_reason) == ("GP", "NOT_KNOWN")
        assert found.key_worker_id == clinic.clinician.user_id
        assert [item.exit_status for item in interventions_of(session, **same)] == ["A"]


def test_key_worker_stays_when_somebody_else_corrects_the_episode(clinic, patient_id, sent):
    episode_id = sent(EPISODE, day("started_on", "2026-01-02"))
    sent(EPISODE, {"note": ["Corrected"]}, episode_id)
    with clinic.database.read(clinic.clinician) as session:
        found = open_episode_of(session, by=clinic.clinician, patient_id=patient_id)
        assert (found.key_worker_id, found.note) == (clinic.clinician.user_id, "Corrected")


def test_exit_is_asked_in_the_episode_form_only_when_there_is_one(clinic, patient_id, sent):
    episode_id = sent(EPISODE, day("started_on", "2026-01-02"))
    assert [step.slug for step in shown_steps(EPISODE, {})] == ["referral", "start"]
    sent(EPISODE_EXIT, {**day("ended_on", "2026-03-01"), "exit_reason": ["DIED"]})
    target = Target(patient_id, episode_id, new_id())
    with clinic.database.read(clinic.clinician) as session:
        raw = starting_raw(session, by=clinic.clinician, kind=EPISODE, target=target)
    assert [step.slug for step in shown_steps(EPISODE, raw)] == ["referral", "start", "exit"]


def test_exit_of_nobody_in_treatment_is_refused(sent):
    with pytest.raises(Invalid, match="not_open"):
        sent(EPISODE_EXIT, {**day("ended_on", "2026-03-01"), "exit_reason": ["DIED"]})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_question_has_one_step_and_words(kind):
    schema = kind.schema()
    paths = [path for step in kind.steps for path in step.fields]
    assert sorted(paths) == sorted(name for name, item in schema.fields.items() if not isinstance(item, RecordId))
    assert all(len(step.fields) <= 7 for step in kind.steps)
    assert all(schema_field(schema, path).metadata["label"] for path in paths)
