"""The items of an outcome review, in our own words and names.

The set follows Marsden et al. 2008 (days of use, injecting, crime, work, housing and three ratings from 0 to 20 over
28 days) and the Latin-American practice of asking for cocaine base paste and sedatives by themselves; the wording of
published instruments is their owners' and is not here.
"""

WINDOW_DAYS = 28
"""Days an item looks back on: four weeks of seven days."""

HIGHEST_RATING = 20

USE_ITEMS = (
    "days_alcohol",
    "days_cannabis",
    "days_opioids",
    "days_sedatives",
    "days_cocaine",
    "days_crack",
    "days_cocaine_paste",
    "days_amphetamines",
    "days_other",
    "days_tobacco",
)
"""Days of use by group of substances: fewer is better."""

DAY_ITEMS = (*USE_ITEMS, "days_injected", "days_paid_work", "days_education")
"""Everything that is counted in days and cannot exceed the window."""

RATING_ITEMS = ("psychological_health", "physical_health", "quality_of_life")
"""0, as bad as can be, to 20, as good as can be, as the person says."""

YES_NO_ITEMS = (
    "sharing",
    "offence_theft",
    "offence_selling",
    "offence_violence",
    "offence_other",
    "housing_acute_problem",
    "housing_at_risk",
)

ITEMS = (*DAY_ITEMS, *RATING_ITEMS, *YES_NO_ITEMS)
