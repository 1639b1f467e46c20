"""A code list: the choices of one field, its labels, and the search a clinician types into."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType

from registry.codes.code import Code, Status, read_code
from registry.codes.manifest import manifest, read_data


class UnknownCodeList(LookupError):
    """No list of this name is shipped: a mistake in the program, never in what a person typed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No code list is called {name!r}")


class UnknownCode(LookupError):
    """The list holds no such code; the message names both, so that an import can report the row."""

    def __init__(self, list_name: str, code: str) -> None:
        super().__init__(f"Code list {list_name!r} holds no code {code!r}")
        self.list_name = list_name
        self.code = code


@dataclass(frozen=True)
class CodeList:
    """`items` maps each code to its row, in the order a picker shows them.

    `export_only` lists belong to a foreign return: they are loaded for exports and imports, keep English
    labels in every language, and are never offered in a form.
    """

    name: str
    version: str
    items: Mapping[str, Code]
    export_only: bool = False

    def __iter__(self) -> Iterator[Code]:
        return iter(self.items.values())

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, code: object) -> bool:
        return code in self.items

    def get(self, code: str) -> Code:
        try:
            return self.items[code]
        except KeyError:
            raise UnknownCode(self.name, code) from None

    def label(self, code: str, language: str) -> str:
        return self.get(code).label(language)

    def is_valid(self, code: str, on: date) -> bool:
        """True when the list holds the code and it may be used on that day."""
        return code in self.items and self.items[code].is_valid(on)

    def choices(self, language: str, on: date, include_missing: bool = False) -> list[tuple[str, str]]:
        """Code and label of every row usable on that day; rows that mean "missing" only when asked for."""
        return [
            (item.code, item.label(language))
            for item in self
            if item.is_valid(on) and (include_missing or item.missing is None)
        ]

    @cached_property
    def unverified(self) -> frozenset[str]:
        """Codes that nobody has yet compared with their source: screens and exports must say so."""
        return frozenset(item.code for item in self if item.status is Status.UNVERIFIED)

    def search(self, text: str, language: str, limit: int = 20) -> list[Code]:
        """Codes whose code or label words begin with every word typed; accents and case do not matter.

        A match on the code comes first, then labels that begin with the text, then list order.
        """
        wanted = _plain(text)
        if not wanted:
            return []
        ranked = [
            (rank, item.sort, item)
            for item in self
            if item.missing is None and (rank := _rank(wanted, item, language)) is not None
        ]
        ranked.sort(key=lambda entry: entry[:2])
        return [item for _rank_value, _sort, item in ranked[:limit]]


@cache
def code_list(name: str) -> CodeList:
    """The list of that name, read once per process. Raises UnknownCodeList."""
    entry = manifest().lists.get(name)
    if entry is None:
        raise UnknownCodeList(name)
    codes = sorted(map(read_code, csv.DictReader(io.StringIO(read_data(f"{name}.csv")))), key=lambda c: c.sort)
    items = MappingProxyType({code.code: code for code in codes})
    return CodeList(name=name, version=manifest().version, items=items, export_only=entry.export_only)


def list_names() -> tuple[str, ...]:
    """Every list shipped, in alphabetical order."""
    return tuple(sorted(manifest().lists))


def _plain(text: str) -> str:
    """Lower case without accents or punctuation (points stay, they are part of codes)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = (c if c.isalnum() or c == "." else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def _rank(wanted: str, item: Code, language: str) -> int | None:
    code, label = _plain(item.code), _plain(item.label(language))
    if code == wanted:
        return 0
    if code.startswith(wanted) or code.replace(".", "").startswith(wanted):
        return 1
    if label.startswith(wanted):
        return 2
    words = [*label.split(), code]
    return 3 if all(any(word.startswith(part) for word in words) for part in wanted.split()) else None
