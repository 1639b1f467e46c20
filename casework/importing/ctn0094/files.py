"""The files of the data set and the columns that are taken from each.

Time is a whole day relative to consent. detox.csv and qol.csv are empty in the published data; sex.csv (sexual
behaviour), screening_date.csv and first_survey.csv have no place in the record and are not read.
"""

ONE_A_PERSON = {"everybody": ("project",), "site_masked": ("site_masked",)}
"""Read first and whole: who takes part in which trial, and where."""

LINES = {
    "demographics": ("age", "race", "job", "is_living_stable", "education", "marital", "is_male"),
    "randomization": ("treatment", "which", "when"),
    "treatment": ("amount", "when"),
    "visit": (
        "visit",
        "what",
        "is_no_note",
        "is_dead",
        "is_no_show",
        "is_no_funding",
        "is_left_study",
        "is_in_jail",
        "is_forgot",
        "is_in_hospital",
        "is_illness",
        "is_moved",
        "is_missing_14_consecutive",
        "is_window",
        "is_unable",
        "is_on_vacation",
        "is_other",
        "when",
    ),
    "uds": ("what", "when"),
    "uds_temp": ("was_temp_ok", "when"),
    "tlfb": ("what", "when"),
    "withdrawal": ("withdrawal", "when"),
    "withdrawal_pre_post": ("what", "withdrawal", "when"),
    "pain": ("pain", "when"),
    "fagerstrom": ("is_smoker", "ftnd", "per_day"),
    "asi": ("used_iv",),
    "rbs": ("what", "did_use", "days"),
    "rbs_iv": ("days", "shared"),
    "psychiatric": (
        "has_schizophrenia",
        "has_major_dep",
        "has_bipolar",
        "has_anx_pan",
        "has_brain_damage",
        "has_epilepsy",
        "depression",
        "anxiety",
        "schizophrenia",
        "has_opiates_dx",
        "has_alcol_dx",
        "has_amphetamines_dx",
        "has_cannabis_dx",
        "has_cocaine_dx",
        "has_sedatives_dx",
    ),
}
"""Read side by side, one person at a time."""

STUDY_LENGTHS = ("project", "treatment", "phase", "weeks")
PANEL_COLUMN = "CTN-00{project}"
NOT_TESTED_FOR = "NO"

UNUSED = ("sex.csv", "screening_date.csv", "first_survey.csv", "detox.csv", "qol.csv")
