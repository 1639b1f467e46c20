"""One measured figure: what was promised, what was found, and beside what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A median, or a ratio of two medians of the same run. `at_least` turns the limit round.

    Without `limit` the figure is shown for information and can neither pass nor fall short.
    """

    name: str
    what: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    beside: str = ""
    """What it was compared with, with its own measurement."""
    ratio: float | None = None
    note: str = ""

    @property
    def passed(self) -> bool | None:
        """Whether the promise is kept; None where nothing is promised."""
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def reach(self) -> str:
        """The promise in words."""
        if self.limit is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {written(self.limit)} {self.unit}".strip()

    @property
    def measured(self) -> str:
        """The finding in words."""
        return f"{written(self.value)} {self.unit}".strip()

    def as_json(self) -> dict[str, object]:
        """For a program to read."""
        return {
            "name": self.name,
            "what": self.what,
            "value": round(self.value, 4),
            "unit": self.unit,
            "reach": self.limit,
            "at_least": self.at_least,
            "beside": self.beside,
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "passed": self.passed,
            "note": self.note,
        }


def written(value: float) -> str:
    """Three telling digits, thousands set apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 and value != int(value) else f"{value:.3g}"
