"""Draw sewn and laid-on pieces of figures: ovals, cords, eyes, stitches, stuffed bodies."""

from collections.abc import Callable, Sequence

import numpy as np

from demo.drawing.canvas import Box, Canvas, Colour
from demo.drawing.noise import Array, Grid, read, stretched
from demo.drawing.palette import CINNABAR, CREAM, GOLD, INDIGO, INK, PAPER, ROSE, ROUGE, TEAL, linear
from demo.drawing.shapes import Points, dome, ellipse, puff, smooth
from demo.drawing.silk import brocade, tiled
from demo.drawing.strands import lay

Spot = tuple[float, float]
Rng = np.random.Generator


def patch(
    canvas: Canvas,
    x: float,
    y: float,
    rx: float,
    ry: float,
    colour: Colour,
    base: float,
    *,
    angle: float = 0.0,
    thick: float = 0.02,
    gloss: float = 0.0,
    felt: float = 0.04,
) -> None:
    """Draw an oval piece laid on: felt, clay or dough."""
    reach = max(rx, ry) * 1.1 + 0.01
    win = canvas.window((x - reach, y - reach, x + reach, y + reach))
    if 0 in win.shape:
        return
    d = ellipse(win.x, win.y, x, y, rx, ry, angle)
    tone = 1 + felt * read("grain", win.x * 900, win.y * 900) + felt * 0.6 * read("paper", win.x * 500, win.y * 500)
    canvas.put(
        win,
        canvas.inside(d),
        np.asarray(colour, np.float32)[:, None, None] * tone,
        dome(d, min(rx, ry), thick),
        base=base,
        gloss=gloss,
    )


def stroke(
    canvas: Canvas,
    points: Sequence[Spot],
    radius: float,
    colour: Colour,
    base: float,
    *,
    flat: float = 0.5,
    taper: float = 0.5,
    gloss: float = 0.0,
) -> None:
    """Draw a sewn cord or painted stroke along a curve."""
    lay(
        canvas,
        [smooth(points, 10, closed=False)],
        radius,
        colour,
        base=base,
        flat=flat,
        taper=taper,
        gloss=gloss,
        fibre=0.05,
    )


def king(canvas: Canvas, x: float, y: float, size: float, colour: Colour, base: float) -> None:
    """Draw the character 王 on a tiger's forehead."""
    for dy, half in ((-0.5, 0.46), (0.0, 0.36), (0.5, 0.52)):
        stroke(
            canvas,
            [(x - half * size, y + dy * size), (x, y + dy * size * 0.94 - 0.004), (x + half * size, y + dy * size)],
            size * 0.11,
            colour,
            base,
            taper=0.2,
        )
    stroke(canvas, [(x, y - 0.5 * size), (x, y + 0.5 * size)], size * 0.10, colour, base, taper=0.1)


def eye(canvas: Canvas, x: float, y: float, r: float, ring: Colour, base: float) -> None:
    """Draw a round staring eye: white felt, a bright ring, a black button."""
    patch(canvas, x, y, r, r, PAPER, base)
    patch(canvas, x, y, r * 0.78, r * 0.78, ring, base + 0.012)
    patch(canvas, x, y + r * 0.05, r * 0.52, r * 0.52, INK, base + 0.025, thick=r * 0.4, gloss=0.9)


def stitches(canvas: Canvas, outline: Points, colour: Colour, base: float, length: float = 0.018) -> None:
    """Draw running stitches along an outline."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(outline, axis=0).T))])
    starts = np.arange(0, along[-1] - length, length * 1.8)
    at = [
        np.column_stack([np.interp(s + np.array([0, length / 2, length]), along, outline[:, k]) for k in (0, 1)])
        for s in starts
    ]
    lay(canvas, at, 0.005, colour, base=base, gloss=0.1)


def flat_piece(canvas: Canvas, outline: Points, colour: Colour, base: float, thick: float, gloss: float = 0.0) -> None:
    """Draw a cut piece of felt or a painted shape of any outline."""
    low, high = outline.min(axis=0) - 0.01, outline.max(axis=0) + 0.01
    win = canvas.window((low[0], low[1], high[0], high[1]))
    if 0 in win.shape:
        return
    mask = canvas.polygon(win, outline)
    tone = 1 + 0.04 * read("grain", win.x * 900, win.y * 900)
    canvas.put(
        win,
        mask,
        np.asarray(colour, np.float32)[:, None, None] * tone,
        puff(mask, max(1.0, thick * canvas.scale), thick),
        base=base,
        gloss=gloss,
    )


def stuffed(
    canvas: Canvas,
    rng: Rng,
    box: Box,
    form: Callable[[Grid, Grid], Array],
    cloth: Colour,
    print_: Colour | None,
    radius: float,
    base: float,
) -> None:
    """Draw a stuffed body in its box by its distance: cotton, plain or printed, dimpled with filling."""
    offset = int(rng.integers(300))
    tile = brocade(rng) if print_ is not None else None
    win = canvas.window(box)
    if 0 in win.shape:
        return
    d = form(win.x, win.y)
    weave = 0.03 * np.cos(win.x * 520) * np.cos(win.y * 520) + 0.03 * stretched("paper", win.x, win.y, 420, offset)
    colour = np.asarray(cloth, np.float32)[:, None, None] * (1 + weave)
    if print_ is not None and tile is not None:
        figure = tiled(tile, (win.x + 3) / 0.21, (win.y + 3) / 0.21) * 0.8
        colour = colour + (np.asarray(print_, np.float32)[:, None, None] - colour) * figure
    lumps = 0.007 * stretched("cloud", win.x, win.y, 90, offset)
    mask = canvas.inside(d)
    canvas.put(win, mask, colour, dome(d, radius) * 0.9 + lumps * mask, base=base)


CLOTHS = (
    (GOLD, INK),
    (linear("e0a52c"), CINNABAR),
    (CINNABAR, GOLD),
    (ROUGE, CREAM),
    (INDIGO, CREAM),
    (linear("e9b93c"), INDIGO),
    (ROSE, CREAM),
    (TEAL, GOLD),
    (CREAM, CINNABAR),
)
