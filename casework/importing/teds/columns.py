"""The columns of the two files: which must be there, which are taken, and which of them say "none" by a blank."""

COMMON = (
    "CASEID",
    "EDUC",
    "MARSTAT",
    "SERVICES",
    "PSOURCE",
    "NOPRIOR",
    "ARRESTS",
    "EMPLOY",
    "PREG",
    "LIVARAG",
    "DAYWAIT",
    "DSMCRIT",
    "AGE",
    "RACE",
    "SUB1",
    "SUB2",
    "SUB3",
    "ROUTE1",
    "FREQ1",
    "FRSTUSE1",
    "PRIMINC",
    "HLTHINS",
    "IDU",
)
DISCHARGE = ("LOS", "REASON", "SERVICES_D")
OPTIONAL = (
    "SEX",
    "GENDER",
    "DETCRIM",
    "DETNLF",
    "METHUSE",
    "PSYPROB",
    *(f"{name}{place}" for name in ("ROUTE", "FREQ", "FRSTUSE") for place in "23"),
    "LIVARAG_D",
    "ARRESTS_D",
    *(f"{name}{place}_D" for name in ("SUB", "FREQ") for place in "123"),
)
"""Columns of some years: most of those at discharge came in 2015. The sex is GENDER up to 2022 and SEX from 2023."""

BLANK_IS_AMBIGUOUS = frozenset(
    {"SUB1", "SUB2", "SUB3", "SUB1_D", "SUB2_D", "SUB3_D", "ARRESTS", "ARRESTS_D", "HLTHINS", "PRIMINC"}
)
"""In files that lost a code, a blank stands for "none" as well as for "unknown" here: it is read as neither."""

YEAR = {"A": "ADMYR", "D": "DISYR"}
