"""The tables of episodes and of the interventions inside them.

Dates are plain, because constraints and order need them; what happened and why is sealed.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, relationship

from registry.db.base import Base, PatientFact, patient_fact_constraints
from registry.db.columns import ANSWER, INTEGER_ANSWER, TEXT, Sensitivity, column, sealed
from registry.episodes.lifecycle import EpisodeState, state_of, waiting_days
from registry.organisations.models import Organisation

S = Sensitivity

EPISODE_CONSTRAINTS = {
    "ex_episode_overlap": ("started_on", "overlaps"),
    "ck_episode_referred_or_started": ("referred_on", "needs_value"),
    "ck_episode_offered_after_referral": ("first_appointment_offered_on", "date_before_referral"),
    "ck_episode_started_after_referral": ("started_on", "date_before_referral"),
    "ck_episode_contact_after_start": ("last_contact_on", "date_before_start"),
    "ck_episode_contact_before_end": ("last_contact_on", "date_after_end"),
    "ck_episode_ended_after_start": ("ended_on", "date_before_start"),
    "ck_episode_exit_has_reason": ("exit_reason", "exit_needs_reason"),
    "ck_episode_exit_has_date": ("ended_on", "exit_needs_date"),
    "fk_episode_next": ("next_episode_id", "unknown_episode"),
    "fk_episode_previous": ("previous_episode_id", "unknown_episode"),
}
"""What each constraint of an episode means: the field to blame and the code."""

INTERVENTION_CONSTRAINTS = {
    "ck_intervention_ended_after_start": ("ended_on", "date_before_start"),
    "ck_intervention_started_after_referral": ("started_on", "date_before_referral"),
    "ck_intervention_offered_after_referral": ("first_appointment_offered_on", "date_before_referral"),
    "ck_intervention_exit_has_status": ("exit_status", "exit_needs_reason"),
    "ck_intervention_exit_has_date": ("ended_on", "exit_needs_date"),
    "fk_intervention_episode": ("episode_id", "unknown_episode"),
}

# A referral closed without a start was no treatment: it takes no place in time.
_OVERLAP = ExcludeConstraint(
    (text("org_id"), "="),
    (text("patient_id"), "="),
    (text("daterange(coalesce(started_on, referred_on), ended_on, '[]')"), "&&"),
    name="ex_episode_overlap",
    using="gist",
    where=text("NOT (started_on IS NULL AND ended_on IS NOT NULL)"),
)


class Episode(PatientFact, Base):
    """One stay of one person in the care of one service, from the referral to the exit (standards R1)."""

    __tablename__ = "episode"
    __table_args__ = patient_fact_constraints(
        "episode",
        UniqueConstraint("org_id", "patient_id", "id"),
        ForeignKeyConstraint(
            ["org_id", "patient_id", "next_episode_id"],
            ["episode.org_id", "episode.patient_id", "episode.id"],
            name="fk_episode_next",
        ),
        ForeignKeyConstraint(
            ["org_id", "patient_id", "previous_episode_id"],
            ["episode.org_id", "episode.patient_id", "episode.id"],
            name="fk_episode_previous",
        ),
        Index("ix_episode_key_worker", "org_id", "key_worker_id", postgresql_where=text("ended_on IS NULL")),
        Index("ix_episode_started", "org_id", "started_on"),
        CheckConstraint("coalesce(referred_on, started_on) IS NOT NULL", name="referred_or_started"),
        CheckConstraint("first_appointment_offered_on >= referred_on", name="offered_after_referral"),
        CheckConstraint("started_on >= referred_on", name="started_after_referral"),
        CheckConstraint("last_contact_on >= coalesce(referred_on, started_on)", name="contact_after_start"),
        CheckConstraint("last_contact_on <= ended_on", name="contact_before_end"),
        CheckConstraint("ended_on >= coalesce(started_on, referred_on)", name="ended_after_start"),
        CheckConstraint("ended_on IS NULL OR exit_reason IS NOT NULL", name="exit_has_reason"),
        CheckConstraint("exit_reason IS NULL OR ended_on IS NOT NULL", name="exit_has_date"),
        _OVERLAP,
    )
    referred_on: Mapped[date | None] = column(
        Date, says="Day of the referral or of the first request (R12)", sensitivity=S.INTERNAL, nullable=True
    )
    first_appointment_offered_on: Mapped[date | None] = column(
        Date, says="Day of the first appointment that was offered (R12)", sensitivity=S.INTERNAL, nullable=True
    )
    started_on: Mapped[date | None] = column(
        Date, says="Day of the first formal contact for treatment", sensitivity=S.INTERNAL, nullable=True
    )
    last_contact_on: Mapped[date | None] = column(
        Date, says="Day of the latest contact (R6)", sensitivity=S.INTERNAL, nullable=True
    )
    ended_on: Mapped[date | None] = column(Date, says="Day the episode ended", sensitivity=S.INTERNAL, nullable=True)
    centre_type: Mapped[str | None] = column(
        String(8),
        says="Type of centre (code list treatment_centre_type)",
        sensitivity=S.INTERNAL,
        nullable=True,
    )
    key_worker_id: Mapped[UUID | None] = column(
        Uuid, says="Member of staff who looks after the person", sensitivity=S.INTERNAL, nullable=True
    )
    transfer_to_org_id: Mapped[UUID | None] = column(
        Uuid,
        ForeignKey("organisation.id"),
        says="Service to which the person was transferred (R14)",
        sensitivity=S.INTERNAL,
        nullable=True,
    )
    next_episode_id: Mapped[UUID | None] = column(
        Uuid, says="Episode here that went on from this one (R14)", sensitivity=S.INTERNAL, nullable=True
    )
    previous_episode_id: Mapped[UUID | None] = column(
        Uuid, says="Episode here from which this one went on (R14)", sensitivity=S.INTERNAL, nullable=True
    )
    referral_source = sealed(ANSWER, says="Code list referral_source", sensitivity=S.CLINICAL)
    client_delay_days = sealed(
        INTEGER_ANSWER, says="Days of the wait that the person caused (R12)", sensitivity=S.CLINICAL
    )
    exit_reason = sealed(ANSWER, says="Code list exit_reason", sensitivity=S.CLINICAL)
    exit_note = sealed(TEXT, says="Remarks on the exit and what follows", sensitivity=S.FREE_TEXT)
    note = sealed(TEXT, says="Remarks", sensitivity=S.FREE_TEXT)

    transfer_to_org: Mapped[Organisation | None] = relationship(viewonly=True, foreign_keys=[transfer_to_org_id])
    interventions: Mapped[list["Intervention"]] = relationship(
        viewonly=True, order_by="Intervention.started_on", back_populates="episode"
    )

    @property
    def state(self) -> EpisodeState:
        """Where the episode stands."""
        return state_of(
            first_appointment_offered_on=self.first_appointment_offered_on,
            started_on=self.started_on,
            ended_on=self.ended_on,
        )

    @property
    def waiting_days(self) -> int | None:
        """Days waited, less the person's own delay where it is known (R12)."""
        delay = self.client_delay_days
        return waiting_days(
            referred_on=self.referred_on,
            started_on=self.started_on,
            client_delay_days=delay if isinstance(delay, int) else 0,
        )

    @property
    def transfer_to(self) -> str | None:
        """Code of the service to which the person was transferred."""
        return self.transfer_to_org.code if self.transfer_to_org else None


class Intervention(PatientFact, Base):
    """One modality of treatment inside an episode, with its own start, end and exit (standards R13)."""

    __tablename__ = "intervention"
    __table_args__ = patient_fact_constraints(
        "intervention",
        ForeignKeyConstraint(
            ["org_id", "patient_id", "episode_id"],
            ["episode.org_id", "episode.patient_id", "episode.id"],
            name="fk_intervention_episode",
        ),
        Index("ix_intervention_episode", "org_id", "episode_id"),
        CheckConstraint("ended_on >= started_on", name="ended_after_start"),
        CheckConstraint("started_on >= referred_on", name="started_after_referral"),
        CheckConstraint("first_appointment_offered_on >= referred_on", name="offered_after_referral"),
        CheckConstraint("ended_on IS NULL OR exit_status IS NOT NULL", name="exit_has_status"),
        CheckConstraint("exit_status IS NULL OR ended_on IS NOT NULL", name="exit_has_date"),
    )
    episode_id: Mapped[UUID] = column(Uuid, says="Episode it is a part of", sensitivity=S.INTERNAL)
    referred_on: Mapped[date | None] = column(
        Date, says="Day it was asked for (R12)", sensitivity=S.INTERNAL, nullable=True
    )
    first_appointment_offered_on: Mapped[date | None] = column(
        Date, says="Day of its first appointment offered (R12)", sensitivity=S.INTERNAL, nullable=True
    )
    started_on: Mapped[date] = column(Date, says="Day it started", sensitivity=S.INTERNAL)
    ended_on: Mapped[date | None] = column(Date, says="Day it ended", sensitivity=S.INTERNAL, nullable=True)
    modality = sealed(ANSWER, says="Code list treatment_modality", sensitivity=S.CLINICAL, nullable=False)
    setting = sealed(ANSWER, says="Where it is given (code list treatment_centre_type)", sensitivity=S.CLINICAL)
    description = sealed(TEXT, says="What exactly is done", sensitivity=S.FREE_TEXT)
    exit_status = sealed(ANSWER, says="How it ended (code list modality_exit)", sensitivity=S.CLINICAL)
    exit_note = sealed(TEXT, says="Remarks on the end", sensitivity=S.FREE_TEXT)

    episode: Mapped[Episode] = relationship(viewonly=True, back_populates="interventions")

    @property
    def is_open(self) -> bool:
        """It goes on."""
        return self.ended_on is None
