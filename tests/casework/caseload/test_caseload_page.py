"""The caseload: who is in care, the most pressing first, in a handful of queries, and written down."""

import pytest
from sqlalchemy import event

from audit.events import Act
from audit.queries import who_has_seen
from tests.casework.people_in_care import in_care, interviewed, reviewed
from tests.conftest import sign_in

MOST_QUERIES = 12


@pytest.fixture(scope="module")
def people(database, clinic):
    """Late with a review; well looked after; somebody else's; and of another service."""
    late, late_episode = in_care(database, clinic.clinician, days=120, chosen_name="Tarde")
    reviewed(database, clinic.clinician, late, late_episode, 115, 95)
    well, well_episode = in_care(database, clinic.clinician, days=40, chosen_name="Bien")
    reviewed(database, clinic.clinician, well, well_episode, 35, 5)
    interviewed(database, clinic.clinician, well, well_episode)
    hers, _episode = in_care(database, clinic.manager, days=5, chosen_name="Ajena")
    other, _episode = in_care(database, clinic.stranger, days=5, chosen_name="Lejos")
    return {"late": late, "well": well, "hers": hers, "other": other}


@pytest.fixture(scope="module")
def clinician(app, database, clinic):
    return sign_in(app, database, clinic.clinician)


def test_my_people_are_listed_with_what_is_due_first(clinician, people):
    text = clinician.get("/caseload").text
    assert text.index("Tarde V.") < text.index("Bien V.")
    assert "review due since" in text and "nothing due" in text and "intake missing" in text
    assert "Ajena" not in text


def test_the_whole_service_is_a_link_away_and_another_service_is_not(clinician, people):
    text = clinician.get("/caseload?who=all").text
    assert "Tarde V." in text and "Ajena V." in text and "Marta" in text
    assert "Lejos" not in text


def test_the_newest_can_come_first(clinician, people):
    text = clinician.get("/caseload?sort=newest").text
    assert text.index("Bien V.") < text.index("Tarde V.")


def test_use_and_wellbeing_are_drawn_where_there_are_reviews(clinician, people):
    rows = clinician.get("/caseload?who=all").text.split('<li class="row">')
    assert [row.count("chart spark") for row in rows if "Tarde" in row] == [2]
    assert [row.count("chart spark") for row in rows if "Ajena" in row] == [0]


def test_the_counters_count_the_whole_list(clinician, people):
    text = clinician.get("/caseload").text
    assert "2 people in care" in text and "1 review due" in text and "1 record with gaps" in text


def test_nonsense_in_the_address_is_the_first_page(clinician, people):
    assert clinician.get("/caseload?sort=nothing&page=99&who=").status_code == 200
    assert "Tarde V." in clinician.get("/caseload?page=-3").text


def test_who_was_listed_is_written_down_once(clinician, database, clinic, people):
    def looks(patient_id):
        with database.read(clinic.manager) as session:
            return [row for row in who_has_seen(session.connection(), patient_id) if row.act == Act.RECORD_LIST]

    before = len(looks(people["late"])), len(looks(people["hers"]))
    clinician.get("/caseload")
    assert (len(looks(people["late"])), len(looks(people["hers"]))) == (before[0] + 1, before[1])
    (newest, *_older) = looks(people["late"])
    assert newest.obj == "caseload" and newest.subjects >= {people["late"], people["well"]}


def test_a_longer_list_takes_no_more_queries(clinician, database, clinic, people):
    for number in range(28):
        in_care(database, clinic.manager, days=20 + number)
    clinician.get("/caseload?who=all")
    found = []

    def note(connection, cursor, statement, *rest):
        found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        page = clinician.get("/caseload?who=all").text
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert page.count('<li class="row">') == 25 and "Page 1 of 2" in page
    assert len(found) <= MOST_QUERIES, "\n".join(found)


def test_an_officer_has_no_caseload(app, database, clinic):
    assert sign_in(app, database, clinic.officer).get("/caseload").status_code == 403
