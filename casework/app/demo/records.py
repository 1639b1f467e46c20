"""The demo's records: samples of two public data sets, and full case files for some patients of one service."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

import casework.importing
from casework.app.demo.stories import STORIES, tell_story
from casework.app.progress import Progress
from casework.importing.ctn0094.source import Ctn0094
from casework.importing.destinations import Wish
from casework.importing.report import Report
from casework.importing.runs import Source, run_import
from casework.importing.teds.source import Teds
from registry import clock
from registry.access.actor import Actor, system_actor
from registry.access.roles import Role
from registry.accounts.models import UserAccount
from registry.db.work import Database
from registry.episodes.models import Episode
from registry.people.models import Patient
from registry.security.keys import INSTALLATION

SAMPLE = Path(casework.importing.__file__).parent / "sample"
STORY_SERVICE = "centro-norte"
TEDS_SERVICE = "hospital-sur"
PLACED: Mapping[str, tuple[str, int]] = {
    "34": (STORY_SERVICE, 140),
    "23": (STORY_SERVICE, 230),
    "24": ("casa-del-rio", 200),
    "5": (TEDS_SERVICE, 120),
}
"""Trial site of the sample -> service of the demo, and how many days ago its day 0 was."""
STAFF: Mapping[str, tuple[str, ...]] = {
    STORY_SERVICE: ("ana@demo", "marta@demo", "ana@demo"),
    "casa-del-rio": ("joao@demo",),
    TEDS_SERVICE: (),
}


def seed_records(database: Database, organisations: Mapping[str, UUID], progress: Progress) -> None:
    """Fill the demo's providers with records. Safe to run again: what is there is left alone."""
    today, staff = clock.today(), _accounts(database)
    report = Report()
    sources: tuple[tuple[Source, str], ...] = (
        (Ctn0094(SAMPLE / "ctn0094", report, anchor=today, last=today, placed=_placed(today, staff)), STORY_SERVICE),
        (Teds(SAMPLE / "teds_a.csv", report, dataset="A", last=today), TEDS_SERVICE),
        (Teds(SAMPLE / "teds_d.csv", report, dataset="D", last=today), TEDS_SERVICE),
    )
    with progress.task("demo records", None) as task:
        for source, organisation in sources:
            run_import(
                database,
                by=system_actor(INSTALLATION),
                source=source,
                organisation=organisation,
                report=report,
                reach=task.reach,
            )
    ana = Actor(staff["ana@demo"], organisations[STORY_SERVICE], Role.CLINICIAN)
    _tell_stories(database, ana, progress)


def _accounts(database: Database) -> dict[str, UUID]:
    with database.read(system_actor(INSTALLATION)) as session:
        found = session.execute(select(UserAccount.user_name, UserAccount.id))
        return {row.user_name: row.id for row in found}


def _placed(today: date, staff: Mapping[str, UUID]) -> dict[str, Wish]:
    return {
        site: Wish(
            code,
            code,
            anchor=today - timedelta(days=days_ago),
            key_workers=[staff[name] for name in STAFF[code] if name in staff],
        )
        for site, (code, days_ago) in PLACED.items()
    }


def _tell_stories(database: Database, by: Actor, progress: Progress) -> None:
    """Each patient in a transaction of their own; those in treatment first."""
    with database.read(by) as session:
        query = select(Patient.id).join(Episode, Episode.patient_id == Patient.id)
        query = query.where(Patient.org_id == by.org_id, Patient.key_worker_id == by.user_id)
        query = query.where(Episode.started_on.is_not(None))
        chosen = session.scalars(query.order_by(Episode.ended_on.desc().nulls_first(), Patient.id).limit(STORIES)).all()
    with progress.task("demo case files", len(chosen)) as task:
        for number, patient_id in enumerate(chosen):
            with database.work(by) as session:
                tell_story(session, by=by, patient_id=patient_id, number=number)
            task.advance()
