"""Draw white straw plait (白草辫), wound in discs and hanks."""

import numpy as np

from demo.drawing.canvas import Canvas
from demo.drawing.palette import BARK, CINNABAR, INDIGO, WHEAT, WHITE_STRAW, mixed, pick, varied
from demo.drawing.shapes import Points, arc, placed
from demo.drawing.strands import lay

Rng = np.random.Generator


def braid(path: Points, width: float, strands: int, turn: float, lift: float = 0.0) -> list[Points]:
    """Return the strands of a flat braid along a path: each swings from side to side, over one and under the next."""
    p = np.asarray(path, float)[:, :2]
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(p, axis=0).T))])
    at = np.arange(0, along[-1], turn / 14)
    x, y = np.interp(at, along, p[:, 0]), np.interp(at, along, p[:, 1])
    tx, ty = np.gradient(x), np.gradient(y)
    norm = np.hypot(tx, ty) + 1e-9
    made = []
    for k in range(strands):
        phase = 2 * np.pi * (at / turn + k / strands)
        side = width * np.sin(phase) * (1 - 0.12 * np.sin(phase) ** 2)
        z = lift + 0.35 * width * np.sin(2 * phase + 0.6) * (1 if strands == 3 else 0.6)
        made.append(np.column_stack([x - ty / norm * side, y + tx / norm * side, z]))
    return made


def plait(canvas: Canvas, rng: Rng) -> None:
    """Draw white straw plait (白草辫) as it is sold: wound flat in a disc, or in a tied hank."""
    straw = pick(rng, (WHITE_STRAW, WHITE_STRAW, mixed(WHITE_STRAW, WHEAT, 0.5), WHEAT))
    dye = pick(rng, (straw, straw, CINNABAR, INDIGO, BARK))
    strands = int(rng.choice([3, 5, 5]))
    if rng.random() < 0.5:
        turns, gap = rng.uniform(5.5, 8.0), 0.085
        a = np.linspace(0.8, turns * 2 * np.pi, int(90 * turns))
        r = gap * a / (2 * np.pi) * (1 + 0.006 * np.sin(a * 1.7))
        tail = np.column_stack([np.linspace(0, 0.22, 12), 0.10 + np.linspace(0, 0.5, 12) ** 1.5])
        spiral = np.column_stack([r * np.cos(a), r * np.sin(a)])
        paths = braid(np.vstack([spiral, spiral[-1] + (tail - tail[0]) * [1, 1]]), gap * 0.36, strands, 0.15)
    else:
        paths = []
        for k in range(int(rng.integers(9, 13))):
            rx, ry = 0.50 + 0.09 * rng.standard_normal() * 0.5, 0.36 + 0.07 * rng.standard_normal() * 0.5
            ring = arc(rng.normal(0, 0.025), rng.normal(0, 0.03), rx, ry, 0, 2 * np.pi + 0.1, 120)
            ring[:, 1] += 0.02 * np.sin(ring[:, 0] * 5 + k)
            paths += braid(ring, 0.030, strands, 0.14, lift=k * 0.03)
    tints = varied(rng, straw, len(paths), 0.05)
    if dye != straw:
        tints[::strands] = varied(rng, dye, len(tints[::strands]), 0.05)
    lay(canvas, paths, 0.0145, tints, flat=0.75, fibre=0.10, gloss=0.10)
    if len(paths) > strands:
        for x, angle in ((0.0, 1.35), (0.02, 1.6)):
            for y in (-0.36, 0.36):
                tie = [
                    placed(np.column_stack([np.linspace(-0.13, 0.13, 20), np.full(20, 0.012 * k)]), x, y, 1, angle)
                    for k in range(7)
                ]
                lay(canvas, tie, 0.009, CINNABAR if x == 0 else straw, base=0.36, twist=0.3)
