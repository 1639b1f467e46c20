"""The table of justice involvement: guarded as offence data, and masked on screens until revealed."""

from datetime import date

from sqlalchemy import CheckConstraint, Date
from sqlalchemy.orm import Mapped

from registry.db.base import Base, PatientFact, patient_fact_constraints
from registry.db.columns import ANSWER, TEXT, Sensitivity, column, sealed

S = Sensitivity

JUSTICE_CONSTRAINTS = {"ck_justice_involvement_ended_after_start": ("ends_on", "date_before_start")}
"""What each constraint means: the field to blame and the code."""


class JusticeInvolvement(PatientFact, Base):
    """One order, arrangement or sentence, and the offence behind it; a new one is a new record."""

    __tablename__ = "justice_involvement"
    __table_args__ = patient_fact_constraints(
        "justice_involvement", CheckConstraint("ends_on >= starts_on", name="ended_after_start")
    )
    ordered_on: Mapped[date | None] = column(
        Date, says="Day of the order or agreement", sensitivity=S.INTERNAL, nullable=True
    )
    starts_on: Mapped[date | None] = column(
        Date, says="First day on which it binds", sensitivity=S.INTERNAL, nullable=True
    )
    ends_on: Mapped[date | None] = column(
        Date, says="Last day on which it binds", sensitivity=S.INTERNAL, nullable=True
    )
    next_hearing_on: Mapped[date | None] = column(
        Date, says="Day of the next hearing or review", sensitivity=S.INTERNAL, nullable=True
    )
    legal_status = sealed(ANSWER, says="Code list legal_status", sensitivity=S.OFFENCE)
    offence_class = sealed(ANSWER, says="CICAD class (code list offence_classes)", sensitivity=S.OFFENCE)
    offence_category = sealed(ANSWER, says="Code list offence_category_detail", sensitivity=S.OFFENCE)
    diversion_stage = sealed(ANSWER, says="Code list diversion_stages", sensitivity=S.OFFENCE)
    diversion_mechanism = sealed(ANSWER, says="Code list diversion_mechanisms", sensitivity=S.OFFENCE)
    diversion_status = sealed(ANSWER, says="Code list diversion_status", sensitivity=S.OFFENCE)
    authority_name = sealed(TEXT, says="Court, prosecutor or other authority", sensitivity=S.OFFENCE)
    court_case_number = sealed(TEXT, says="Case number at that authority", sensitivity=S.OFFENCE)
    obligations = sealed(TEXT, says="What the order asks of the person", sensitivity=S.OFFENCE)
    note = sealed(TEXT, says="Remarks", sensitivity=S.OFFENCE)
