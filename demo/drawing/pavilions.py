"""Draw small pavilions of bundled straw (秸秆扎编小亭)."""

import numpy as np

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.palette import (
    AMBER,
    BARK,
    CINNABAR,
    INDIGO,
    OCHRE,
    REED,
    SMOKED,
    SOOT,
    STRAW,
    WHEAT,
    WILLOW,
    mixed,
    pick,
    varied,
)
from demo.drawing.shapes import Points, arc, placed, smooth
from demo.drawing.strands import lay

Rng = np.random.Generator


def sheaf(a: Points, b: Points, count: int, rng: Rng, bow: float = 0.0) -> list[Points]:
    """Return straws laid side by side from edge a to edge b (each (n, 2) or two ends), sagging by `bow`."""
    s = np.linspace(0, 1, count)
    t = np.linspace(0, 1, 10)[:, None]
    paths = []
    for k in s:
        p, q = (np.array([np.interp(k, np.linspace(0, 1, len(e)), e[:, c]) for c in (0, 1)]) for e in (a, b))
        line = p * (1 - t) + q * t
        line[:, 1] += bow * 4 * t[:, 0] * (1 - t[:, 0])
        paths.append(np.column_stack([line, np.full(10, 0.006 * rng.random())]))
    return paths


def roof(
    canvas: Canvas, rng: Rng, y: float, ridge: float, eave: float, tall: float, straw: Colour, trim: Colour, base: float
) -> None:
    """Draw a hipped roof with turned-up eaves, thatched straw by straw, its ridges bound."""
    s = np.linspace(-1, 1, 40)
    top = np.column_stack([s * ridge, np.full(40, y)])
    lift = 0.12 * np.abs(s) ** 3.2
    low = np.column_stack([s * eave, y + tall - lift])
    count = int(eave * 130)
    lay(
        canvas,
        sheaf(top, low, count, rng, bow=tall * 0.16),
        0.0115,
        varied(rng, straw, count, 0.10),
        base=base,
        gloss=0.12,
        fibre=0.12,
    )
    under = low[:, 1] + 0.010
    lay(
        canvas,
        [np.column_stack([s * eave, under - k * 0.012]) for k in range(2)],
        0.013,
        varied(rng, mixed(straw, BARK, 0.35), 2, 0.05),
        base=base + 0.03,
    )
    hips(canvas, y, ridge, eave, tall, (straw, trim), base + 0.06)
    lay(
        canvas,
        [np.array([(-ridge - 0.02, y + k * 0.016 - 0.016), (ridge + 0.02, y + k * 0.016 - 0.016)]) for k in range(3)],
        0.014,
        varied(rng, trim, 3, 0.06),
        base=base + 0.07,
        twist=0.3,
    )


def hips(
    canvas: Canvas, y: float, ridge: float, eave: float, tall: float, tints: tuple[Colour, Colour], base: float
) -> None:
    """Draw the bound ridges down both sides, turned up at the eaves."""
    for side in (-1, 1):
        hip = smooth(
            [
                (side * ridge, y - 0.005),
                (side * (ridge * 0.45 + eave * 0.55), y + tall * 0.66),
                (side * eave * 1.0, y + tall - 0.12),
                (side * (eave + 0.055), y + tall - 0.20),
            ],
            12,
            False,
        )
        for k in range(3):
            lay(
                canvas,
                [hip + np.array([side * 0.010 * (k - 1), 0.004 * k])],
                0.012,
                mixed(*tints, 0.6 if k == 1 else 0.15),
                base=base,
                twist=0.3,
            )


def bundle(
    canvas: Canvas,
    rng: Rng,
    a: tuple[float, float],
    b: tuple[float, float],
    straws: int,
    straw: Colour,
    thread: Colour,
    base: float,
    ties: int = 2,
) -> None:
    """Draw a bundle of straws from a to b, bound with thread."""
    p, q = np.array(a), np.array(b)
    n = np.array([-(q - p)[1], (q - p)[0]]) / np.hypot(*(q - p))
    r = 0.010
    offs = (np.arange(straws) - (straws - 1) / 2) * r * 1.7
    paths = [np.column_stack([np.array([p + n * o, q + n * o]), np.full(2, 0.012 - abs(o) * 0.4)]) for o in offs]
    lay(canvas, paths, r, varied(rng, straw, straws, 0.09), base=base, gloss=0.12)
    wide = n * (abs(offs[0]) + r * 1.2)
    wraps = []
    for k in range(ties):
        mid = p + (q - p) * ((k + 0.5) / ties if ties > 1 else 0.5)
        for j in range(4):
            m = mid + (q - p) / np.hypot(*(q - p)) * (j - 1.5) * 0.009
            wraps.append(np.array([(*(m - wide), 0.0), (*m, 0.012), (*(m + wide), 0.0)]))
    lay(canvas, wraps, 0.0055, thread, base=base + 0.015, gloss=0.1)


def pavilion(canvas: Canvas, rng: Rng) -> None:
    """Draw a small pavilion of bundled straw (秸秆扎编小亭), one to three roofs high."""
    straw = pick(rng, (STRAW, WHEAT, REED, mixed(STRAW, AMBER, 0.3)))
    trim = pick(rng, (BARK, CINNABAR, WILLOW, SMOKED, OCHRE))
    thread = pick(rng, (CINNABAR, CINNABAR, INDIGO, SOOT))
    tiers = int(rng.choice([1, 2, 2, 3]))
    foot, wide = 0.60, rng.uniform(0.40, 0.48)
    for k in range(3):
        w, yy = wide + 0.14 - 0.035 * k, foot - 0.032 * k
        ends = np.array([(-w, yy), (-w, yy - 0.03)]), np.array([(w, yy), (w, yy - 0.03)])
        lay(canvas, sheaf(*ends, 3, rng), 0.0125, varied(rng, mixed(straw, WILLOW, 0.4), 3, 0.08), base=0.1 - 0.02 * k)
    y, tall = foot - 0.10, {1: 0.62, 2: 0.42, 3: 0.31}[tiers]
    for tier in range(tiers):
        storey(canvas, rng, y, wide, tall, straw, trim, thread, rails=tier == 0)
        top = y - tall
        last = tier == tiers - 1
        peak = {1: 0.40, 2: 0.32, 3: 0.26}[tiers] * (1.0 if last else 0.55)
        next_ = wide * 0.70
        roof(canvas, rng, top - peak * 0.72, 0.035 if last else next_ * 0.95, wide + 0.17, peak, straw, trim, 0.35)
        y, wide, tall = top - peak * 0.70, next_, tall * 0.72
    tip = y - 0.02
    for size, dy in ((0.05, 0.02), (0.036, -0.055), (0.022, -0.105)):
        ball = [
            placed(arc(0, 0, size * np.cos(t), size, 0, 6.4, 40), 0, tip + dy, 1, 1.57)
            for t in np.linspace(0.1, 1.4, 6)
        ]
        lay(
            canvas,
            [np.column_stack([b, np.full(len(b), 0.01 * i)]) for i, b in enumerate(ball)],
            0.010,
            mixed(straw, trim, 0.5),
            base=0.5,
            gloss=0.15,
        )


def storey(
    canvas: Canvas,
    rng: Rng,
    y: float,
    wide: float,
    tall: float,
    straw: Colour,
    trim: Colour,
    thread: Colour,
    rails: bool,
) -> None:
    """Draw posts, a lattice under the eaves and, on the ground floor, a railing."""
    dark = mixed(straw, SMOKED, 0.55)
    for x in (-0.55, 0.55):
        bundle(canvas, rng, (x * wide, y - 0.02), (x * wide, y - tall), 3, dark, thread, 0.02)
    step = 0.055
    lattice = []
    for k in range(-12, 13):
        for way in (-1, 1):
            x0 = k * step
            ends = np.array([(x0, y - tall + 0.10), (x0 + way * 0.10, y - tall)])
            if abs(ends[:, 0]).max() < wide:
                lattice.append(np.column_stack([ends, np.full(2, 0.004 * way)]))
    lay(canvas, lattice, 0.007, trim, base=0.12)
    for yy in (y - tall + 0.105, y - tall + 0.01):
        bundle(canvas, rng, (-wide, yy), (wide, yy), 2, straw, thread, 0.15, 6)
    if rails:
        for yy in (y - 0.04, y - 0.13):
            bundle(canvas, rng, (-wide, yy), (-wide * 0.36, yy), 2, straw, thread, 0.14, 2)
            bundle(canvas, rng, (wide * 0.36, yy), (wide, yy), 2, straw, thread, 0.14, 2)
        posts = [
            np.array(
                [
                    (s * (wide * 0.36 + k * wide * 0.64 / 7), y - 0.02),
                    (s * (wide * 0.36 + k * wide * 0.64 / 7), y - 0.14),
                ]
            )
            for s in (-1, 1)
            for k in range(8)
        ]
        lay(canvas, posts, 0.008, mixed(straw, trim, 0.3), base=0.12)
    for x in (-1.0, -0.34, 0.34, 1.0):
        bundle(canvas, rng, (x * wide, y + 0.01), (x * wide, y - tall), 5, straw, thread, 0.2, 3)
