"""The table of outcome reviews."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, Index, SmallInteger, String, Uuid, text
from sqlalchemy.orm import Mapped

from outcomes.reviews.items import ITEMS, WINDOW_DAYS
from registry.answers import Missing
from registry.db.base import Base, PatientFact, patient_fact_constraints
from registry.db.columns import ANSWER, INTEGER_ANSWER, TEXT, Sealed, Sensitivity, column, sealed

S = Sensitivity

REVIEW_CONSTRAINTS = {
    "uq_outcome_review_start": ("stage", "start_exists"),
    "fk_outcome_review_episode": ("episode_id", "unknown_episode"),
}
"""What each constraint means: the field to blame and the code."""


def _days(what: str) -> Sealed[int | Missing]:
    return sealed(INTEGER_ANSWER, says=f"Days in the window: {what}", sensitivity=S.CLINICAL)


def _yes_no(what: str, sensitivity: Sensitivity = S.CLINICAL) -> Sealed[str | Missing]:
    return sealed(ANSWER, says=f"In the window, YES or NO: {what}", sensitivity=sensitivity)


def _rating(what: str) -> Sealed[int | Missing]:
    return sealed(INTEGER_ANSWER, says=f"0 (worst) to 20 (best): {what}", sensitivity=S.CLINICAL)


class OutcomeReview(PatientFact, Base):
    """One snapshot of the outcome items: at the start, in review, at the exit or after it."""

    __tablename__ = "outcome_review"
    __table_args__ = patient_fact_constraints(
        "outcome_review",
        ForeignKeyConstraint(
            ["org_id", "patient_id", "episode_id"],
            ["episode.org_id", "episode.patient_id", "episode.id"],
            name="fk_outcome_review_episode",
        ),
        Index("uq_outcome_review_start", "org_id", "episode_id", unique=True, postgresql_where=text("stage = 'START'")),
        CheckConstraint("window_days BETWEEN 1 AND 90", name="window"),
    )
    stage: Mapped[str] = column(String(8), says="Code list outcome_stage", sensitivity=S.INTERNAL)
    reviewed_on: Mapped[date] = column(Date, says="Day of the review", sensitivity=S.INTERNAL)
    episode_id: Mapped[UUID | None] = column(
        Uuid, says="Episode under review; a follow-up may lie outside one", sensitivity=S.INTERNAL, nullable=True
    )
    window_days: Mapped[int] = column(
        SmallInteger, says="Days the items look back on", sensitivity=S.INTERNAL, default=WINDOW_DAYS
    )
    days_alcohol = _days("alcohol")
    days_cannabis = _days("cannabis")
    days_opioids = _days("opioids that were not prescribed")
    days_sedatives = _days("sedatives that were not prescribed")
    days_cocaine = _days("cocaine powder")
    days_crack = _days("crack")
    days_cocaine_paste = _days("cocaine base paste")
    days_amphetamines = _days("amphetamine-type stimulants")
    days_other = _days("the other substance named")
    other_substance = sealed(ANSWER, says="The other substance (code list substances)", sensitivity=S.CLINICAL)
    days_tobacco = _days("tobacco or nicotine")
    days_injected = _days("injected")
    sharing = _yes_no("used injecting equipment that somebody else had used")
    offence_theft = _yes_no("stole", S.OFFENCE)
    offence_selling = _yes_no("sold or passed on drugs", S.OFFENCE)
    offence_violence = _yes_no("was violent to somebody", S.OFFENCE)
    offence_other = _yes_no("another breach of the law", S.OFFENCE)
    days_paid_work = _days("paid work")
    days_education = _days("school, college or training")
    housing_acute_problem = _yes_no("nowhere fit to live")
    housing_at_risk = _yes_no("home at risk of being lost")
    psychological_health = _rating("psychological health")
    physical_health = _rating("physical health")
    quality_of_life = _rating("quality of life")
    note = sealed(TEXT, says="Remarks", sensitivity=S.FREE_TEXT)

    @property
    def answers(self) -> Mapping[str, int | str | Missing | None]:
        """Every item's answer with the window, as the rules of change take them."""
        return {"window_days": self.window_days, **{item: getattr(self, item) for item in ITEMS}}
