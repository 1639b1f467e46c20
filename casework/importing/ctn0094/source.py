"""The data set as a source of subjects: one participant after another, with everything the files say of them."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

from casework.importing.codes import Reader
from casework.importing.ctn0094.conditions import add_conditions
from casework.importing.ctn0094.days import Days
from casework.importing.ctn0094.drug_tests import add_drug_tests
from casework.importing.ctn0094.episodes import Stay, add_episode
from casework.importing.ctn0094.files import LINES
from casework.importing.ctn0094.identities import demographics_of, subject_of
from casework.importing.ctn0094.intakes import add_intake, add_substances
from casework.importing.ctn0094.people import Folder, Person
from casework.importing.ctn0094.scales import add_nicotine, add_pain, add_withdrawal
from casework.importing.ctn0094.treatment import Doses, arms_of
from casework.importing.ctn0094.use import add_use_days, add_use_reports
from casework.importing.ctn0094.visits import add_visits
from casework.importing.destinations import Wish, site_wish
from casework.importing.report import Report
from casework.importing.subjects import Subject
from registry.organisations.models import Organisation


class Ctn0094:
    """A folder of the data set; `anchor` is day 0, `last` the last day that anything can be of.

    `placed` gives sites to organisations that are there; without it each site becomes a provider of its own.
    """

    name = "ctn0094"

    def __init__(
        self,
        folder: Path,
        report: Report,
        *,
        anchor: date,
        last: date,
        placed: Mapping[str, Wish] | None = None,
    ) -> None:
        self._folder = Folder(folder, report)
        self._anchor, self._last, self._placed = anchor, last, placed
        self._readers = {name: Reader(f"{name}.csv", report) for name in LINES}
        self._doses = Doses()
        self._days: dict[str, Days] = {}

    @property
    def total(self) -> int:
        """How many people there are."""
        return len(self._folder)

    @property
    def read(self) -> int:
        """How many lines have been read."""
        return self._folder.read

    def wishes(self, parent: Organisation) -> dict[str, Wish]:
        """The destination of each site."""
        if self._placed is not None:
            return {site: self._placed[site] for site in self._folder.sites}
        return {site: site_wish(parent, site, self._anchor) for site in self._folder.sites}

    def subjects(self) -> Iterator[Subject]:
        """Everybody, whole."""
        for person in self._folder.people():
            yield self._subject(person)

    def _days_of(self, site: str) -> Days:
        found = self._days.get(site)
        if found is None:
            wish = self._placed[site] if self._placed is not None else None
            anchor = wish.anchor if wish is not None and wish.anchor is not None else self._anchor
            found = self._days[site] = Days(anchor, self._last, cut=wish is not None)
        return found

    def _worker_of(self, person: Person) -> UUID | None:
        wish = self._placed[person.site] if self._placed is not None else None
        return wish.worker_of(person.who) if wish is not None else None

    def _subject(self, person: Person) -> Subject:
        days, readers = self._days_of(person.site), self._readers
        said = demographics_of(person, readers["demographics"])
        worker = self._worker_of(person)
        subject = subject_of(person, said, days, worker)
        arms = arms_of(person, self._folder.trials, days, readers["randomization"])
        dosed = sorted(self._doses.add(subject, person, arms, days, readers["treatment"]))
        visits = add_visits(subject, person, arms, days, readers["visit"])
        tested = add_drug_tests(subject, person, self._folder.trials, days, readers["uds_temp"], readers["uds"])
        stay = Stay(
            consent=days.anchor,
            arms=arms,
            dosed=dosed,
            contacts=[*dosed, *visits.kept, *tested],
            left=min(visits.gone, default=None),
            last=days.last,
        )
        episode_id = add_episode(subject, stay, worker)
        self._add_history(subject, person, said, episode_id)
        return subject

    def _add_history(self, subject: Subject, person: Person, said: dict[str, str], episode_id: UUID) -> None:
        days, readers = self._days_of(person.site), self._readers
        add_use_days(subject, person, days, readers["tlfb"])
        uses = add_use_reports(subject, person, days, readers["rbs"])
        add_withdrawal(subject, person, days, readers["withdrawal"], readers["withdrawal_pre_post"])
        add_pain(subject, person, days, readers["pain"])
        add_conditions(subject, person, days, readers["psychiatric"])
        smokes = add_nicotine(subject, person, days, readers["fagerstrom"])
        answers = {**said, "smokes": smokes} if smokes else said
        intake_id = add_intake(subject, person, answers, episode_id, days, readers)
        add_substances(subject, intake_id, uses)
