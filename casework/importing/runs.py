"""One run of an import: read everything, write all or nothing, and say what was done."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.orm import Session

from casework.importing.bulk.batch import CLINICAL
from casework.importing.bulk.writer import BulkWriter
from casework.importing.destinations import Destination, Wish, known_destinations, open_destinations
from casework.importing.errors import ImportRefused
from casework.importing.report import Report
from casework.importing.subjects import Subject
from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.db.base import PatientFact
from registry.db.work import Database
from registry.errors import NotFound
from registry.organisations.models import Organisation
from registry.organisations.queries import find_organisation_by_code

NEEDED = (
    Permission.PATIENT_REGISTER,
    Permission.EPISODE_WRITE,
    Permission.INTAKE_WRITE,
    Permission.DIAGNOSIS_WRITE,
    Permission.HISTORY_WRITE,
    Permission.REVIEW_WRITE,
    Permission.ORGANISATION_MANAGE,
)
_NAMES: dict[type[PatientFact], str] = {model: str(model.__tablename__) for model in CLINICAL}
_CLINICAL = frozenset(_NAMES.values())
Reach = Callable[[int, int], None]


class Source(Protocol):
    """What can be imported: its name, its places, its subjects, and how far it has been read."""

    name: str

    @property
    def total(self) -> int:
        """How many subjects there are, as far as that is known before."""

    @property
    def read(self) -> int:
        """How many lines have been read."""

    def wishes(self, parent: Organisation) -> dict[str, Wish]:
        """The destinations, by the place that its subjects name."""

    def subjects(self) -> Iterator[Subject]:
        """The subjects, one after another."""


@dataclass(slots=True)
class Outcome:
    """What a run did; in a dry run, what it would have done."""

    source: str
    dry_run: bool
    imported: int = 0
    already_there: int = 0
    lines: int = 0
    refused: int = 0
    remarks: int = 0
    seconds: float = 0.0
    rows: Counter[str] = field(default_factory=Counter)

    @property
    def facts(self) -> int:
        """Rows of clinical tables: one for each dated statement, a specimen with its whole panel counts as one."""
        return sum(count for name, count in self.rows.items() if name in _CLINICAL)


def run_import(
    database: Database,
    *,
    by: Actor,
    source: Source,
    organisation: str,
    report: Report,
    dry_run: bool = False,
    skip_bad: bool = False,
    reach: Reach = lambda done, total: None,
) -> Outcome:
    """Import a source below an organisation, in one transaction. ImportRefused when anything was refused.

    With `skip_bad` refused lines are left out and the rest is taken in. A subject that was imported before is not
    touched. A dry run reads in a transaction that cannot write.
    """
    for permission in NEEDED:
        by.require(permission)
    started = time.monotonic()
    outcome = Outcome(source.name, dry_run)
    with _opened(database, by, dry_run) as session:
        destinations = _destinations(session, database, by, source, organisation, dry_run)
        if dry_run:
            for subject in _new_subjects(source, destinations, outcome, reach):
                outcome.rows.update(_NAMES[model] for model, _values in subject.facts)
        else:
            _write(session, by, source, destinations, outcome, report, skip_bad, reach)
        outcome.refused, outcome.remarks = report.refused, report.remarked
        if report.refused and not skip_bad:
            raise ImportRefused(f"{report.refused} lines were refused; nothing was written")
    outcome.lines, outcome.seconds = source.read, time.monotonic() - started
    return outcome


def _write(
    session: Session,
    by: Actor,
    source: Source,
    destinations: Mapping[str, Destination],
    outcome: Outcome,
    report: Report,
    skip_bad: bool,
    reach: Reach,
) -> None:
    """Write until something is refused; from then on only read, so that the report is whole."""
    with BulkWriter(session, by) as writer:
        for subject in _new_subjects(source, destinations, outcome, reach):
            if skip_bad or not report.refused:
                writer.add(destinations[subject.place], subject)
    outcome.rows = writer.rows


def _new_subjects(
    source: Source, destinations: Mapping[str, Destination], outcome: Outcome, reach: Reach
) -> Iterator[Subject]:
    for count, subject in enumerate(source.subjects(), start=1):
        reach(count, source.total)
        place = destinations.get(subject.place)
        if place is not None and place.digest_of(subject.key) in place.known:
            outcome.already_there += 1
            continue
        outcome.imported += 1
        yield subject


def _destinations(
    session: Session, database: Database, by: Actor, source: Source, organisation: str, dry_run: bool
) -> dict[str, Destination]:
    try:
        parent = find_organisation_by_code(session, organisation)
    except NotFound:
        raise ImportRefused(f"--organisation {organisation}: there is no organisation with this code") from None
    wishes = source.wishes(parent)
    if dry_run:
        return known_destinations(session, database.keys, source=source.name, wishes=wishes)
    return open_destinations(session, database.keys, by=by, source=source.name, parent=parent, wishes=wishes)


@contextmanager
def _opened(database: Database, by: Actor, dry_run: bool) -> Iterator[Session]:
    with database.read(by) if dry_run else database.work(by) as session:
        yield session
