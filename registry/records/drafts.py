"""Drafts: what somebody has typed into a form and not yet sent, kept on the server, sealed under their own key."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, PrimaryKeyConstraint, String, Uuid, delete, select, text
from sqlalchemy.orm import Mapped, Session

from registry import clock
from registry.access.actor import Actor
from registry.db.base import Base, OrgOwned
from registry.db.columns import TEXT, Sensitivity, column, sealed
from registry.errors import Invalid, NotFound

Raw = dict[str, list[str]]
"""Form fields as typed, before any check: nothing typed is lost, not even what is wrong."""
LONGEST = 200_000
"""Characters of a draft: many times what the longest form can hold, and far from what fills a disk."""
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(:draft)")


class FormDraft(OrgOwned, Base):
    """One unfinished form of one member of staff. Its id is the idempotency key of the submission.

    The id comes with the address of the form, so it is unique for its owner only: that somebody else has a draft
    under the same id can neither be found out nor stand in the way.
    """

    __tablename__ = "form_draft"
    __table_args__ = (
        PrimaryKeyConstraint("org_id", "owner_id", "id"),
        Index("ix_form_draft_owner", "org_id", "owner_id", "kind"),
    )
    org_id: Mapped[UUID] = column(
        Uuid,
        ForeignKey("organisation.id"),
        says="Organisation that holds the row",
        sensitivity=Sensitivity.TECHNICAL,
        primary_key=True,
    )
    owner_id: Mapped[UUID] = column(
        Uuid, says="Member of staff who types", sensitivity=Sensitivity.INTERNAL, primary_key=True
    )
    kind: Mapped[str] = column(String(40), says="Which form", sensitivity=Sensitivity.INTERNAL)
    patient_id: Mapped[UUID | None] = column(
        Uuid, says="Patient, unless being registered", sensitivity=Sensitivity.PSEUDONYMOUS, nullable=True
    )
    record_id: Mapped[UUID | None] = column(
        Uuid, says="Record being changed, if any", sensitivity=Sensitivity.PSEUDONYMOUS, nullable=True
    )
    saved_at: Mapped[datetime] = column(DateTime(timezone=True), says="Last save", sensitivity=Sensitivity.TECHNICAL)
    submitted_at: Mapped[datetime | None] = column(
        DateTime(timezone=True), says="When it was sent", sensitivity=Sensitivity.TECHNICAL, nullable=True
    )
    result_id: Mapped[UUID | None] = column(
        Uuid, says="The record it became", sensitivity=Sensitivity.PSEUDONYMOUS, nullable=True
    )
    typed = sealed(TEXT, says="What was typed, as JSON", sensitivity=Sensitivity.FREE_TEXT)

    @property
    def raw(self) -> Raw:
        """The typed fields; empty once submitted."""
        found: Raw = json.loads(self.typed) if self.typed else {}
        return found

    def is_about(self, kind: str, patient_id: UUID | None, record_id: UUID | None) -> bool:
        """Whether this is a draft of that form about that patient and record: it is worth nothing for another."""
        return (self.kind, self.patient_id, self.record_id) == (kind, patient_id, record_id)


def find_draft(session: Session, *, by: Actor, draft_id: UUID, lock: bool = False) -> FormDraft | None:
    """The actor's own draft, or None. Somebody else's draft is as if it were not there.

    `lock` keeps everybody else from the draft until the transaction ends, also while it is not made yet: the form
    is sent and saved by itself at the same moment. Nothing read before the lock counts.
    """
    query = select(FormDraft).where(
        FormDraft.id == draft_id, FormDraft.org_id == by.org_id, FormDraft.owner_id == by.user_id
    )
    if lock:
        session.execute(_ONE_AT_A_TIME, {"draft": (draft_id.int ^ by.user_id.int) % 2**63})
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def unfinished(
    session: Session, *, by: Actor, kind: str, patient_id: UUID | None, record_id: UUID | None
) -> FormDraft | None:
    """The newest unfinished draft of the same form about the same thing."""
    query = select(FormDraft).where(
        FormDraft.org_id == by.org_id,
        FormDraft.owner_id == by.user_id,
        FormDraft.kind == kind,
        FormDraft.patient_id.is_not_distinct_from(patient_id),
        FormDraft.record_id.is_not_distinct_from(record_id),
        FormDraft.submitted_at.is_(None),
    )
    return session.scalars(query.order_by(FormDraft.saved_at.desc()).limit(1)).one_or_none()


def save_draft(
    session: Session,
    *,
    by: Actor,
    draft_id: UUID,
    kind: str,
    patient_id: UUID | None,
    record_id: UUID | None,
    typed: Raw,
) -> FormDraft:
    """Add what was typed to the draft, making it on first use. A submitted draft stays as it is.

    NotFound for a draft of another form, patient or record; Invalid for more than any form asks.
    """
    draft = find_draft(session, by=by, draft_id=draft_id, lock=True)
    if draft is None:
        draft = FormDraft(
            id=draft_id,
            org_id=by.org_id,
            owner_id=by.user_id,
            kind=kind,
            patient_id=patient_id,
            record_id=record_id,
        )
        session.add(draft)
    elif not draft.is_about(kind, patient_id, record_id):
        raise NotFound
    elif draft.submitted_at is not None:
        return draft
    kept = json.dumps({**draft.raw, **typed}, ensure_ascii=False)
    if len(kept) > LONGEST:
        raise Invalid({"form": [f"too_long:{LONGEST}"]})
    draft.typed = kept
    draft.saved_at = clock.now()
    session.flush()  # a second tab with the same draft must wait for this one
    return draft


def finish_draft(draft: FormDraft, result_id: UUID) -> None:
    """Mark a draft as sent and forget what was typed; a repeated submission is answered with the same record."""
    draft.submitted_at = clock.now()
    draft.result_id = result_id
    draft.typed = None


def discard_draft(session: Session, *, by: Actor, draft_id: UUID) -> None:
    """Throw the actor's draft away. One that was sent stays: it is what answers when it is sent once more."""
    draft = find_draft(session, by=by, draft_id=draft_id, lock=True)
    if draft is not None and draft.submitted_at is None:
        session.delete(draft)


def purge_drafts(session: Session, *, older_than: timedelta) -> int:
    """Delete the drafts of one organisation that nobody has touched for so long. Returns how many."""
    result = session.execute(delete(FormDraft).where(FormDraft.saved_at < clock.now() - older_than))
    return int(result.rowcount)  # type: ignore[attr-defined]
