"""Draw small wood carvings (木雕摆件) on their stands."""

import numpy as np

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.noise import Array, read
from demo.drawing.palette import BOXWOOD, INK, PINE, ROSEWOOD, SMOKED, WALNUT, linear, mixed, pick
from demo.drawing.paper import FORMS
from demo.drawing.sewn import flat_piece
from demo.drawing.shapes import dome, ellipse, puff, slab, smooth

Rng = np.random.Generator


GRAINS = (WALNUT, ROSEWOOD, PINE, BOXWOOD, SMOKED, linear("a5673f"))


def carving(canvas: Canvas, rng: Rng) -> None:
    """Draw a small wood carving (木雕摆件): a pierced and rounded relief in a ring or frame, on a stand."""
    wood = pick(rng, GRAINS)
    form = FORMS[int(rng.integers(4))]
    cut = form(rng, 1100)
    half = 0.60
    cx, cy = 0.0, -0.10
    win = canvas.window((-half, cy - half, half, cy + half))
    square = form is FORMS[3]
    stand(canvas, wood, 0.50)
    if not win.shape[0] or not win.shape[1]:
        return
    rim_ = (
        slab(win.x, win.y, cx, cy, half * 0.93, half * 0.93, 0.05)
        if square
        else ellipse(win.x, win.y, cx, cy, half * 0.95, half * 0.95)
    )
    back = np.asarray(mixed(wood, INK, 0.35), np.float32)[:, None, None] * timber(win.x, win.y)
    canvas.put(win, canvas.inside(rim_), back, 0.0 * rim_)
    box = [
        float(np.clip((v + half) / (2 * half) * cut.side, 0, cut.side))
        for v in (win.x[0, 0], win.y[0, 0] - cy, win.x[0, -1], win.y[-1, 0] - cy)
    ]
    mask = (
        np.asarray(cut.image.resize((win.shape[1], win.shape[0]), 3, box=(box[0], box[1], box[2], box[3])), np.float32)
        / 255
        * canvas.inside(rim_)
    )
    fine, wide = puff(mask, canvas.scale * 0.012, 0.022), puff(mask, canvas.scale * 0.04, 0.035)
    gouge = 0.0016 * read("cloud", win.x * 900, win.y * 900)
    colour = np.asarray(wood, np.float32)[:, None, None] * timber(win.x, win.y)
    canvas.put(win, mask, colour, fine + wide + gouge * mask, base=0.03, gloss=0.14)
    ring = np.abs(rim_ + 0.03) - 0.035
    canvas.put(win, canvas.inside(ring), colour, dome(ring, 0.035), base=0.06, gloss=0.2)


def timber(x: Array, y: Array) -> Array:
    """Return wood grain (about 1): long wavering streaks and pores."""
    bend = 10 * read("cloud", x * 60 + 0 * y, y * 60 + 0 * x)
    streak = read("fibre", y * 110 + 0 * x, x * 330 + bend + 0 * y)
    ringed = np.sin(x * 46 + 0.4 * bend + 0 * y)
    return np.asarray(1 + 0.09 * streak + 0.06 * ringed, np.float32)


def stand(canvas: Canvas, wood: Colour, y: float) -> None:
    """Draw a low carved stand."""
    dark = mixed(wood, INK, 0.45)
    for half, top, low in ((0.30, y - 0.09, y + 0.03), (0.38, y + 0.03, y + 0.09)):
        win = canvas.window((-half - 0.02, top - 0.01, half + 0.02, low + 0.01))
        d = slab(win.x, win.y, 0, (top + low) / 2, half, (low - top) / 2, 0.02)
        canvas.put(
            win,
            canvas.inside(d),
            np.asarray(dark, np.float32)[:, None, None] * timber(win.y, win.x),
            dome(d, 0.03),
            gloss=0.2,
        )
    for side in (-1, 1):
        foot = smooth(
            [(side * 0.36, y + 0.08), (side * 0.40, y + 0.16), (side * 0.30, y + 0.16), (side * 0.24, y + 0.08)], 8
        )
        flat_piece(canvas, foot, dark, 0.0, 0.03, 0.2)
