"""One code of a list: its labels, where it was read, when it may be used and what it maps to elsewhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from registry.answers import Missing

LANGUAGES = ("en", "es", "fr", "pt")


class Status(StrEnum):
    """How far a row can be trusted; anything but V and V-impl must be shown as such in an export."""

    READ = "V"
    READ_IN_IMPLEMENTATION = "V-impl"
    UNVERIFIED = "U"
    PROPOSAL = "P"


@dataclass(frozen=True, slots=True)
class Code:
    """`maps_to` gives, per other system, its codes for this one, the usual one first.

    Keys name the system and, where it has several, the variable: `TDI`, `TEDS.SUB`, `NDTMS.DRUG`, `ICD11`.
    `missing` is set on rows that stand for an absent value (99 in the Treatment Demand Indicator, -9 in TEDS
    fold all reasons into one code); pickers hide them, because a form asks for the reason itself.
    """

    code: str
    labels: Mapping[str, str]
    status: Status
    source: str
    missing: Missing | None
    maps_to: Mapping[str, tuple[str, ...]]
    valid_from: date | None
    valid_to: date | None
    parent: str | None
    sort: int

    def label(self, language: str) -> str:
        """The label in `language` (`pt-BR` reads as `pt`), in English where we have no such language."""
        return self.labels.get(language[:2].lower(), self.labels["en"])

    def is_valid(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


def read_code(row: Mapping[str, str]) -> Code:
    """Build a code from a row of a list file; an unknown status or missing value is a ValueError."""
    return Code(
        code=row["code"],
        labels=MappingProxyType({language: row[f"label_{language}"] for language in LANGUAGES}),
        status=Status(row["status"]),
        source=row["source"],
        missing=Missing(row["missing"]) if row["missing"] else None,
        maps_to=MappingProxyType(read_mappings(row["maps_to"])),
        valid_from=_read_date(row["valid_from"]),
        valid_to=_read_date(row["valid_to"]),
        parent=row["parent"] or None,
        sort=int(row["sort"]),
    )


def read_mappings(text: str) -> dict[str, tuple[str, ...]]:
    """Read `TDI=2.2;TEDS.SUB=3(if smoked);NDTMS.DRUG=14/16` into codes per system.

    Text in brackets is a note for the reader of the file and is left out; a slash parts the alternatives,
    the usual one first.
    """
    mappings: dict[str, tuple[str, ...]] = {}
    for part in re.sub(r"\([^)]*\)", "", text).split(";"):
        system, equals, codes = part.partition("=")
        if equals:
            mappings[system.strip()] = tuple(code.strip() for code in codes.split("/"))
    return mappings


def _read_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
