"""Lay out the bars and lines of a chart by plain arithmetic, drawn by `components/chart_*.html`."""

from collections.abc import Sequence
from dataclasses import dataclass

ROW = 44  # pixels from one bar's label to the next


@dataclass(frozen=True)
class Part:
    """One coloured piece of a bar: `x` and `width` in per cent of the track, `thread` its colour 1..5."""

    value: float
    x: float
    width: float
    thread: int


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart. `y` is the top of the row in pixels, `text` the figure as people read it."""

    label: str
    text: str
    y: int
    parts: tuple[Part, ...]


def bars(rows: Sequence[Sequence[object]], threads: Sequence[int] = (1, 2, 3, 4, 5)) -> list[Bar]:
    """Lay out rows of `(label, value)` or `(label, [values], text)`. The longest bar fills the track.

    A value is any non-negative number, one per thread at most. `text` is what is written at the end (the sum when left
    out).
    """
    values = [row[1] if isinstance(row[1], list | tuple) else [row[1]] for row in rows]
    longest = max((sum(map(float, each)) for each in values), default=0) or 1
    laid = []
    for index, (row, each) in enumerate(zip(rows, values, strict=True)):
        parts, x = [], 0.0
        for series, value in enumerate(map(float, each)):
            width = 100 * value / longest
            parts.append(Part(value, round(x, 2), round(width, 2), threads[series]))
            x += width
        text = str(row[2]) if len(row) > 2 else f"{sum(map(float, each)):,g}"
        laid.append(Bar(str(row[0]), text, index * ROW, tuple(parts)))
    return laid


def points(values: Sequence[float], *, width: float = 100, height: float = 100, apart: int = 0) -> str:
    """Return the `points` of a polyline through `values`, from zero at the bottom to the highest at the top.

    The last `apart` of them keep their room, and the line ends before them.
    """
    highest = max((float(value) for value in values), default=0) or 1
    step = width / max(len(values) - 1, 1)
    return " ".join(
        f"{index * step:.2f},{height - height * float(value) / highest:.2f}"
        for index, value in enumerate(values[: len(values) - apart])
    )
