"""A whole data set, taken in once: what is in the record afterwards, compared with the files read independently."""

import json
from collections import Counter, defaultdict
from datetime import timedelta
from hashlib import sha256

import psycopg
import pytest
from sqlalchemy import select

from casework.importing.models import ImportItem
from casework.importing.runs import Outcome
from registry.access.actor import Actor
from registry.answers import Missing
from registry.db.columns import sealed_columns
from registry.db.work import Database
from registry.diagnoses.models import Diagnosis
from registry.episodes.models import Episode, Intervention
from registry.history.condition.models import HealthCondition
from registry.history.dose.models import Dose
from registry.history.drug_test.models import DrugTest
from registry.history.models import HISTORY_TABLES
from registry.history.scale_score.models import ScaleScore
from registry.history.substance_use.models import UseDay
from registry.history.visit.models import Visit
from registry.intake.models import Intake, IntakeSubstance
from registry.organisations.models import Organisation
from registry.people.models import Patient, PatientIdentifier
from registry.people.search import search_patients
from registry.security.envelope import digest
from registry.settings import Settings
from tests.casework.importing.runs_made import (
    ANCHOR,
    SAMPLE,
    Written,
    actor_in,
    count,
    ctn0094,
    make_organisation,
    read_rows,
    run,
)

CTN = SAMPLE / "ctn0094"
PANELS = {
    "27": {"ALC", "AMP", "BZO", "THC", "COC", "METH", "OPI"},
    "30": {"AMP", "BZO", "BUP", "THC", "COC", "METH", "OPI"},
}
GROUPS = {
    "Alcohol": "ALC",
    "Amphetamine": "AMP",
    "Benzodiazepine": "BZO",
    "Buprenorphine": "BUP",
    "Thc": "THC",
    "Cocaine": "COC",
    "Methadone": "METH",
    "Opioid": "OPI",
}
SITES = sorted({row["site_masked"] for row in read_rows(CTN / "site_masked.csv")})


@pytest.fixture(scope="module")
def written() -> Written:
    return Written()


@pytest.fixture(scope="module")
def outcome(database: Database, written: Written) -> Outcome:
    make_organisation(database, "trial")
    return run(database, ctn0094(), "trial", written)


@pytest.fixture(scope="module")
def sites(database: Database, outcome: Outcome) -> list[Actor]:
    return [actor_in(database, f"trial-site-{site:0>2}") for site in SITES]


def who_by_patient(database: Database, sites: list[Actor]) -> dict[object, str]:
    found = {}
    for site in sites:
        with database.read(site) as session:
            rows = session.scalars(select(PatientIdentifier))
            found.update({row.patient_id: row.value.removeprefix("CTN0094-") for row in rows})
    return found


def test_each_site_becomes_a_provider_with_its_people(database: Database, sites: list[Actor]) -> None:
    expected = Counter(row["site_masked"] for row in read_rows(CTN / "site_masked.csv"))
    with database.read(sites[0]) as session:
        names = session.scalars(select(Organisation.code).where(Organisation.code.like("trial-site-%"))).all()
    assert set(names) == {f"trial-site-{site:0>2}" for site in SITES}
    assert {site: count(database, Patient, f"trial-site-{site:0>2}") for site in SITES} == expected


def test_every_dose_use_day_and_dated_visit_is_there(outcome: Outcome) -> None:
    assert outcome.refused == 0
    assert outcome.rows["dose"] == len(read_rows(CTN / "treatment.csv"))
    assert outcome.rows["use_day"] == len(read_rows(CTN / "tlfb.csv"))
    dated = sum(bool(row["when"]) for row in read_rows(CTN / "visit.csv"))
    assert outcome.rows["visit"] >= dated
    assert outcome.facts == sum(
        rows
        for table, rows in outcome.rows.items()
        if table not in {"dek", "patient", "patient_identifier", "blind_index", "import_item"}
    )


def test_implicit_negatives_are_exactly_those_of_the_files(database: Database, sites: list[Actor]) -> None:
    trial = {row["who"]: row["project"] for row in read_rows(CTN / "everybody.csv")}
    positive = defaultdict(set)
    for row in read_rows(CTN / "uds.csv"):
        positive[(row["who"], row["when"])].add(GROUPS[row["what"]])
    expected = Counter()
    for row in read_rows(CTN / "uds_temp.csv"):
        if row["when"]:
            found = positive.pop((row["who"], row["when"]), set())
            for substance in PANELS[trial[row["who"]]]:
                expected[(row["who"], substance, "POSITIVE" if substance in found else "NEGATIVE")] += 1
    for (who, _when), found in positive.items():
        for substance in found:
            expected[(who, substance, "POSITIVE")] += 1
    people, seen = who_by_patient(database, sites), Counter()
    for site in sites:
        with database.read(site) as session:
            for test in session.scalars(select(DrugTest)):
                for substance, result in test.results.items():
                    seen[(people[test.patient_id], substance, result)] += 1
    assert seen == expected
    assert sum(amount for (_, _, result), amount in seen.items() if result == "NEGATIVE") > 1000


def test_values_open_to_what_the_files_say(database: Database, sites: list[Actor]) -> None:
    people = who_by_patient(database, sites)
    day = {str(number): ANCHOR + timedelta(days=number) for number in range(-400, 2000)}
    doses = Counter((row["who"], day[row["when"]], row["amount"]) for row in read_rows(CTN / "treatment.csv"))
    used = Counter((row["who"], day[row["when"]]) for row in read_rows(CTN / "tlfb.csv") if row["what"] == "Heroin")
    for site in sites:
        with database.read(site) as session:
            doses.subtract((people[d.patient_id], d.given_on, str(d.amount_mg)) for d in session.scalars(select(Dose)))
            rows = session.scalars(select(UseDay))
            used.subtract((people[u.patient_id], u.used_on) for u in rows if u.substance == "OPI_HEROIN")
    assert set(doses.values()) == {0}
    assert set(used.values()) == {0}


def test_the_medicine_is_that_of_the_arm(database: Database, sites: list[Actor]) -> None:
    people = who_by_patient(database, sites)
    arms = {row["who"]: row["treatment"] for row in read_rows(CTN / "randomization.csv")}
    for site in sites:
        with database.read(site) as session:
            for dose in session.scalars(select(Dose)):
                arm = arms[people[dose.patient_id]]
                assert dose.medication == ("METHADONE" if arm == "Methadone" else "BUPRENORPHINE")


def test_a_missed_visit_keeps_its_reason_and_a_kept_one_has_none(database: Database, sites: list[Actor]) -> None:
    reasons: Counter[str] = Counter()
    for site in sites:
        with database.read(site) as session:
            for visit in session.scalars(select(Visit)):
                if visit.attendance == "MISSED":
                    reasons[visit.reason] += 1
                else:
                    assert visit.reason is None
    rows = [row for row in read_rows(CTN / "visit.csv") if row["what"] == "no visit"]
    for flag, code in (("is_in_jail", "IN_JAIL"), ("is_left_study", "LEFT_STUDY"), ("is_other", "OTHER")):
        assert reasons[code] == sum(row[flag] == "1" for row in rows)
    assert reasons["NO_SHOW"] > 0


def test_a_visit_without_a_day_stands_on_the_day_planned_for_its_week(
    database: Database, sites: list[Actor], written: Written
) -> None:
    undated = [row for row in read_rows(CTN / "visit.csv") if not row["when"]]
    codes = written.codes()
    assert codes.count("planned_day") + sum(
        line["code"] == "no_day" and line["file"] == "visit.csv" for line in written.lines
    ) == len(undated)
    row = next(row for row in undated if row["visit"].startswith("WK"))
    start = min(int(r["when"]) for r in read_rows(CTN / "randomization.csv") if r["who"] == row["who"])
    people = who_by_patient(database, sites)
    planned = ANCHOR + timedelta(days=start + 7 * int(row["visit"].removeprefix("WK")))
    found = []
    for site in sites:
        with database.read(site) as session:
            visits = session.scalars(select(Visit)).all()
            found += [(v.visit_on, v.planned) for v in visits if people[v.patient_id] == row["who"]]
    assert (planned, row["visit"]) in found


def test_what_was_not_asked_is_not_collected_and_a_missing_age_gives_no_year(
    database: Database, sites: list[Actor]
) -> None:
    people = who_by_patient(database, sites)
    ages = {row["who"]: row["age"] for row in read_rows(CTN / "demographics.csv")}
    ageless = 0
    for site in sites:
        with database.read(site) as session:
            for patient in session.scalars(select(Patient)):
                age = ages[people[patient.id]]
                assert patient.birth_year == (ANCHOR.year - int(age) if age else None)
                assert patient.date_of_birth is None
                ageless += not age
            for intake in session.scalars(select(Intake)):
                assert intake.hiv_testing is Missing.NOT_COLLECTED
                assert intake.education is not None
    assert ageless == sum(not age for age in ages.values()) == 1


def test_episodes_begin_with_the_arm_and_end_as_the_days_say(database: Database, sites: list[Actor]) -> None:
    arms = defaultdict(list)
    for row in read_rows(CTN / "randomization.csv"):
        arms[row["who"]].append(int(row["when"]))
    people = who_by_patient(database, sites)
    for site in sites:
        with database.read(site) as session:
            for episode in session.scalars(select(Episode)):
                days = arms.get(people[episode.patient_id])
                assert episode.referred_on == ANCHOR
                assert episode.started_on == (ANCHOR + timedelta(days=min(days)) if days else None)
                assert episode.ended_on is not None
                assert episode.exit_reason in {"DROPPED_OUT", "COMPLETED_UNSPECIFIED", Missing.NOT_COLLECTED}
            for intervention in session.scalars(select(Intervention)):
                assert intervention.modality == "OST"
                assert intervention.exit_status is not None


def test_no_row_of_the_tables_holds_plaintext(database: Database, sites: list[Actor]) -> None:
    models = (Patient, Episode, Intervention, Intake, IntakeSubstance, Diagnosis, PatientIdentifier, *HISTORY_TABLES)
    for site in sites:
        with database.read(site) as session:
            for model in models:
                for item in sealed_columns(model).values():
                    column = getattr(model, item.attribute)
                    for (envelope,) in session.execute(select(column).where(column.is_not(None)).limit(20)):
                        assert envelope[:2] == b"\x01\x01"
                        assert b"CTN0094" not in envelope and b"Ejemplo" not in envelope


def test_one_event_a_patient_says_how_many_rows_and_no_name(
    database: Database, settings: Settings, sites: list[Actor]
) -> None:
    names = set()
    for site in sites:
        with database.read(site) as session:
            for patient in session.scalars(select(Patient)):
                names |= {patient.given_names, patient.family_name_1}
            names |= {number.value for number in session.scalars(select(PatientIdentifier))}
    bodies = import_events(settings)
    assert len(bodies) == len(read_rows(CTN / "everybody.csv"))
    text_of_all = json.dumps(bodies, ensure_ascii=False)
    assert not [name for name in names if f'"{name}"' in text_of_all or (len(name) > 4 and name in text_of_all)]
    assert sum(body["extra"]["rows"].get("dose", 0) for body in bodies) == len(read_rows(CTN / "treatment.csv"))


def test_the_event_holds_one_digest_over_all_rows_of_the_patient(
    database: Database, settings: Settings, sites: list[Actor]
) -> None:
    body = next(b for b in import_events(settings) if b["org"] == str(sites[0].org_id))
    parts = []
    models = (Patient, PatientIdentifier, Episode, Intervention, Intake, IntakeSubstance, Diagnosis, *HISTORY_TABLES)
    with database.read(sites[0]) as session:
        for model in models:
            owner = model.id if model is Patient else model.patient_id
            for row in session.scalars(select(model).where(owner == body["subject"])):
                own = digest([getattr(row, item.attribute) for item in sealed_columns(model).values()])
                parts.append(model.__tablename__.encode() + b"\x00" + row.id.bytes + bytes.fromhex(own))
    assert sha256(b"".join(sorted(parts))).hexdigest() == body["after"]


def test_a_second_run_imports_nothing(database: Database, outcome: Outcome, sites: list[Actor]) -> None:
    before = {model: sum(row_counts(database, model, sites)) for model in (Patient, Dose, Visit, ImportItem)}
    again = run(database, ctn0094(), "trial")
    assert (again.imported, again.already_there, again.facts) == (0, outcome.imported, 0)
    assert {model: sum(row_counts(database, model, sites)) for model in before} == before


def test_withdrawal_around_the_first_dose_is_not_told_twice(database: Database, sites: list[Actor]) -> None:
    daily = {(r["who"], r["when"], r["withdrawal"]) for r in read_rows(CTN / "withdrawal.csv")}
    around = {(r["who"], r["when"], r["withdrawal"]) for r in read_rows(CTN / "withdrawal_pre_post.csv") if r["when"]}
    found = 0
    for site in sites:
        with database.read(site) as session:
            found += sum(score.scale == "CTN_WITHDRAWAL" for score in session.scalars(select(ScaleScore)))
    assert found == len(daily | around)


def test_history_of_illness_is_a_condition_and_never_a_diagnosis(database: Database, sites: list[Actor]) -> None:
    rows = read_rows(CTN / "psychiatric.csv")
    titles: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for site in sites:
        with database.read(site) as session:
            titles.update(condition.title for condition in session.scalars(select(HealthCondition)))
            codes.update(diagnosis.code for diagnosis in session.scalars(select(Diagnosis)))
    assert titles["Bipolar disorder"] == sum(row["has_bipolar"] == "Yes" for row in rows) > 0
    assert codes["F11.2"] == sum(row["has_opiates_dx"] == "Yes" for row in rows) > 0
    assert set(codes) <= {"F11.2", "F10.9", "F15.9", "F12.9", "F14.9", "F13.9"}


def test_people_are_found_by_name_and_by_their_number_in_the_data_set(database: Database, sites: list[Actor]) -> None:
    with database.read(sites[0]) as session:
        number = session.scalars(select(PatientIdentifier)).first()
        assert number is not None
        patient_id, words = number.patient_id, number.value
        name = session.get_one(Patient, patient_id).name.full
    for typed in (words, name):
        assert patient_id in [found.id for found in search_patients(database, by=sites[0], words=typed)]


def import_events(settings: Settings) -> list[dict[str, object]]:
    with psycopg.connect(settings.databases.auditor.replace("+psycopg", "")) as connection:
        rows = connection.execute("SELECT body FROM audit.pending").fetchall()
    return [body for body in (json.loads(bytes(row[0])) for row in rows) if body["act"] == "record.import"]


def row_counts(database: Database, model: type, sites: list[Actor]) -> list[int]:
    return [count(database, model, f"trial-site-{site:0>2}") for site in SITES]
