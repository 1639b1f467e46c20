"""What a code list answers: labels, choices on a day, search, and clear errors."""

from datetime import date

import pytest

from registry.answers import Missing
from registry.codes.code import Status, read_code, read_mappings
from registry.codes.lists import CodeList, UnknownCode, UnknownCodeList, code_list

TODAY = date(2026, 11, 22)


def row(code: str, **changed: str) -> dict[str, str]:
    labels = {f"label_{language}": f"{code} {language}" for language in ("en", "es", "fr", "pt")}
    empty = dict.fromkeys(("maps_to", "valid_from", "valid_to", "missing", "parent"), "")
    return {"code": code, "status": "P", "source": "test", "sort": "10", **labels, **empty, **changed}


def list_of(*rows: dict[str, str]) -> CodeList:
    return CodeList(name="test", version="1", items={code.code: code for code in map(read_code, rows)})


def test_label_is_given_in_the_language_asked_for() -> None:
    substances = code_list("substances")
    assert substances.label("COC_PASTE", "es") == "Basuco / pasta base de cocaína (paco, PBC)"
    assert substances.label("ALC", "pt_BR") == "Álcool"


def test_label_falls_back_to_english_for_a_language_we_lack() -> None:
    assert code_list("substances").label("ALC", "de") == "Alcohol"


def test_unknown_code_names_the_list_and_the_code() -> None:
    with pytest.raises(UnknownCode, match=r"'routes' holds no code 'NOSE'"):
        code_list("routes").get("NOSE")


def test_unknown_list_is_refused_by_name() -> None:
    with pytest.raises(UnknownCodeList, match="colours"):
        code_list("colours")


def test_choices_keep_the_order_of_the_file_and_hide_missing_rows() -> None:
    codes = [code for code, _label in code_list("routes").choices("en", TODAY)]
    assert codes == ["INJECT", "SMOKE", "INHALE", "ORAL", "SNIFF", "OTHER"]


def test_choices_include_missing_rows_only_when_asked() -> None:
    codes = [code for code, _label in code_list("routes").choices("en", TODAY, include_missing=True)]
    assert codes[-1] == "UNKNOWN"


def test_missing_rows_say_which_answer_they_stand_for() -> None:
    assert code_list("injecting_status").get("3").missing is Missing.DECLINED
    assert code_list("injecting_status").get("99").missing is Missing.NOT_KNOWN
    assert code_list("diversion_status").get("DECLINED").missing is None


def test_code_is_offered_only_within_its_dates() -> None:
    dated = list_of(row("A", valid_from="2026-01-01", valid_to="2026-12-31"), row("B"))
    assert [code for code, _ in dated.choices("en", date(2025, 12, 31))] == ["B"]
    assert [code for code, _ in dated.choices("en", date(2026, 12, 31))] == ["A", "B"]
    assert not dated.is_valid("A", date(2027, 1, 1))
    assert not dated.is_valid("C", TODAY)


def test_unverified_codes_are_named() -> None:
    assert "6C40.5" in code_list("icd11_6c4_children").unverified
    assert "6C40.2" not in code_list("icd11_6c4_children").unverified
    assert code_list("icd10_comorbid").get("F32").status is Status.UNVERIFIED


def test_row_with_an_unknown_status_is_refused() -> None:
    with pytest.raises(ValueError, match="X"):
        read_code(row("A", status="X"))


def test_search_ignores_accents_and_case() -> None:
    found = [code.code for code in code_list("icd10_f1x").search("COCAINA sindrome dependencia", "es")]
    assert found == ["F14.2"]


def test_search_finds_words_of_the_users_language_only() -> None:
    substances = code_list("substances")
    assert [code.code for code in substances.search("maconha", "pt")] == ["CAN_HERBAL"]
    assert substances.search("maconha", "fr") == []


def test_search_puts_the_code_itself_first_with_or_without_its_point() -> None:
    diagnoses = code_list("icd10_f1x")
    assert diagnoses.search("F10.2", "fr")[0].code == "F10.2"
    assert diagnoses.search("f102", "fr")[0].code == "F10.2"
    assert [code.code for code in diagnoses.search("F10", "en", limit=3)] == ["F10", "F10.0", "F10.1"]


def test_search_for_nothing_finds_nothing() -> None:
    assert code_list("icd10_f1x").search("  ", "en") == []


def test_search_never_offers_a_missing_row() -> None:
    assert code_list("substances").search("UNKNOWN", "en") == []


def test_mappings_leave_notes_out_and_part_alternatives() -> None:
    assert read_mappings("TDI=8 (secondary; never primary);TEDS.SUB=14/16;(not in CO)") == {
        "TDI": ("8",),
        "TEDS.SUB": ("14", "16"),
    }


def test_mapping_of_a_note_with_a_semicolon_keeps_the_next_system() -> None:
    assert read_mappings("ICD10=F16(U; F19 in some countries);ICD11=6C4D") == {
        "ICD10": ("F16",),
        "ICD11": ("6C4D",),
    }
