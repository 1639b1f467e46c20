"""How much is measured: the whole of what is promised, or little, to see that the benchmark runs."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes of a run. `data` is the folder of the full ctn0094 data set; without it the sample is imported."""

    rounds: int = 400
    rounds_on_disk: int = 200
    patients: int = 200_000
    searches: int = 300
    facts: int = 1000
    pages: int = 60
    events: int = 200_000
    data: Path | None = None


QUICK = Scale(rounds=40, rounds_on_disk=20, patients=4_000, searches=40, facts=200, pages=10, events=10_000)
