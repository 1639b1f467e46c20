"""The tables of intakes and of the substances named in them. Every answer is sealed."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, SmallInteger, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, relationship

from registry.db.base import Base, PatientFact, patient_fact_constraints
from registry.db.columns import ANSWER, CODES, INTEGER_ANSWER, TEXT, Sensitivity, column, sealed

S = Sensitivity
PRIMARY = 1
"""Position of the substance that causes the most problems, as the person says (standards R8)."""

INTAKE_CONSTRAINTS = {
    "uq_intake_episode": ("form", "intake_exists"),
    "fk_intake_episode": ("episode_id", "unknown_episode"),
}
"""What each constraint of an intake means: the field to blame and the code."""


class Intake(PatientFact, Base):
    """The intake of one episode. One for each episode; without an episode for those who never began."""

    __tablename__ = "intake"
    __table_args__ = patient_fact_constraints(
        "intake",
        UniqueConstraint("org_id", "patient_id", "id"),
        UniqueConstraint("org_id", "episode_id", name="uq_intake_episode"),
        ForeignKeyConstraint(
            ["org_id", "patient_id", "episode_id"],
            ["episode.org_id", "episode.patient_id", "episode.id"],
            name="fk_intake_episode",
        ),
    )
    episode_id: Mapped[UUID | None] = column(
        Uuid, says="Episode whose intake it is", sensitivity=S.INTERNAL, nullable=True
    )
    assessed_on: Mapped[date] = column(Date, says="Day of the interview", sensitivity=S.INTERNAL)

    reason_for_seeking_help = sealed(TEXT, says="Why now, in the person's words", sensitivity=S.FREE_TEXT)

    polydrug = sealed(ANSWER, says="Code list polydrug", sensitivity=S.CLINICAL)
    tobacco = sealed(ANSWER, says="Uses tobacco (code list yes_no)", sensitivity=S.CLINICAL)
    injecting = sealed(ANSWER, says="Code list injecting_status", sensitivity=S.CLINICAL)
    age_first_injection = sealed(INTEGER_ANSWER, says="Age in years at the first injection", sensitivity=S.CLINICAL)
    sharing = sealed(ANSWER, says="Sharing of needles (code list needle_sharing)", sensitivity=S.CLINICAL)

    hiv_testing = sealed(ANSWER, says="Code list bbv_testing, for HIV", sensitivity=S.INFECTION)
    hiv_result = sealed(ANSWER, says="Code list bbv_test_result, for HIV", sensitivity=S.INFECTION)
    hcv_testing = sealed(ANSWER, says="Code list bbv_testing, for hepatitis C", sensitivity=S.INFECTION)
    hcv_result = sealed(ANSWER, says="Code list bbv_test_result, for hepatitis C", sensitivity=S.INFECTION)
    hbv_testing = sealed(ANSWER, says="Code list bbv_testing, for hepatitis B", sensitivity=S.INFECTION)
    hbv_result = sealed(ANSWER, says="Code list bbv_test_result, for hepatitis B", sensitivity=S.INFECTION)
    hbv_vaccinated = sealed(ANSWER, says="Vaccinated against hepatitis B (code list yes_no)", sensitivity=S.INFECTION)

    previous_treatment = sealed(ANSWER, says="Code list previous_treatment", sensitivity=S.CLINICAL)
    previous_treatments = sealed(INTEGER_ANSWER, says="Number of earlier treatments", sensitivity=S.CLINICAL)
    ost_status = sealed(ANSWER, says="Agonist treatment (code list ost_status)", sensitivity=S.CLINICAL)
    ost_medication = sealed(ANSWER, says="Code list ost_medication", sensitivity=S.CLINICAL)
    ost_first_year = sealed(INTEGER_ANSWER, says="Calendar year of the first agonist treatment", sensitivity=S.CLINICAL)

    living_with = sealed(ANSWER, says="Code list living_with", sensitivity=S.CLINICAL)
    living_where = sealed(ANSWER, says="Code list living_where", sensitivity=S.CLINICAL)
    living_children = sealed(ANSWER, says="Code list living_children", sensitivity=S.CLINICAL)
    number_of_children = sealed(INTEGER_ANSWER, says="Number of own children", sensitivity=S.CLINICAL)
    family_situation = sealed(ANSWER, says="Code list family_situation", sensitivity=S.CLINICAL)
    social_support = sealed(ANSWER, says="Code list social_support", sensitivity=S.CLINICAL)
    social_exclusion = sealed(CODES, says="Codes of list social_exclusion", sensitivity=S.CLINICAL)

    labour_status = sealed(ANSWER, says="Code list labour_status", sensitivity=S.CLINICAL)
    education = sealed(ANSWER, says="Highest level completed (code list education)", sensitivity=S.CLINICAL)
    income_source = sealed(TEXT, says="What the person lives on", sensitivity=S.FREE_TEXT)

    legal_status = sealed(ANSWER, says="Code list legal_status", sensitivity=S.OFFENCE)
    offence_category = sealed(ANSWER, says="Code list offence_category_detail", sensitivity=S.OFFENCE)
    arrests = sealed(INTEGER_ANSWER, says="Formal arrests in the last 30 days", sensitivity=S.OFFENCE)

    pregnancy = sealed(ANSWER, says="Code list pregnancy", sensitivity=S.CLINICAL)
    mental_disorder = sealed(ANSWER, says="Has a mental disorder (code list yes_no)", sensitivity=S.CLINICAL)
    chronic_illness = sealed(ANSWER, says="Has a chronic physical illness (code list yes_no)", sensitivity=S.CLINICAL)

    substances: Mapped[list["IntakeSubstance"]] = relationship(viewonly=True, order_by="IntakeSubstance.position")


class IntakeSubstance(PatientFact, Base):
    """One substance named in an intake, with how, how often and since what age (standards R8, R9)."""

    __tablename__ = "intake_substance"
    __table_args__ = patient_fact_constraints(
        "intake_substance",
        ForeignKeyConstraint(
            ["org_id", "patient_id", "intake_id"],
            ["intake.org_id", "intake.patient_id", "intake.id"],
            name="fk_intake_substance_intake",
        ),
        UniqueConstraint("org_id", "intake_id", "position"),
        CheckConstraint("position BETWEEN 1 AND 4", name="position"),
        CheckConstraint("window_days BETWEEN 1 AND 366", name="window"),
    )
    intake_id: Mapped[UUID] = column(Uuid, says="Intake in which it was named", sensitivity=S.INTERNAL)
    position: Mapped[int] = column(
        SmallInteger, says="1 is the main substance, 2 to 4 the others", sensitivity=S.INTERNAL
    )
    window_days: Mapped[int] = column(
        SmallInteger, says="Length in days of the period in which the days of use were counted", sensitivity=S.INTERNAL
    )
    substance = sealed(ANSWER, says="Code list substances", sensitivity=S.CLINICAL, nullable=False)
    name = sealed(TEXT, says="Name, where the list has no code of its own", sensitivity=S.CLINICAL)
    route = sealed(ANSWER, says="Usual route (code list routes)", sensitivity=S.CLINICAL)
    days_used = sealed(INTEGER_ANSWER, says="Days of use within the period", sensitivity=S.CLINICAL)
    age_first_use = sealed(INTEGER_ANSWER, says="Age in years at first use", sensitivity=S.CLINICAL)
