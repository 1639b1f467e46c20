"""`puente import` as an operator runs it: exit codes, summaries, and the demo's own records."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text

from casework.app.commands import import_command
from casework.app.demo.accounts import seed_accounts
from casework.app.demo.records import seed_records
from casework.app.demo.stories import STORIES
from casework.app.progress import Progress
from outcomes.reviews.models import OutcomeReview
from referrals.justice.models import JusticeInvolvement
from registry.accounts.models import UserAccount
from registry.answers import is_known
from registry.db.work import Database
from registry.history.infection_test.models import InfectionTest
from registry.intake.models import Intake
from registry.organisations.models import Organisation
from registry.people.models import Patient
from registry.security.passwords import Passwords
from registry.settings import Settings
from tests.casework.importing.runs_made import ROOT, SAMPLE, actor_in, change_cell, copied, count, make_organisation


@pytest.fixture
def import_with(database: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command over this module's database."""

    @contextmanager
    def opened() -> Iterator[Database]:
        yield database

    monkeypatch.setattr(import_command, "_database", opened)
    return CliRunner()


def imported(runner: CliRunner, *words: str) -> Result:
    return runner.invoke(import_command.command, list(words))


def test_json_says_what_was_done(database: Database, import_with: CliRunner, tmp_path: Path) -> None:
    make_organisation(database, "told")
    words = ("teds-a", str(SAMPLE / "teds_a.csv"), "--organisation", "told", "--json", "--quiet")
    dry = imported(import_with, *words, "--dry-run")
    assert (dry.exit_code, json.loads(dry.stdout)["imported"]) == (0, 120)
    assert count(database, Patient, "told") == 0
    real = imported(import_with, *words, "--report", str(tmp_path / "r.csv"))
    said = json.loads(real.stdout)
    assert (said["imported"], said["already_there"], said["refused"]) == (120, 0, 0)
    assert said["codes"]["ambiguous_blank"] > 0
    assert count(database, Patient, "told") == 120
    assert (tmp_path / "r.csv").read_text().startswith("file,line,field,code,reason\n")
    assert json.loads(imported(import_with, *words).stdout)["already_there"] == 120


def test_a_refusal_is_exit_code_one_with_a_message(database: Database, import_with: CliRunner, tmp_path: Path) -> None:
    make_organisation(database, "refusing")
    folder = copied(tmp_path)
    change_cell(folder / "treatment.csv", 2, "amount", "=1+1")
    words = ("ctn0094", str(folder), "--anchor-date", "2015-01-05", "--organisation", "refusing")
    refused = imported(import_with, *words, "--report", str(tmp_path / "r.csv"))
    assert refused.exit_code == 1
    assert "1 lines were refused; nothing was written" in refused.stderr
    assert "not_an_amount" in refused.stderr and "=1+1" not in refused.stderr
    skipped = imported(import_with, *words, "--skip-bad")
    assert skipped.exit_code == 0
    assert "66 patients" in skipped.stdout


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        (("teds-d", "nowhere.csv", "--organisation", "x"), 1),
        (("ctn0094", "nowhere", "--anchor-date", "2015-01-05", "--organisation", "x"), 1),
        (("ctn0094", ".", "--organisation", "x"), 2),
        (("ctn0094", ".", "--anchor-date", "yesterday", "--organisation", "x"), 2),
        (("teds-a", "x.csv"), 2),
    ],
)
def test_wrong_use_and_missing_files_have_their_exit_codes(
    import_with: CliRunner, words: tuple[str, ...], exit_code: int
) -> None:
    assert imported(import_with, *words).exit_code == exit_code


def test_the_demo_has_whole_case_files_and_is_not_filled_twice(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    passwords = Passwords(settings.secrets.pepper, memory_kib=1024, passes=1)
    organisations = seed_accounts(database, passwords, tmp_path)
    seed_records(database, organisations, Progress(quiet=True))
    before = {code: count(database, Patient, code) for code in ("centro-norte", "casa-del-rio", "hospital-sur")}
    assert all(before.values())
    with database.read(actor_in(database, "centro-norte")) as session:
        ana = session.scalars(select(UserAccount.id).where(UserAccount.user_name == "ana@demo")).one()
        reviewed = set(session.scalars(select(OutcomeReview.patient_id)))
        assert len(reviewed) == STORIES
        assert {session.get_one(Patient, person).key_worker_id for person in reviewed} == {ana}
        for intake in session.scalars(select(Intake).where(Intake.patient_id.in_(reviewed))):
            assert is_known(intake.education) and intake.reason_for_seeking_help
        assert session.scalars(select(JusticeInvolvement)).first() is not None
        assert session.scalars(select(InfectionTest)).first() is not None
        reviews = session.execute(text("SELECT count(*) FROM outcome_review")).scalar_one()
    seed_records(database, organisations, Progress(quiet=True))
    assert {code: count(database, Patient, code) for code in before} == before
    assert count(database, OutcomeReview, "centro-norte") == reviews
    with database.read(ROOT) as session:
        assert not session.scalars(select(Organisation.code).where(Organisation.code.like("centro-norte-site%"))).all()
