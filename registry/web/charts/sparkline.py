"""A shape the size of a word: where a number has been, without its scale."""

from collections.abc import Sequence

from markupsafe import Markup

from registry.web.charts.drawing import column, image, join_path, number, tag

HEIGHT = 24.0
STEP = 10.0


def sparkline(
    values: Sequence[float | None],
    *,
    title: str,
    low: float = 0,
    high: float | None = None,
    line: bool = False,
) -> Markup:
    """Bars (or a line) for `values` in order; None is a gap, marked by a dot, never taken for nought.

    `low` and `high` fix the scale, so that two people's shapes compare; without `high` it is the largest.
    """
    known = [value for value in values if value is not None]
    top = high if high is not None else max([*known, low + 1])
    heights = [None if value is None else _height(value, low, top) for value in values]
    path = _line(heights) if line else _bars(heights)
    missing = [index for index, height in enumerate(heights) if height is None]
    gaps = join_path([f"M{number(index * STEP + 4)} {number(HEIGHT - 2)}h.1" for index in missing])
    return image(
        tag("path", d=path, class_="spark-line" if line else "spark-bars") if path else "",
        tag("path", d=gaps, class_="spark-gap") if gaps else "",
        title=title,
        description="",
        class_="spark",
        preserveAspectRatio="none",
        viewBox=f"0 0 {number(max(len(values), 1) * STEP)} {number(HEIGHT)}",
    )


def _height(value: float, low: float, top: float) -> float:
    """Units above the base; nought keeps a visible stub, so that it differs from a gap."""
    share = (min(max(value, low), top) - low) / ((top - low) or 1)
    return 1.5 + share * (HEIGHT - 3.5)


def _bars(heights: Sequence[float | None]) -> str:
    drawn = [(index * STEP, height) for index, height in enumerate(heights) if height is not None]
    return join_path([column(left, left + 8, HEIGHT, height) for left, height in drawn])


def _line(heights: Sequence[float | None]) -> str:
    parts, joined = [], False
    for index, height in enumerate(heights):
        if height is not None:
            parts.append(f"{'L' if joined else 'M'}{number(index * STEP + 4)} {number(HEIGHT - height)}")
            if not joined:
                parts.append("h.1")
        joined = height is not None
    return join_path(parts)
