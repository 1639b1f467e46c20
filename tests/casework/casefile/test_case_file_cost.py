"""A case file with a thousand facts costs twelve queries and few bytes."""

import gzip

import pytest

MOST_QUERIES = 12
MOST_BYTES = 15 * 1024


@pytest.mark.parametrize("shown", ["all", "treatment", "tests", "contacts"])
def test_a_thousand_facts_take_twelve_queries_with_the_session_and_the_audit(clinician, patient_id, statements, shown):
    address = f"/patients/{patient_id}?show={shown}"
    assert clinician.get(address).status_code == 200
    with statements() as found:
        page = clinician.get(address)
    assert page.status_code == 200
    assert len(found) <= MOST_QUERIES, "\n".join(found)
    assert any("INSERT INTO audit" in statement for statement in found), "the look is among what is counted"


def test_a_page_of_a_thousand_facts_is_small(clinician, patient_id):
    answer = clinician.get(f"/patients/{patient_id}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "svg" in gzip.decompress(answer.data).decode()
    assert len(answer.data) <= MOST_BYTES


@pytest.mark.parametrize("plural", ["doses", "use-days", "outcome-reviews", "intakes"])
def test_a_list_of_hundreds_of_records_is_small_too(clinician, patient_id, plural):
    answer = clinician.get(f"/patients/{patient_id}/facts/{plural}", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert len(answer.data) <= MOST_BYTES
