"""The declaration of episodes, interventions and their exits as kinds of record."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.episodes.interventions import (
    amend_intervention,
    end_intervention,
    end_open_intervention,
    start_intervention,
)
from registry.episodes.queries import (
    episodes_of,
    get_episode,
    get_intervention,
    interventions_of,
    open_episode_of,
)
from registry.episodes.schemas import (
    EpisodeExitSchema,
    EpisodeSchema,
    InterventionExitSchema,
    InterventionSchema,
)
from registry.episodes.services import amend_episode, close_episode, close_open_episode, open_episode
from registry.organisations.models import Organisation
from registry.records.drafts import Raw
from registry.records.kinds import RecordKind, Step


def suggest_episode(session: Session, by: Actor, patient_id: UUID) -> dict[str, Any]:
    """A new episode begins with the service's own type of centre and whoever opens it as key worker."""
    centre_type = session.scalars(select(Organisation.centre_type).where(Organisation.id == by.org_id)).first()
    return {"is_mine": True, "centre_type": centre_type}


def suggest_intervention(session: Session, by: Actor, patient_id: UUID) -> dict[str, Any]:
    """A new intervention belongs to the open episode."""
    episode = open_episode_of(session, by=by, patient_id=patient_id)
    return {"episode_id": str(episode.id)} if episode else {}


def suggest_end_today(session: Session, by: Actor, patient_id: UUID) -> dict[str, Any]:
    """Most exits are recorded on the day."""
    return {"ended_on": clock.today().isoformat()}


def _has_ended(raw: Raw) -> bool:
    """An exit can be corrected here; it is made on a form of its own."""
    return bool((raw.get("ended_on__year") or raw.get("ended_on") or [""])[-1])


EPISODE = RecordKind(
    name="episode",
    plural="episodes",
    title=_l("Episodes"),
    new_title=_l("Open an episode"),
    schema=EpisodeSchema,
    write=Permission.EPISODE_WRITE,
    create=open_episode,
    change=amend_episode,
    fetch=get_episode,
    listing=episodes_of,
    prefill=suggest_episode,
    steps=(
        Step(
            "referral",
            _l("Referral"),
            ("referred_on", "referral_source", "first_appointment_offered_on", "client_delay_days"),
        ),
        Step("start", _l("Start"), ("started_on", "centre_type", "is_mine", "last_contact_on", "note")),
        Step("exit", _l("Exit"), ("ended_on", "exit_reason", "transfer_to", "exit_note"), when=_has_ended),
    ),
)

EPISODE_EXIT = RecordKind(
    name="episode-exit",
    plural="episode-exits",
    title=_l("Exits"),
    new_title=_l("Close the episode"),
    schema=EpisodeExitSchema,
    write=Permission.EPISODE_WRITE,
    create=close_open_episode,
    change=close_episode,
    fetch=get_episode,
    listing=episodes_of,
    prefill=suggest_end_today,
    prefills_change=True,
    check_page=False,
    steps=(
        Step(
            "exit",
            _l("Exit"),
            ("ended_on", "exit_reason", "transfer_to", "exit_note", "end_interventions"),
        ),
    ),
)

INTERVENTION = RecordKind(
    name="intervention",
    plural="interventions",
    title=_l("Interventions"),
    new_title=_l("Start an intervention"),
    schema=InterventionSchema,
    write=Permission.EPISODE_WRITE,
    create=start_intervention,
    change=amend_intervention,
    fetch=get_intervention,
    listing=interventions_of,
    prefill=suggest_intervention,
    check_page=False,
    steps=(
        Step(
            "intervention",
            _l("Intervention"),
            (
                "modality",
                "setting",
                "description",
                "referred_on",
                "first_appointment_offered_on",
                "started_on",
            ),
        ),
        Step("exit", _l("End"), ("ended_on", "exit_status", "exit_note"), when=_has_ended),
    ),
)

INTERVENTION_EXIT = RecordKind(
    name="intervention-exit",
    plural="intervention-exits",
    title=_l("Ends of interventions"),
    new_title=_l("End the intervention"),
    schema=InterventionExitSchema,
    write=Permission.EPISODE_WRITE,
    create=end_open_intervention,
    change=end_intervention,
    fetch=get_intervention,
    listing=interventions_of,
    prefill=suggest_end_today,
    prefills_change=True,
    check_page=False,
    steps=(Step("exit", _l("End of the intervention"), ("ended_on", "exit_status", "exit_note")),),
)
