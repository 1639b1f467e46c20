"""TEDS: rows without a person, codes by the book of their year, and the known faults of the samples."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.importing.errors import ImportRefused
from casework.importing.runs import Outcome
from casework.importing.teds.bands import Band, read_band
from outcomes.reviews.change import change
from outcomes.reviews.models import OutcomeReview
from registry.access.actor import Actor
from registry.answers import Missing
from registry.db.work import Database
from registry.diagnoses.models import Diagnosis
from registry.episodes.models import Episode, Intervention
from registry.intake.models import Intake, IntakeSubstance
from registry.people.models import Patient, PatientIdentifier
from tests.casework.importing.runs_made import (
    SAMPLE,
    Written,
    actor_in,
    change_cell,
    count,
    make_organisation,
    read_rows,
    run,
    teds,
)

A, D = SAMPLE / "teds_a.csv", SAMPLE / "teds_d.csv"


@pytest.fixture(scope="module")
def admissions(database: Database) -> tuple[Outcome, Written, Actor]:
    make_organisation(database, "admits")
    written = Written()
    outcome = run(database, teds("A"), "admits", written)
    return outcome, written, actor_in(database, "admits")


@pytest.fixture(scope="module")
def discharges(database: Database) -> tuple[Outcome, Written, Actor]:
    make_organisation(database, "discharges")
    written = Written()
    outcome = run(database, teds("D"), "discharges", written)
    return outcome, written, actor_in(database, "discharges")


def test_each_row_is_an_episode_of_somebody_without_a_name(
    database: Database, admissions: tuple[Outcome, Written, Actor]
) -> None:
    outcome, _written, actor = admissions
    rows = {row["CASEID"]: row for row in read_rows(A)}
    assert outcome.imported == outcome.rows["episode"] == len(rows) == 120
    with database.read(actor) as session:
        patients = session.scalars(select(Patient)).all()
        numbers = {number.value for number in session.scalars(select(PatientIdentifier))}
        assert not any(p.given_names or p.family_name_1 or p.family_name_2 for p in patients)
        assert {p.reference for p in patients} == {f"A23-{case}" for case in rows}
    assert numbers == {f"TEDS-A-2023-{case}" for case in rows}


def test_codes_are_read_into_ours(database: Database, admissions: tuple[Outcome, Written, Actor]) -> None:
    _outcome, _written, actor = admissions
    rows = {f"A23-{row['CASEID']}": row for row in read_rows(A)}
    with database.read(actor) as session:
        people = {p.id: rows[p.reference] for p in session.scalars(select(Patient))}
        for patient in session.scalars(select(Patient)):
            assert patient.sex == {"1": "MALE", "2": "FEMALE", "-9": Missing.NOT_KNOWN}[people[patient.id]["SEX"]]
        for episode in session.scalars(select(Episode)):
            if people[episode.patient_id]["PSOURCE"] == "2":
                assert episode.referral_source == "DRUG_CENTRE"
            assert episode.ended_on is None and episode.started_on.isoformat() == "2023-07-01"
            assert "only the year 2023" in episode.note
        for intervention in session.scalars(select(Intervention)):
            if people[intervention.patient_id]["SERVICES"] == "7":
                assert intervention.modality == "OUTPATIENT"
        for diagnosis in session.scalars(select(Diagnosis)):
            if people[diagnosis.patient_id]["DSMCRIT"] == "5":
                assert (diagnosis.code, diagnosis.is_principal) == ("F11.2", True)
        smoked = [
            item
            for item in session.scalars(select(IntakeSubstance).where(IntakeSubstance.position == 1))
            if (people[item.patient_id]["SUB1"], people[item.patient_id]["ROUTE1"]) == ("3", "2")
        ]
        assert smoked and {item.substance for item in smoked} == {"COC_CRACK"}


def test_use_is_a_count_of_days_or_not_known_and_never_a_band(
    database: Database, admissions: tuple[Outcome, Written, Actor]
) -> None:
    rows = {f"A23-{row['CASEID']}": row for row in read_rows(A)}
    with database.read(admissions[2]) as session:
        people = {p.id: rows[p.reference] for p in session.scalars(select(Patient))}
        expected = {"1": 0, "2": Missing.NOT_KNOWN, "3": 30, "-9": Missing.NOT_KNOWN}
        for item in session.scalars(select(IntakeSubstance).where(IntakeSubstance.position == 1)):
            if not isinstance(item.substance, Missing):
                assert item.days_used == expected[people[item.patient_id]["FREQ1"]]
                assert item.window_days == 30


def test_a_blank_that_means_two_things_is_reported_and_read_as_neither(
    database: Database, admissions: tuple[Outcome, Written, Actor]
) -> None:
    rows, written = read_rows(A), admissions[1]
    for column in ("SUB1", "SUB2", "SUB3", "ARRESTS", "HLTHINS", "PRIMINC"):
        blanks = sum(row[column] == "" for row in rows)
        assert written.codes(column).count("ambiguous_blank") == blanks > 0
    with database.read(admissions[2]) as session:
        arrests = Counter(intake.arrests for intake in session.scalars(select(Intake)))
        unknown = [i for i in session.scalars(select(IntakeSubstance)) if isinstance(i.substance, Missing)]
    assert arrests[Missing.NOT_KNOWN] == sum(row["ARRESTS"] == "" for row in rows)
    assert len(unknown) == sum(row["SUB1"] == "" for row in rows)


def test_matches_that_are_not_exact_are_told_with_their_kind(admissions: tuple[Outcome, Written, Actor]) -> None:
    rows, written = read_rows(A), admissions[1]
    assert written.codes("NOPRIOR").count("assumed") == sum(row["NOPRIOR"] in "12345" for row in rows)
    assert written.codes("PSOURCE").count("broader") == sum(row["PSOURCE"] in "1367" for row in rows)
    reason = next(line["reason"] for line in written.lines if line["code"] == "assumed")
    assert "(assumed" in reason and reason.startswith("kept")


def test_lost_lengths_of_stay_are_reported_as_at_least_a_week(
    database: Database, discharges: tuple[Outcome, Written, Actor]
) -> None:
    rows = {f"D23-{row['CASEID']}": row for row in read_rows(D)}
    assert discharges[1].codes("LOS").count("lost_code") == sum(row["LOS"] == "" for row in rows.values()) > 0
    with database.read(discharges[2]) as session:
        people = {p.id: rows[p.reference] for p in session.scalars(select(Patient))}
        for episode in session.scalars(select(Episode)):
            days = (episode.ended_on - episode.started_on).days
            assert days == int(people[episode.patient_id]["LOS"] or 7)


def test_a_discharge_has_a_reason_and_a_pair_of_snapshots(
    database: Database, discharges: tuple[Outcome, Written, Actor]
) -> None:
    rows = {f"D23-{row['CASEID']}": row for row in read_rows(D)}
    with database.read(discharges[2]) as session:
        people = {p.id: rows[p.reference] for p in session.scalars(select(Patient))}
        for episode in session.scalars(select(Episode)):
            if people[episode.patient_id]["REASON"] == "1":
                assert episode.exit_reason == "COMPLETED_UNSPECIFIED"
        reviews = session.scalars(select(OutcomeReview)).all()
        assert Counter(review.stage for review in reviews) == {"START": len(rows), "EXIT": len(rows)}
        stopped = [
            person
            for person, row in people.items()
            if row["SUB1"] == row["SUB1_D"] == "2" and (row["FREQ1"], row["FREQ1_D"]) == ("3", "1")
        ]
        assert stopped
        for person in stopped:
            start, exit_ = (
                next(r for r in reviews if (r.patient_id, r.stage) == (person, s)) for s in ("START", "EXIT")
            )
            alcohol = next(item for item in change(start.answers, exit_.answers) if item.item == "days_alcohol")
            assert (alcohol.start, alcohol.latest, alcohol.difference) == (30, 0, -30)
        homeless = [r for r in reviews if r.stage == "START" and people[r.patient_id]["LIVARAG"] == "1"]
        assert homeless and {review.housing_acute_problem for review in homeless} == {"YES"}


def test_the_same_code_means_another_age_in_another_year(database: Database, tmp_path: Path) -> None:
    make_organisation(database, "years")
    born = {}
    for year in (2014, 2015):
        path = tmp_path / f"{year}.csv"
        rows = list(csv.reader(D.read_text().splitlines()))[:2]
        row = dict(zip(*rows, strict=True)) | {"DISYR": str(year), "AGE": "10", "FREQ1": "3", "FREQ1_D": "-9"}
        row |= {"NOPRIOR": "0", "PRIMINC": "-9", "SUB1": "5", "SUB1_D": "-9", "SERVICES_D": row["SERVICES"]}
        row |= {"LIVARAG_D": "-9", "ARRESTS_D": "-9"}
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row)
        run(database, teds("D", path), "years")
        with database.read(actor_in(database, "years")) as session:
            patient = next(p for p in session.scalars(select(Patient)) if p.reference.startswith(f"D{year % 100}"))
            born[year] = patient.birth_year
            query = select(IntakeSubstance).where(IntakeSubstance.patient_id == patient.id)
            days = session.scalars(query).first()
            assert days is not None
            # Code 3 was "1-2 times in the past week" up to 2014 and is "daily" since.
            assert days.days_used == (Missing.NOT_KNOWN if year == 2014 else 30)
    assert born == {2014: 2014 - 47, 2015: 2015 - 52}


def test_a_code_that_the_year_did_not_have_is_refused(database: Database, tmp_path: Path) -> None:
    make_organisation(database, "codes")
    path = tmp_path / "a.csv"
    path.write_text(A.read_text())
    change_cell(path, 3, "SUB1", "77")
    change_cell(path, 5, "AGE", "40")
    written = Written()
    with pytest.raises(ImportRefused):
        run(database, teds("A", path), "codes", written)
    refused = [line for line in written.lines if line["reason"].startswith("refused")]
    assert [(line["line"], line["field"], line["code"]) for line in refused] == [
        ("3", "SUB1", "unknown_code"),
        ("5", "AGE", "unknown_code"),
    ]
    assert count(database, Patient, "codes") == 0
    assert run(database, teds("A", path), "codes", skip_bad=True).imported == 118


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("ADMYR", "2099", "out_of_range"),
        ("ADMYR", "now", "out_of_range"),
        ("CASEID", "=1+1", "not_a_number"),
        ("SUB2", "=1+1", "unknown_code"),
    ],
)
def test_a_row_without_a_year_or_number_is_refused(
    database: Database, admissions: object, tmp_path: Path, column: str, value: str, code: str
) -> None:
    path, written = tmp_path / "a.csv", Written()
    path.write_text(A.read_text())
    change_cell(path, 2, column, value)
    run(database, teds("A", path), "admits", written, dry_run=True, skip_bad=True)
    assert (str(2), column, code) in [(line["line"], line["field"], line["code"]) for line in written.lines]
    assert not [line for line in written.lines if any(cell.startswith("=") for cell in line.values())]


def test_the_same_row_twice_in_a_file_is_refused(database: Database, admissions: object, tmp_path: Path) -> None:
    path, written = tmp_path / "a.csv", Written()
    lines = A.read_text().splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n")
    run(database, teds("A", path), "admits", written, dry_run=True, skip_bad=True)
    assert written.codes("CASEID") == ["twice"]


def test_the_same_file_twice_imports_nothing(database: Database, admissions: tuple[Outcome, Written, Actor]) -> None:
    again = run(database, teds("A"), "admits")
    assert (again.imported, again.already_there) == (0, 120)
    assert count(database, Patient, "admits") == 120


@pytest.mark.parametrize(
    ("label", "band"),
    [
        ("45-49", Band(45, 49)),
        ("12-14 Years Old", Band(12, 14)),
        ("18 To 20 Years", Band(18, 20)),
        ("65 Years And Older", Band(65, None)),
        ("55 And Over", Band(55, None)),
        ("11 Years And Under", Band(None, 11)),
        ("31 And More", Band(31, None)),
        ("More Than A Year", Band(366, None)),
        ("7", Band(7, 7)),
        ("Some Use", None),
    ],
)
def test_bands_are_read_from_the_labels_of_all_years(label: str, band: Band | None) -> None:
    assert read_band(label) == band
