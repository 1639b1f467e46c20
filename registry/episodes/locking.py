"""Holding an episode while it changes, so that nothing is added to it that its new dates would shut out."""

from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.episodes.lifecycle import EpisodeStep, refusal_of
from registry.episodes.models import Episode
from registry.errors import Invalid, NotFound, Stale
from registry.people.scopes import visible_facts


def locked_episode(
    session: Session, *, by: Actor, patient_id: UUID, record_id: UUID, row_version: int | None = None
) -> Episode:
    """The episode, freshly read and kept from others until the transaction ends. Stale if it is not as it was read."""
    query = visible_facts(by, Episode, patient_id).where(Episode.id == record_id).with_for_update()
    episode = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if episode is None:
        raise NotFound
    if row_version is not None and episode.row_version != row_version:
        raise Stale
    return episode


def require_step(episode: Episode, step: EpisodeStep, field: str) -> None:
    """Invalid, blaming `field`, when the episode's state does not allow the step."""
    refusal = refusal_of(episode.state, step)
    if refusal is not None:
        raise Invalid({field: [refusal]})
