"""Draw silk: the brocaded qipao (手工旗袍) on its hanger."""

import numpy as np
from PIL import Image

from demo.drawing.canvas import Canvas, Colour, Window
from demo.drawing.noise import Array, Grid, read, stretched
from demo.drawing.palette import (
    CINNABAR,
    CREAM,
    GOLD,
    INDIGO,
    INK,
    JADE,
    MINT,
    MOSS,
    NAVY,
    PEACH,
    PLUM,
    ROSE,
    ROUGE,
    SKY,
    TEAL,
    WALNUT,
    WHEAT,
    linear,
    mixed,
    pick,
)
from demo.drawing.paper import KEEP, Sheet, flower, petal
from demo.drawing.shapes import Points, arc, mirrored, placed, puff, smooth
from demo.drawing.strands import lay
from demo.drawing.tones import Pair, of

Rng = np.random.Generator


def brocade(rng: Rng, side: int = 256) -> Array:
    """Return a seamless tile (0..1) of a woven silk figure: flowers, clouds, coins or medallions."""
    kind = rng.choice(["flowers", "medallions", "clouds", "coins"])
    tile = np.zeros((side, side), np.float32)
    for x, y, size in ((0.25, 0.25, 1.0), (0.75, 0.75, 0.9)):
        s = Sheet(side, 1)
        if kind == "flowers":
            flower(s, 0, 0, 0.62 * size, 6)
            for a in (0.6, 2.2, 4.0):
                s.shape(placed(placed(petal(0.3, 0.07), 0, -0.34), 0, 0, 1, a), KEEP, alone=True)
        elif kind == "medallions":
            for r, tone in ((0.46, 255), (0.42, 0), (0.38, 255), (0.2, 0)):
                s.disc(r * size, tone)
            flower(s, 0, 0, 0.36, 8)
        elif kind == "clouds":
            for dx, dy, r in ((-0.2, 0, 0.15), (0, -0.12, 0.2), (0.2, 0, 0.15), (0.38, 0.1, 0.08), (-0.38, 0.1, 0.08)):
                for rr, tone in ((r, 255), (r * 0.62, 0), (r * 0.34, 255)):
                    s.shape(placed(arc(0, 0, rr, rr, 0, 6.3, 24), dx, dy), tone, alone=True)
        else:
            for r, tone in ((0.4, 255), (0.33, 0)):
                s.disc(r * size, tone)
            s.shape(np.array([(-0.15, -0.15), (0.15, -0.15), (0.15, 0.15), (-0.15, 0.15)]), 255, alone=True)
        tile += np.roll(np.asarray(s.image, np.float32) / 255, (int((y - 0.5) * side), int((x - 0.5) * side)), (0, 1))
    small = Image.fromarray(np.clip(tile, 0, 1)).resize((side, side))
    return np.asarray(small, np.float32)


def tiled(tile: Array, u: Grid, v: Grid) -> Array:
    """Return the tile read at (u, v), one tile per unit."""
    side = tile.shape[0]
    return np.asarray(tile[(v * side).astype(np.int32) & (side - 1), (u * side).astype(np.int32) & (side - 1)])


SILKS = (
    (CINNABAR, GOLD),
    (ROUGE, GOLD),
    (INDIGO, SKY),
    (NAVY, GOLD),
    (TEAL, MINT),
    (JADE, CREAM),
    (CREAM, ROSE),
    (PLUM, ROSE),
    (INK, GOLD),
    (linear("e7b9b4"), ROUGE),
    (linear("b7c9d6"), INDIGO),
    (MOSS, WHEAT),
    (linear("8e1f2f"), PEACH),
    (linear("d8c08a"), ROUGE),
)


def qipao_outline(rng: Rng) -> tuple[Points, float]:
    """Return the dress's outline and its hem: short, long or no sleeves, knee or ankle length."""
    hem = rng.uniform(0.60, 0.88)
    sleeve = rng.choice([0.0, 0.12, 0.3])
    waist, hip = rng.uniform(0.155, 0.18), rng.uniform(0.225, 0.25)
    flare = hip * rng.uniform(0.86, 1.0)
    shoulder = [(0.07, -0.80), (0.085, -0.72), (0.21, -0.665)]
    if sleeve:
        drop = 0.17 + sleeve
        arm = [
            (0.26 + sleeve * 0.25, -0.63 + sleeve * 0.45),
            (0.25 + sleeve * 0.62, -0.62 + drop),
            (0.165 + sleeve * 0.5, -0.60 + drop),
            (0.195, -0.42),
        ]
    else:
        arm = [(0.235, -0.645), (0.205, -0.55), (0.195, -0.43)]
    side = [(0.19, -0.36), (waist, -0.20), (hip * 0.93, 0.02), (hip, 0.14), (flare * 1.0, hem * 0.6), (flare, hem)]
    curve = smooth([*shoulder, *arm, *side], 10, closed=False)
    return mirrored(curve), float(hem)


def qipao(canvas: Canvas, rng: Rng, pairs: tuple[Pair, ...] = SILKS) -> None:
    """Draw a silk qipao (手工旗袍) on a wooden hanger: brocade, piping along the slanting front, frog buttons."""
    ground, figure = of(rng, pairs)
    trim = pick(rng, (figure, GOLD, INK, CREAM))
    outline, hem = qipao_outline(rng)
    hook = smooth([(0, -0.78), (0, -0.90), (0.035, -0.93), (0.03, -0.965), (-0.01, -0.965)], 10, False)
    lay(canvas, [hook], 0.007, linear("8a8580"), gloss=0.5)
    bar = smooth([(-0.17, -0.672), (-0.1, -0.70), (0, -0.775), (0.1, -0.70), (0.17, -0.672)], 12, False)
    lay(canvas, [bar], 0.02, WALNUT)
    win = canvas.window((-0.62, -0.86, 0.62, hem + 0.03))
    mask = canvas.polygon(win, outline)
    canvas.put(win, mask, *silk(canvas, win, rng, mask, ground, figure, hem))
    slit(canvas, hem, mixed(ground, INK, 0.5))
    seams(canvas, outline, hem, trim)


def silk(
    canvas: Canvas, win: Window, rng: Rng, mask: Array, ground: Colour, figure: Colour, hem: float
) -> tuple[Array, Array]:
    """Return the colour and folds of the dress."""
    x, y = win.x, win.y
    tile = brocade(rng)
    size = rng.uniform(0.16, 0.26)
    bend = 0.02 * np.sin(y * 9 + x * 4)
    pattern = tiled(tile, (x + 4 + bend) / size, (y + 4) / size)
    skirt = np.clip((y + 0.1) / (hem + 0.1), 0, 1)
    phase = rng.uniform(0, 6)
    folds = 0.018 * skirt * np.sin(x * 26 + 1.2 * np.sin(y * 2.1 + phase) + phase) + 0.008 * skirt * np.sin(
        x * 55 + phase * 2
    )
    pull = 0.010 * np.sin(y * 30 - np.abs(x) * 22) * np.exp(-((y + 0.2) ** 2) / 0.012)
    bust = 0.05 * np.exp(-(((np.abs(x) - 0.085) / 0.07) ** 2) - ((y + 0.44) / 0.08) ** 2)
    soft = 0.004 * stretched("cloud", x, y, 60, int(rng.integers(400)))
    height = puff(mask, canvas.scale * 0.10, 0.10) + folds + pull + bust + soft
    slope_x, _ = canvas.slopes(height)
    sheen = 1 + 0.35 * np.exp(-((np.asarray(slope_x) + 0.45) ** 2) / 0.05)
    thread = 0.03 * read("fibre", y * 700 + 0 * x, x * 900)
    colour = np.stack(
        [
            (g + (f * 0.85 + g * 0.15 - g) * 0.62 * pattern) * (sheen + thread)
            for g, f in zip(ground, figure, strict=True)
        ]
    )
    return np.asarray(colour, np.float32), np.asarray(height + 0.0012 * pattern, np.float32)


def slit(canvas: Canvas, hem: float, colour: Colour) -> None:
    """Draw the dark opening at the side of the skirt."""
    win = canvas.window((0.1, 0.2, 0.3, hem + 0.01))
    edge = smooth([(0.235, 0.30), (0.238, hem * 0.8), (0.262, hem + 0.01), (0.205, hem + 0.01), (0.222, hem * 0.8)], 10)
    canvas.paint(win, canvas.polygon(win, edge), colour, 0.75)


def seams(canvas: Canvas, outline: Points, hem: float, trim: Colour) -> None:
    """Draw piping at collar, front and hem, and the frog buttons (盘扣)."""
    front = smooth([(0.0, -0.725), (0.05, -0.66), (0.13, -0.60), (0.18, -0.50), (0.192, -0.40)], 14, False)
    collar = [
        smooth([(-0.085, -0.725), (0, -0.70), (0.085, -0.725)], 12, False),
        smooth([(-0.07, -0.80), (-0.012, -0.775), (0.0, -0.705)], 10, False),
        smooth([(0.07, -0.80), (0.012, -0.775), (0.0, -0.705)], 10, False),
    ]
    low = outline[outline[:, 1] > hem - 0.015]
    border = [np.column_stack([low[np.argsort(low[:, 0]), 0], low[np.argsort(low[:, 0]), 1] - 0.006])]
    lay(canvas, [front, *collar, *border], 0.0085, trim, base=0.10, gloss=0.2, fibre=0.05)
    for x, y, angle in ((0.0, -0.745, 0.0), (0.085, -0.635, 0.75), (0.185, -0.47, 1.15), (0.178, -0.20, 1.5)):
        frog(canvas, x, y, angle - 0.2, trim)


def frog(canvas: Canvas, x: float, y: float, angle: float, colour: Colour) -> None:
    """Draw a knotted button with two coiled leaves."""
    a = np.linspace(0, 4.2 * np.pi, 50)
    coil = np.column_stack([0.028 + 0.020 * (1 - a / 16) * np.cos(a), 0.020 * (1 - a / 16) * np.sin(a)])
    bar = np.array([(-0.03, 0.0), (0.03, 0.0)])
    lay(
        canvas,
        [placed(coil, x, y, 1, angle), placed(coil, x, y, 1, angle, flip=True), placed(bar, x, y, 1, angle)],
        0.0058,
        colour,
        base=0.115,
        gloss=0.25,
        twist=0.2,
    )
    t = np.array([(-0.007, 0.0, 0.0), (0.007, 0.0, 0.0)]) + np.array([x, y, 0.02])
    lay(canvas, [t], 0.013, colour, base=0.12, gloss=0.4)
