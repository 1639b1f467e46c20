"""The lists as shipped: complete, spelt with their accents, and true to the standards they were taken from."""

import json
import re
from pathlib import Path

import pytest

from registry.answers import Missing
from registry.codes.code import LANGUAGES
from registry.codes.lists import code_list, list_names
from registry.codes.manifest import read_data

STANDARD_CODES: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "standard_codes.json").read_text(encoding="utf-8")
)
TRANSLATED = [name for name in list_names() if not code_list(name).export_only]

# Which shipped lists hold the codes that a list's `maps_to` names; other systems are not shipped as lists.
TARGETS = {
    ("substances", "TDI"): ("tdi_substances",),
    ("substances", "TEDS.SUB"): ("teds_substances",),
    ("substances", "NDTMS.DRUG"): ("ndtms_substances",),
    ("substances", "ICD10"): ("icd10_f1x", "icd10_comorbid"),
    ("substances", "ICD11"): ("icd11_6c4_stems",),
    ("routes", "TDI"): ("tdi_route",),
    ("routes", "TEDS.ROUTE"): ("teds_route",),
    ("routes", "NDTMS.ROUTE"): ("ndtms_route",),
    ("frequency", "TDI"): ("frequency",),
    ("frequency", "TEDS.FREQ"): ("teds_frequency",),
    ("frequency", "SuDS"): ("suds_frequency_original",),
    ("frequency", "SISTRAT"): ("sistrat_frequency",),
    ("sex", "TDI"): ("sex_tdi",),
    ("referral_source", "TDI"): ("tdi_referral_source",),
    ("referral_source", "TEDS.PSOURCE"): ("teds_psource",),
    ("referral_source", "TEDS.DETCRIM"): ("teds_detcrim",),
    ("referral_source", "NDTMS.RFLS"): ("ndtms_referral_source",),
    ("referral_source", "CO"): ("co_referral_source",),
    ("exit_reason", "TEDS.REASON"): ("teds_reason",),
    ("exit_reason", "NDTMS.DISRSN"): ("ndtms_discharge_current",),
    ("exit_reason", "NDTMS.DISRSN_OLD"): ("ndtms_discharge_old",),
    ("exit_reason", "SISTRAT"): ("sistrat_egress",),
    ("exit_reason", "MX"): ("mx_uneme_egress",),
    ("exit_reason", "CO"): ("co_end_of_treatment_reason",),
    ("treatment_modality", "TDI"): ("treatment_centre_type",),
    ("treatment_modality", "TEDS.SERVICES"): ("teds_services",),
    ("treatment_modality", "NDTMS.MODAL"): ("ndtms_modality",),
    ("treatment_modality", "NDTMS.MODSET"): ("ndtms_setting",),
    ("treatment_modality", "ASAM"): ("asam_levels",),
    ("treatment_modality", "ASAM4"): ("asam_levels_4th_ed",),
    ("treatment_modality", "WHO_UNODC"): ("who_unodc_settings",),
    ("treatment_modality", "SISTRAT"): ("sistrat_plan",),
    ("asam_levels", "TEDS.SERVICES"): ("teds_services",),
    ("labour_status", "TDI"): ("tdi_labour_status",),
    ("labour_status", "TEDS.EMPLOY"): ("teds_employ",),
    ("labour_status", "TEDS.DETNLF"): ("teds_detnlf",),
    ("labour_status", "NDTMS.EMPSTAT"): ("ndtms_employment",),
    ("education", "TDI"): ("tdi_education",),
    ("education", "TEDS.EDUC"): ("teds_education",),
    ("living_where", "TEDS.LIVARAG"): ("teds_livarag",),
    ("living_where", "NDTMS.ACCMNEED"): ("ndtms_accommodation_need",),
    ("living_children", "NDTMS.PRNTSTAT"): ("ndtms_parental_status",),
    ("living_arrangement_detail", "TDI"): ("living_where",),
    ("living_arrangement_detail", "TEDS.LIVARAG"): ("teds_livarag",),
    ("living_arrangement_detail", "NDTMS.ACCMNEED"): ("ndtms_accommodation_need",),
    ("previous_treatment", "TEDS.NOPRIOR"): ("teds_noprior",),
    ("legal_status", "TEDS.DETCRIM"): ("teds_detcrim",),
    ("offence_category_detail", "CICAD"): ("offence_classes",),
    ("icd10_f1x", "ICD11"): ("icd11_6c4_stems", "icd11_6c4_children"),
    ("icd11_6c4_stems", "ICD10"): ("icd10_f1x", "icd10_comorbid"),
    ("icd11_6c4_children", "ICD10"): ("icd10_f1x",),
    ("icd10_comorbid", "ICD11"): ("icd11_6c4_stems",),
    ("icd11_comorbid", "ICD10"): ("icd10_comorbid",),
    ("infection", "ICD10"): ("icd10_comorbid",),
    ("tdi_secondary_drug_groups", "TDI"): ("tdi_substances",),
    ("teds_frequency", "TDI"): ("frequency",),
    ("sistrat_frequency", "TDI"): ("frequency",),
    ("sistrat_egress", "TEDS.REASON"): ("teds_reason",),
    ("mx_uneme_egress", "TEDS.REASON"): ("teds_reason",),
    ("sistrat_plan", "TEDS.SERVICES"): ("teds_services",),
}

# Spellings that only appear when an accent was lost on the way.
LOST_ACCENTS = {
    "es": r"\w*(?:cion|sion|gion)\b|\b(?:cocaina|heroina|clinic[oa]|medic[oa]|ningun|ultim[oa]s|dias?|anos?)\b",
    "fr": r"\b(?:sante|dependance|hopital|medical|cocaine|heroine|sevre|annees?|duree|reseau|methadone)\b",
    "pt": r"\w*(?:cao|coes|sao)\b|\w+encia\b|\b(?:cocaina|heroina|alcool|clinic[oa]|nao|ultim[oa]s)\b",
}


@pytest.mark.parametrize("name", list_names())
def test_every_row_has_a_clean_label_in_each_language(name: str) -> None:
    for code in code_list(name):
        for language in LANGUAGES:
            label = code.labels[language]
            assert label, (code.code, language)
            assert label == " ".join(label.split()), (code.code, language)
            assert len(label) <= 200, (code.code, language)


@pytest.mark.parametrize("name", list_names())
def test_no_code_appears_twice(name: str) -> None:
    lines = read_data(f"{name}.csv").count("\n") - 1
    assert len(code_list(name)) == lines > 0


@pytest.mark.parametrize("name", list_names())
def test_parents_are_codes_of_the_list_or_its_stems(name: str) -> None:
    known = set(code_list(name).items) | set(code_list("icd11_6c4_stems").items)
    assert {code.parent for code in code_list(name) if code.parent} <= known


@pytest.mark.parametrize("name", sorted(STANDARD_CODES))
def test_no_code_of_the_standard_is_lost(name: str) -> None:
    assert set(STANDARD_CODES[name]) <= set(code_list(name).items)


@pytest.mark.parametrize("name", TRANSLATED)
@pytest.mark.parametrize("language", sorted(LOST_ACCENTS))
def test_translated_labels_keep_their_accents(name: str, language: str) -> None:
    labels = [code.labels[language] for code in code_list(name)]
    assert [label for label in labels if re.search(LOST_ACCENTS[language], label, re.IGNORECASE)] == []


@pytest.mark.parametrize("name", TRANSLATED)
def test_french_labels_put_a_space_before_a_colon(name: str) -> None:
    assert [code.code for code in code_list(name) if re.search(r"\S[:;]", code.labels["fr"])] == []


def test_lists_of_foreign_returns_stay_in_english() -> None:
    for name in set(list_names()) - set(TRANSLATED):
        assert all(set(code.labels.values()) == {code.labels["en"]} for code in code_list(name)), name


@pytest.mark.parametrize(("name", "system"), sorted(TARGETS))
def test_every_mapping_names_a_code_of_its_target_list(name: str, system: str) -> None:
    known = {code for target in TARGETS[name, system] for code in code_list(target).items}
    named = {target for code in code_list(name) for target in code.maps_to.get(system, ())}
    assert named
    assert named <= known


def test_every_missing_value_of_rule_r10_has_a_label() -> None:
    assert set(code_list("missing_value_codes").items) == set(Missing)


def test_two_substances_never_share_a_label() -> None:
    for name in ("substances", "icd10_f1x", "icd11_6c4_children", "icd10_comorbid", "icd11_comorbid"):
        for language in LANGUAGES:
            labels = [code.labels[language] for code in code_list(name)]
            assert len(set(labels)) == len(labels), (name, language)
