"""Draw crocheted hats (钩针毛线帽)."""

import numpy as np

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.noise import Array, Grid, read
from demo.drawing.palette import (
    AMBER,
    CINNABAR,
    CREAM,
    GOLD,
    INDIGO,
    JADE,
    MINT,
    MOSS,
    NAVY,
    OCHRE,
    PEACH,
    PLUM,
    ROSE,
    SHELL,
    SKY,
    TEAL,
    mixed,
    pick,
    varied,
)
from demo.drawing.shapes import arc, placed
from demo.drawing.strands import lay
from demo.drawing.tones import Pair, of

Rng = np.random.Generator


YARNS = (CREAM, CINNABAR, INDIGO, SKY, ROSE, OCHRE, MOSS, JADE, PEACH, PLUM, NAVY, GOLD, SHELL, TEAL, MINT, AMBER)


def hat(canvas: Canvas, rng: Rng, pairs: tuple[Pair, ...] = ()) -> None:
    """Draw a crochet hat (钩针毛线帽) standing: rows of stitches over a dome, a ribbed brim, a pompom or flower."""
    main, second, third = (pick(rng, YARNS) for _ in range(3))
    if pairs:
        main, second = of(rng, pairs)
        third = mixed(main, second, 0.5)
    band = rng.choice(["plain", "stripes", "brim", "zigzag"])
    win = canvas.window((-0.72, -0.6, 0.72, 0.62))
    x, y = win.x, win.y
    wide, high, foot = rng.uniform(0.52, 0.58), rng.uniform(0.80, 0.95), 0.40
    t = np.clip((foot - y) / high, -0.3, 1)
    half = wide * np.sqrt(np.clip(1 - np.clip(t, 0, 1) ** 2.3, 0.0001, 1))
    across = np.clip(x / half, -0.999, 0.999)
    lower = foot + 0.05 * np.sqrt(np.clip(1 - (x / wide) ** 2, 0, 1))
    mask = canvas.inside(np.maximum((np.abs(x) - half) * 0.8, y - lower)) * (t < 0.999)
    around = np.arcsin(across) / np.pi
    row_height, count = 0.062, 30
    rise = (foot + 0.10 * np.sqrt(1 - across**2) - y) / row_height + 20
    j = np.floor(rise).astype(np.int32)
    u, fv = around * count + 0.5 * (j & 1) + 200, rise - np.floor(rise)
    height, tone = stitches(u, fv, j)
    colour = np.empty((3, *win.shape), np.float32)
    low = j - 20
    if band == "plain":
        pickd = np.zeros_like(low)
    elif band == "stripes":
        pickd = (low // 2) % 3 % 2 + ((low // 2) % 6 == 3)
    elif band == "zigzag":
        pickd = ((low + np.abs(np.floor(u).astype(np.int32) % 6 - 3)) % 5 == 0).astype(np.int32)
    else:
        pickd = (low < 4).astype(np.int32)
    table = np.array([main, second, third], np.float32)
    colour = table.T[:, np.clip(pickd, 0, 2)] * tone
    body = np.sqrt(np.clip(1 - across**2, 0, 1))
    bump = canvas.slopes((height * 0.022).astype(np.float32))
    slopes = (across / (body + 0.3) * 0.9 + bump[0], -0.55 * np.clip(t, 0, 1) ** 2 + bump[1])
    canvas.put(win, mask, colour * (0.8 + 0.2 * body), body * 0.3, slopes=slopes)
    brim(canvas, rng, wide, foot, second if band != "plain" else main)
    ornament(canvas, rng, foot - high, third)


def stitches(u: Grid, fv: Grid, j: Grid) -> tuple[Array, Array]:
    """Return height and tone of double-crochet: two leaning strands making a V in each cell."""
    fu = u - np.floor(u) - 0.5
    lean = np.abs(fu) - 0.10 - 0.30 * fv
    strand = np.sqrt(np.clip(1 - (lean / 0.20) ** 2, 0, 1)) * np.clip(1.15 - np.abs(fv - 0.5) * 1.1, 0, 1)
    twist = 0.10 * np.cos((fv * 3.2 + np.abs(fu) * 4) * 2 * np.pi)
    fuzz = read("grain", u * 23, fv * 23 + j * 31) * 0.05 + read("fibre", fv * 40 + j * 60, u * 30) * 0.06
    height = strand * (1 + twist) + 0.3 * fuzz
    return np.asarray(height, np.float32), np.asarray(np.clip(0.34 + 0.72 * height, 0.2, 1.1) + fuzz, np.float32)


def brim(canvas: Canvas, rng: Rng, wide: float, foot: float, colour: Colour) -> None:
    """Draw the ribbed band: thick upright loops round the edge."""
    paths, count = [], 34
    for k in range(count):
        a = np.pi * (k + 0.5) / count - np.pi / 2
        x = wide * 1.02 * np.sin(a)
        y = foot + 0.06 * np.cos(a)
        paths.append(
            np.array(
                [
                    (x, y - 0.075, 0.2 * np.cos(a)),
                    (x * 1.012, y, 0.2 * np.cos(a) + 0.02),
                    (x, y + 0.07, 0.2 * np.cos(a)),
                ]
            )
        )
    lay(canvas, paths, 0.031, varied(rng, colour, count, 0.05), base=0.18, twist=0.4, pitch=1.1, fibre=0.14)


def ornament(canvas: Canvas, rng: Rng, top: float, colour: Colour) -> None:
    """Draw a pompom on the crown, a crocheted flower at the side, or no ornament."""
    kind = rng.choice(["pompom", "flower", "none"], p=[0.45, 0.4, 0.15])
    if kind == "pompom":
        a, r = rng.uniform(0, 2 * np.pi, 420), np.sqrt(rng.uniform(0, 1, 420))
        cx, cy, size = 0.0, top - 0.03, 0.15
        paths = []
        for ang, rr in zip(a, r, strict=True):
            px, py = cx + size * rr * np.cos(ang), cy + size * rr * np.sin(ang)
            z = 0.15 * np.sqrt(1 - rr * rr * 0.95)
            d = 0.035 * np.array([np.cos(ang), np.sin(ang)]) * (0.3 + rr)
            paths.append(np.array([(px - d[0], py - d[1], z - 0.02), (px + d[0], py + d[1], z)]))
        lay(canvas, paths, 0.010, varied(rng, colour, 420, 0.14), base=0.2, fibre=0.2, taper=0.5)
    elif kind == "flower":
        cx, cy = 0.24, 0.12
        for size, tint in ((0.15, colour), (0.10, mixed(colour, CREAM, 0.5))):
            for k in range(6):
                loop = placed(
                    arc(0, -size * 0.62, size * 0.24, size * 0.42, 0, 6.5, 30), cx, cy, 1, k * np.pi / 3 + size * 9
                )
                lay(
                    canvas,
                    [
                        loop,
                        placed(
                            arc(0, -size * 0.6, size * 0.1, size * 0.22, 0, 6.5, 20),
                            cx,
                            cy,
                            1,
                            k * np.pi / 3 + size * 9,
                        ),
                    ],
                    0.019,
                    tint,
                    base=0.34 + (0.15 - size),
                    twist=0.4,
                    pitch=1.2,
                )
        a = np.linspace(0, 14, 60)
        lay(
            canvas,
            [np.column_stack([cx + 0.003 * a * np.cos(a), cy + 0.003 * a * np.sin(a)])],
            0.014,
            GOLD,
            base=0.42,
            twist=0.4,
        )
