"""SVG elements as Markup, and the chart that carries its own table.

Only presentation attributes and classes are written: the content security policy refuses style attributes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape


@dataclass(frozen=True)
class Chart:
    """A drawing, and the same facts in words.

    `columns` (dicts with `text` and `numeric`) and `rows` (tuples of cells) are what the table macro takes.
    `legend` pairs a style class with the name it stands for.
    """

    svg: Markup
    title: str
    columns: tuple[dict[str, object], ...]
    rows: tuple[tuple[str, ...], ...]
    legend: tuple[tuple[str, str], ...] = ()

    def __html__(self) -> Markup:
        return self.svg


def number(value: float) -> str:
    """A coordinate with at most one decimal: a tenth of a unit is less than a pixel."""
    return f"{value:.1f}".removesuffix(".0")


def percent(fraction: float) -> str:
    """A place along the width; 0 is the left edge, 1 the right."""
    return f"{number(fraction * 100)}%"


def _written(value: object) -> object:
    return number(value) if isinstance(value, float) else value


def tag(name: str, *children: str, **attributes: object) -> Markup:
    """An escaped element; `class_` becomes class, an underscore a hyphen, and None is left out."""
    written = [
        f' {key.rstrip("_").replace("_", "-")}="{escape(_written(value))}"'
        for key, value in attributes.items()
        if value is not None
    ]
    inner = Markup("").join(escape(child) for child in children)
    if not children:
        return Markup(f"<{name}{''.join(written)}/>")  # noqa: S704  (every part is escaped above)
    return Markup(f"<{name}{''.join(written)}>{inner}</{name}>")  # noqa: S704


def group(*children: str, **attributes: object) -> Markup:
    """A group, or nothing at all when it would be empty."""
    filled = [child for child in children if child]
    return tag("g", *filled, **attributes) if filled else Markup("")


def image(*children: str, title: str, description: str, class_: str, **attributes: object) -> Markup:
    """The outermost element: an image whose name is `title`."""
    described = (tag("title", title), tag("desc", description)) if description else (tag("title", title),)
    filled = [child for child in children if child]
    return tag("svg", *described, *filled, class_=f"chart {class_}", role="img", **attributes)


def stretched(path: str, *, width: float, height: float, y: float, class_: str) -> Markup:
    """A path drawn in its own units and stretched to the full width; strokes keep their thickness by CSS."""
    if not path:
        return Markup("")
    return tag(
        "svg",
        tag("path", d=path, class_=class_),
        viewBox=f"0 0 {number(width)} {number(height)}",
        preserveAspectRatio="none",
        y=float(y),
        width="100%",
        height=float(height),
    )


def table_columns(*columns: tuple[str, bool]) -> tuple[dict[str, object], ...]:
    """(text, numeric) pairs as the table macro takes them."""
    return tuple({"text": text, "numeric": numeric} for text, numeric in columns)


def column(left: float, right: float, base: float, height: float) -> str:
    """An upright block standing on `base`, as path commands in whole units."""
    return f"M{left:.0f} {base:.0f}V{base - height:.0f}H{right:.0f}V{base:.0f}z"


def join_path(parts: Sequence[str]) -> str:
    """Path commands in one attribute."""
    return "".join(parts)
