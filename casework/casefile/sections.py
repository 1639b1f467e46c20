"""The sections of the case file: which kinds of record they hold, and how many there are of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import Uuid, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from outcomes.reviews.models import OutcomeReview
from outcomes.reviews.record import OUTCOME_REVIEW
from referrals.justice.models import JusticeInvolvement
from referrals.justice.record import JUSTICE_INVOLVEMENT
from registry.access.actor import Actor
from registry.diagnoses.models import Diagnosis
from registry.diagnoses.record import DIAGNOSIS
from registry.episodes.models import Episode, Intervention
from registry.episodes.record import EPISODE, EPISODE_EXIT, INTERVENTION, INTERVENTION_EXIT
from registry.history.kinds import HISTORY_KINDS
from registry.history.models import HISTORY_TABLES
from registry.intake.models import Intake
from registry.intake.record import INTAKE
from registry.people.reveals import Group
from registry.records.kinds import RecordKind


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind of record with its table, a PatientFact.

    `masked` is the group that hides it whole, its number too, until it is revealed. `ending` is the form that ends
    one which has no `ended_on` yet.
    """

    kind: RecordKind
    model: Any
    masked: Group | None = None
    ending: RecordKind | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the case file, in the order in which a clinician looks."""

    name: str
    title: LazyString
    kept: tuple[Kept, ...]


def _history() -> dict[str, Kept]:
    tables: dict[str, Any] = {str(vars(model)["__tablename__"]): model for model in HISTORY_TABLES}
    masked = {"infection_test": Group.INFECTIONS}
    return {kind.name: Kept(kind, tables[kind.name], masked.get(kind.name)) for kind in HISTORY_KINDS}


_H = _history()


def _some(*names: str) -> tuple[Kept, ...]:
    return tuple(_H[name] for name in names)


SECTIONS: tuple[Section, ...] = (
    Section(
        "treatment",
        _l("Treatment"),
        (Kept(EPISODE, Episode, ending=EPISODE_EXIT), Kept(INTERVENTION, Intervention, ending=INTERVENTION_EXIT)),
    ),
    Section("intake", _l("Intake"), (Kept(INTAKE, Intake),)),
    Section("diagnoses", _l("Diagnoses"), (Kept(DIAGNOSIS, Diagnosis),)),
    Section("reviews", _l("Reviews"), (Kept(OUTCOME_REVIEW, OutcomeReview),)),
    Section("medication", _l("Medication and tests"), _some("medication", "dose", "drug_test", "scale_score", "visit")),
    Section("use", _l("Days of use"), _some("use_report", "use_day")),
    Section(
        "history",
        _l("History"),
        _some("overdose", "past_treatment", "health_condition", "infection_test"),
    ),
    Section("justice", _l("Justice"), (Kept(JUSTICE_INVOLVEMENT, JusticeInvolvement, Group.OFFENCES),)),
)


def kept_kinds() -> Mapping[str, Kept]:
    """Every kind of the case file by the noun of its address."""
    return {kept.kind.plural: kept for section in SECTIONS for kept in section.kept}


def counts(session: Session, *, by: Actor, patient_id: UUID) -> dict[str, int]:
    """How many records of each kind there are, in one query. That somebody has a record with the law is hidden too."""
    found = session.connection().execute(_counting(), {"org_id": by.org_id, "patient_id": patient_id})
    return {row[0]: row[1] for row in found}


@cache
def _counting() -> Any:
    """The query of `counts`: a dozen parts that would take longer to put together than to answer."""
    tables = ((kept.kind.name, kept.model.__table__) for kept in kept_kinds().values() if kept.masked is None)
    org_id, patient_id = bindparam("org_id", type_=Uuid()), bindparam("patient_id", type_=Uuid())
    return union_all(
        *(
            select(literal(name), func.count())
            .select_from(table)
            .where(table.c.org_id == org_id, table.c.patient_id == patient_id)
            for name, table in tables
        )
    )
