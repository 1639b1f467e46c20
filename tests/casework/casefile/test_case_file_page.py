"""The case file as its readers see it: at a glance, masked, and written down."""

import pytest

from audit.events import Act
from registry import clock
from tests.casework.people_in_care import days_ago, in_care
from tests.conftest import register, sign_in

GUARDED = ("Last test positive", "Seropositiva", "probation", "EXP-77-2026", "Juzgado Tercero")
IDENTITY = ("Gala", "Viaducto", "1990")


@pytest.fixture(scope="module")
def page(clinician, patient_id):
    return clinician.get(f"/patients/{patient_id}").text


def test_the_person_comes_first(page):
    assert "Lola V." in page
    assert "with us 6 months" in page
    assert "Opioid agonist maintenance" in page
    assert "key worker Ana" in page


def test_the_change_since_the_start_is_shown_with_its_course(page):
    assert "20 → 8" in page
    assert page.count('class="chart spark"') == 3


def test_what_is_due_missing_and_rising_is_named(page):
    assert "Craving 8, rising" in page
    assert "answers are missing in the intake" in page
    assert "What does the person do for work?" in page


def test_the_timeline_has_a_lane_for_each_kind_of_fact_and_its_table(page):
    for lane in ("Treatment", "Dose: Methadone", "Drug tests", "Days of use", "Visits"):
        assert f">{lane}<" in page
    assert "As a table" in page


@pytest.mark.parametrize(
    ("shown", "lane", "hidden"),
    [
        ("treatment", "Dose: Methadone", "Drug tests"),
        ("tests", "Days of use", "Dose: Methadone"),
        ("contacts", "Visits", "Dose: Methadone"),
    ],
)
def test_the_timeline_can_be_narrowed(clinician, patient_id, shown, lane, hidden):
    chart = clinician.get(f"/patients/{patient_id}?show={shown}").text.split("<figure")[1]
    drawing = chart.split("</figure>")[0]
    assert f">{lane}<" in drawing and f">{hidden}<" not in drawing


@pytest.mark.parametrize(
    "path", ["", "/facts/intakes", "/facts/outcome-reviews", "/facts/infection-tests", "/facts/justice-involvements"]
)
def test_what_is_guarded_stands_on_no_page_that_was_not_asked_for_it(clinician, patient_id, path):
    text = clinician.get(f"/patients/{patient_id}{path}").text
    assert not [words for words in (*GUARDED, *IDENTITY) if words.casefold() in text.casefold()]


def test_whether_there_are_records_with_the_law_or_infections_is_not_counted_either(page):
    for plural in ("justice-involvements", "infection-tests"):
        entry = page.split(f'/facts/{plural}">')[-1].split("</li>")[0]
        assert 'class="muted"' not in entry


def test_the_first_page_and_each_list_are_written_down(clinician, patient_id, acts):
    clinician.get(f"/patients/{patient_id}")
    assert acts()[0] == (Act.RECORD_VIEW, f"patient:{patient_id}")
    clinician.get(f"/patients/{patient_id}/facts/doses")
    assert acts()[0] == (Act.RECORD_VIEW, f"dose:{patient_id}")


def test_the_search_page_then_offers_the_person(clinician, patient_id):
    clinician.get(f"/patients/{patient_id}")
    assert f'href="/patients/{patient_id}"' in clinician.get("/patients").text


@pytest.mark.parametrize("path", ["", "/facts/doses", "/facts/justice-involvements", "/seen"])
def test_somebody_elses_patient_is_not_found_and_no_look_is_written(app, database, clinic, patient_id, acts, path):
    before = len(acts())
    stranger = sign_in(app, database, clinic.stranger)
    assert stranger.get(f"/patients/{patient_id}{path}").status_code in ({404} if path != "/seen" else {403, 404})
    assert len(acts()) == before


def test_an_officer_and_an_administrator_see_no_case_file(app, database, clinic, patient_id):
    for actor in (clinic.officer, clinic.analyst, clinic.administrator):
        answer = sign_in(app, database, actor).get(f"/patients/{patient_id}")
        assert answer.status_code == 403 and "Lola" not in answer.text


def test_who_may_only_read_is_offered_nothing_to_write(app, database, clinic, patient_id):
    reader = sign_in(app, database, clinic.protection_officer)
    for path in ("", "/facts/doses", "/facts/episodes"):
        text = reader.get(f"/patients/{patient_id}{path}").text
        assert "/new" not in text and "/change" not in text and "/reveal/" not in text


def test_an_unknown_kind_of_record_is_not_found(clinician, patient_id):
    assert clinician.get(f"/patients/{patient_id}/facts/secrets").status_code == 404


def test_somebody_new_is_led_to_a_first_episode(clinician, database, clinic):
    new = register(database, clinic.clinician)
    text = clinician.get(f"/patients/{new}").text
    assert "Nothing to draw yet." in text
    assert f"/patients/{new}/episodes/new" in text


def test_somebody_gone_quiet_is_said_to_be(clinician, database, clinic):
    quiet, episode_id = in_care(database, clinic.clinician, days=60)
    with database.work(clinic.clinician) as session:
        from_database = session.connection().exec_driver_sql
        from_database("UPDATE episode SET last_contact_on = %s WHERE id = %s", (days_ago(45), episode_id))
    text = clinician.get(f"/patients/{quiet}").text
    assert "No contact since" in text and "Review due since" in text
    assert "The intake has not been recorded" in text


def test_a_list_goes_on_over_pages_the_newest_first(clinician, patient_id):
    first = clinician.get(f"/patients/{patient_id}/facts/doses").text
    second = clinician.get(f"/patients/{patient_id}/facts/doses?page=2").text
    assert "Page 1 of 18" in first and "Page 2 of 18" in second
    assert first.count("</tr>") == second.count("</tr>") == 26
    assert "90 mg" in first
    year = str(clock.today().year)
    assert year in first.split("<tbody")[1].split("</td>")[0]


def test_an_open_episode_can_be_closed_from_its_list(clinician, patient_id):
    text = clinician.get(f"/patients/{patient_id}/facts/episodes").text
    assert "/episode-exits/" in text and "Close the episode" in text
