"""Every figure by name, in the order in which they are taken and shown."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from casework.app.bench import case_file, demo, field, importing, log, reading, registration, search
from casework.app.bench.figure import Figure
from casework.app.bench.scale import Scale

Measure = Callable[[Scale], Iterator[Figure]]

MEASURES: Mapping[str, Measure] = {
    "field": field.measure,
    "registration": registration.measure,
    "import": importing.measure,
    "search": search.measure,
    "case-file": case_file.measure,
    "log": log.measure,
    "demo": demo.measure,
    "reading": reading.measure,
}


def taken(names: Sequence[str], scale: Scale, tell: Callable[[str], None]) -> Iterator[Figure]:
    """The figures of these names, or all; `tell` hears of each before it is begun."""
    for name in names or MEASURES:
        tell(name)
        yield from MEASURES[name](scale)
