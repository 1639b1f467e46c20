"""Codes of older discharge files whose meaning moved to another code later: the crosswalk knows the later ones."""

from collections.abc import Mapping

LAST_OLD_YEAR = 2014
_OLD: Mapping[str, Mapping[str, str]] = {
    "SUB": {"20": "19"},
    "ROUTE": {"20": "5"},
    "DETNLF": {"5": "4", "6": "5"},
}


def today_code(dataset: str, variable: str, code: str, year: int) -> str:
    """The code of the later code books for what `code` of `variable` (its plain name) meant in that year."""
    if dataset != "D" or year > LAST_OLD_YEAR:
        return code
    return _OLD.get(variable, {}).get(code, code)
