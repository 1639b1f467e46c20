"""The crosswalk: codes of other systems read into ours, and the other way round.

Going out, each of our codes names its counterparts (`maps_to`), because our lists are the finer ones (rule
R11). Coming in, one foreign code may stand for several of ours; `inbound.csv` says which one an import
takes and how good the match is, so that an import can report what it had to assume.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from registry.codes.lists import UnknownCode, code_list
from registry.codes.manifest import read_data

MISSING_TEDS = frozenset({"", "-9"})
MISSING_TDI = frozenset({"", "99"})
# TEDS 2023 renamed the variable; its two values kept their meaning.
RENAMED_TEDS = {"SEX": "GENDER"}
NUMBERED_TEDS = ("SUB", "ROUTE", "FREQ")


class Match(StrEnum):
    """EXACT: the same thing. BROADER: theirs covers several of ours. ASSUMED: read from the context."""

    EXACT = "EXACT"
    BROADER = "BROADER"
    ASSUMED = "ASSUMED"


@dataclass(frozen=True, slots=True)
class Inbound:
    """One foreign code and the code of ours that an import writes for it.

    `given` is empty, or another variable and its value (`ROUTE=2`) that makes this line the better reading.
    """

    system: str
    variable: str
    code: str
    given: str
    list: str
    target: str
    match: Match
    note: str


@dataclass(frozen=True, slots=True)
class Concept:
    """One line of the crosswalk table: a field of ours beside the same field of three standards."""

    concept: str
    our_list_or_type: str
    tdi_item: str
    tdi_code_list: str
    teds_variable: str
    teds_rule: str
    ndtms_field: str
    ndtms_rule: str
    loss_or_note: str
    status: str


def from_teds(
    variable: str, code: str, *, given: Mapping[str, str] | None = None, list_name: str | None = None
) -> str | None:
    """Our code for a TEDS one, or None where TEDS says nothing (-9 or blank).

    `variable` may be numbered or a discharge copy (`SUB2`, `EMPLOY_D`). `given` holds other values of the
    row, by the variable's plain name (`{"ROUTE": "2"}`): smoked cocaine reads as crack. Raises UnknownCode.
    """
    name = teds_variable(variable)
    return None if code in MISSING_TEDS else inbound("TEDS", name, code, given, list_name).target


def from_tdi(variable: str, code: str) -> str | None:
    """Our code for one of the Treatment Demand Indicator, or None for 99 (not known). Raises UnknownCode.

    Variables: DRUG, ROUTE, REFERRAL, LABOUR, EDUCATION, SEX. The other TDI lists are used as they are.
    """
    return None if code in MISSING_TDI else inbound("TDI", variable, code).target


def inbound(
    system: str,
    variable: str,
    code: str,
    given: Mapping[str, str] | None = None,
    list_name: str | None = None,
) -> Inbound:
    """The line of the crosswalk for a foreign code, with its quality and note. Raises UnknownCode."""
    lines = [
        line
        for line in _inbound_lines().get((system, variable, code), ())
        if list_name is None or line.list == list_name
    ]
    known = {f"{name}={value}" for name, value in (given or {}).items()}
    for line in sorted(lines, key=lambda line: not line.given):
        if not line.given or line.given in known:
            return line
    raise UnknownCode(f"{system} {variable}", code)


def exported(list_name: str, code: str, system: str) -> str | None:
    """The usual code of `system` (`TDI`, `TEDS.SUB`, ...) for ours; None where it has none."""
    return code_list(list_name).get(code).maps_to.get(system, (None,))[0]


def teds_variable(variable: str) -> str:
    """The plain name of a TEDS variable: `SUB2_D` and `SUB1` are both `SUB`, `SEX` is `GENDER`."""
    name = variable.removesuffix("_D")
    plain = name.rstrip("123")
    return plain if plain in NUMBERED_TEDS else RENAMED_TEDS.get(name, name)


def teds_meaning(dataset: str, variable: str, code: str, year: int) -> str | None:
    """What a code meant in that year's file of `dataset` ("A" admissions, "D" discharges), in English.

    Meanings change: in discharges AGE 10 is 45-49 up to 2014 and 50-54 from 2015. A year after the last one
    published reads as the last; None means that the year's code book had no such code.
    """
    meanings = _teds_meanings(dataset.upper())
    name = RENAMED_TEDS.get(variable, variable)
    columns = meanings.get((name, code))
    if columns is None:
        return None
    starts = sorted(columns)
    for start, following in pairwise([*starts, 9999]):
        if start <= year < following:
            return columns[start] or None
    return None


@cache
def concepts() -> tuple[Concept, ...]:
    """Every field of the record beside its counterparts, for the data dictionary and the documentation."""
    return tuple(Concept(**row) for row in csv.DictReader(io.StringIO(read_data("crosswalk.csv"))))


@cache
def _inbound_lines() -> dict[tuple[str, str, str], list[Inbound]]:
    lines: dict[tuple[str, str, str], list[Inbound]] = {}
    for row in csv.DictReader(io.StringIO(read_data("inbound.csv"))):
        match = Match(row.pop("match"))
        line = Inbound(match=match, **row)
        lines.setdefault((line.system, line.variable, line.code), []).append(line)
    return lines


@cache
def _teds_meanings(dataset: str) -> dict[tuple[str, str], dict[int, str]]:
    """Per variable and code, the meaning by first year of each column (`2006-2014` begins in 2006)."""
    rows = csv.DictReader(io.StringIO(read_data(f"teds_{dataset.lower()}_codes_by_year.csv")))
    meanings = {}
    for row in rows:
        key = row.pop("variable"), row.pop("code")
        meanings[key] = {int(years[:4]): text for years, text in row.items()}
    return meanings
