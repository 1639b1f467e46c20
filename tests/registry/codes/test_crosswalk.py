"""Foreign codes read into ours and back, and what TEDS codes meant in which year."""

import csv
import io

import pytest

from registry.codes.crosswalk import (
    Match,
    concepts,
    exported,
    from_tdi,
    from_teds,
    inbound,
    teds_meaning,
    teds_variable,
)
from registry.codes.lists import UnknownCode, code_list
from registry.codes.manifest import read_data

LINES = list(csv.DictReader(io.StringIO(read_data("inbound.csv"))))
TEDS_LISTS = {
    "SUB": "teds_substances",
    "ROUTE": "teds_route",
    "FREQ": "teds_frequency",
    "PSOURCE": "teds_psource",
    "REASON": "teds_reason",
    "SERVICES": "teds_services",
    "EMPLOY": "teds_employ",
    "LIVARAG": "teds_livarag",
    "EDUC": "teds_education",
    "NOPRIOR": "teds_noprior",
    "DSMCRIT": "teds_dsmcrit",
}


def test_smoked_cocaine_of_teds_reads_as_crack() -> None:
    assert from_teds("SUB1", "3", given={"ROUTE": "2"}) == "COC_CRACK"
    assert from_teds("SUB1", "3") == "COC_OTHER"


def test_justice_referral_of_teds_is_read_with_its_detail() -> None:
    assert from_teds("PSOURCE", "7", given={"DETCRIM": "3"}) == "CJ_PROBATION"
    assert from_teds("PSOURCE", "7", given={"DETCRIM": "-9"}) == "CJ_OTHER"


def test_discharge_copies_and_numbered_variables_read_alike() -> None:
    assert from_teds("SUB3_D", "5") == from_teds("SUB1", "5") == "OPI_HEROIN"
    assert teds_variable("SEX") == "GENDER"
    assert teds_variable("LIVARAG_D") == "LIVARAG"


@pytest.mark.parametrize("code", ["-9", ""])
def test_missing_teds_value_reads_as_nothing(code: str) -> None:
    assert from_teds("SUB1", code) is None


def test_one_teds_variable_can_fill_two_lists() -> None:
    assert from_teds("LIVARAG", "1") == "2"
    assert from_teds("LIVARAG", "1", list_name="living_arrangement_detail") == "STREET"


def test_unknown_teds_code_is_refused_by_name() -> None:
    with pytest.raises(UnknownCode, match=r"'TEDS SUB' holds no code '77'"):
        from_teds("SUB2", "77")


def test_completed_teds_treatment_is_not_read_as_abstinent() -> None:
    assert from_teds("REASON", "1") == "COMPLETED_UNSPECIFIED"


def test_match_says_when_a_foreign_code_is_broader_than_ours() -> None:
    assert inbound("TEDS", "SUB", "7").match is Match.BROADER
    assert inbound("TEDS", "SUB", "2").match is Match.EXACT


def test_tdi_codes_read_into_ours() -> None:
    assert from_tdi("DRUG", "2.2") == "COC_CRACK"
    assert from_tdi("DRUG", "99") is None


def test_exported_gives_the_usual_foreign_code() -> None:
    assert exported("substances", "COC_PASTE", "TDI") == "2.3"
    assert exported("substances", "CAFFEINE", "NDTMS.DRUG") is None


def test_every_inbound_line_leads_to_a_code_we_ship() -> None:
    for line in LINES:
        assert line["target"] in code_list(line["list"]), line


@pytest.mark.parametrize("variable", sorted(TEDS_LISTS))
def test_every_teds_code_is_read(variable: str) -> None:
    for code in code_list(TEDS_LISTS[variable]):
        assert (from_teds(variable, code.code) is None) == (code.missing is not None), code.code


def test_every_tdi_drug_is_read() -> None:
    for code in code_list("tdi_substances"):
        assert (from_tdi("DRUG", code.code) is None) == (code.missing is not None), code.code


def test_exact_matches_lead_back_to_the_code_they_came_from() -> None:
    checked = 0
    for line in LINES:
        back = code_list(line["list"]).get(line["target"]).maps_to
        system = f"TEDS.{line['variable']}" if line["system"] == "TEDS" else "TDI"
        if line["match"] == Match.EXACT and system in back:
            assert line["code"] in back[system], line
            checked += 1
    assert checked > 60


@pytest.mark.parametrize(
    ("year", "meaning"), [(2014, "45-49"), (2015, "50-54"), (2022, "50-54 Years Old"), (2023, "50-54 Years Old")]
)
def test_meaning_of_a_teds_code_depends_on_the_year(year: int, meaning: str) -> None:
    assert teds_meaning("D", "AGE", "10", year) == meaning


def test_teds_code_not_in_that_years_book_has_no_meaning() -> None:
    assert teds_meaning("D", "NOPRIOR", "3", 2014) == "3 Prior Treatment Episodes"
    assert teds_meaning("D", "NOPRIOR", "3", 2015) is None
    assert teds_meaning("D", "AGE", "10", 2005) is None
    assert teds_meaning("A", "AGE", "77", 2022) is None


def test_none_is_a_meaning_of_its_own_in_teds() -> None:
    assert teds_meaning("A", "SUB1", "1", 2019) == "None"
    assert teds_meaning("D", "SUB1", "1", 2023) == "None"


def test_sex_of_teds_2023_means_what_gender_meant() -> None:
    assert teds_meaning("A", "SEX", "2", 2023) == "Female"


def test_crosswalk_table_names_each_concept_once() -> None:
    names = [concept.concept for concept in concepts()]
    assert len(set(names)) == len(names) > 40
