"""Results of a drug test: substance of the panel (code list drug_test_panel) to code list drug_test_result."""

from collections.abc import Iterable, Mapping

from registry.db.columns import Codec

NEGATIVE, POSITIVE, INVALID, NOT_TESTED = "NEGATIVE", "POSITIVE", "INVALID", "NOT_TESTED"

Results = dict[str, str]


def write_results(results: Mapping[str, str]) -> bytes:
    """`COC=NEGATIVE;OPI=POSITIVE`, ordered by substance."""
    return ";".join(f"{substance}={result}" for substance, result in sorted(results.items())).encode()


def read_results(data: bytes) -> Results:
    """The opposite of `write_results`."""
    return dict(part.split("=", 1) for part in data.decode().split(";")) if data else {}


RESULTS: Codec[Results] = Codec("drug_test_results", write_results, read_results)
"""One sealed cell for the whole panel: one row a specimen, however many substances it was tested for."""


def results_of(tested: Iterable[str], positive: Iterable[str], invalid: Iterable[str]) -> Results:
    """What was tested is negative unless it is said to be positive or invalid."""
    found = dict.fromkeys(tested, NEGATIVE)
    found.update(dict.fromkeys(positive, POSITIVE))
    found.update(dict.fromkeys(invalid, INVALID))
    return found


def with_result(results: Mapping[str, str], *wanted: str) -> tuple[str, ...]:
    """The substances that have one of these results."""
    return tuple(substance for substance, result in results.items() if result in wanted)
