"""Draw pictures laid from strips of reed (苇编画), in their frames."""

import numpy as np

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.noise import read, sheet
from demo.drawing.palette import (
    AMBER,
    BARK,
    CINNABAR,
    CREAM,
    GOLD,
    PAPER,
    REED,
    SMOKED,
    SOOT,
    WALNUT,
    WHEAT,
    WHITE_STRAW,
    WILLOW,
    linear,
    mixed,
    pick,
    varied,
)
from demo.drawing.shapes import Points, arc, placed, puff, slab, smooth
from demo.drawing.strands import lay

Rng = np.random.Generator


def strips(
    canvas: Canvas, rng: Rng, outline: Points, tint: Colour, angle: float, wide: float = 0.014, base: float = 0.02
) -> None:
    """Draw a piece of the picture: flattened reed strips laid side by side, cut to an outline."""
    table = varied(rng, tint, 64, 0.13)
    low, high = outline.min(axis=0), outline.max(axis=0)
    win = canvas.window((low[0] - 0.01, low[1] - 0.01, high[0] + 0.01, high[1] + 0.01))
    if 0 in win.shape:
        return
    c, s = np.cos(angle), np.sin(angle)
    along, across = win.x * c + win.y * s, (win.y * c - win.x * s) / wide + 100
    row = np.floor(across).astype(np.int32)
    part = across - row
    streak = read("fibre", along * 300 + row * 91, across * 12)
    ridge = np.sqrt(np.clip(1 - (2 * part - 1) ** 2, 0, 1))
    colour = table.T[:, row & 63] * (0.72 + 0.32 * ridge + 0.07 * streak)
    mask = canvas.polygon(win, outline)
    canvas.put(
        win,
        mask,
        colour,
        (ridge * wide * 0.25 + puff(mask, max(1.0, canvas.scale * 0.012), 0.012)).astype(np.float32),
        base=base,
        gloss=0.10,
    )


def crane(canvas: Canvas, rng: Rng, x: float, y: float, size: float, flip: bool) -> None:
    """Draw a standing crane of reed pieces."""
    tone = mixed(WHITE_STRAW, WHEAT, 0.2)
    parts = [
        (
            [
                (-0.02, 0.05),
                (0.10, -0.10),
                (0.30, -0.14),
                (0.46, -0.02),
                (0.62, 0.16),
                (0.40, 0.14),
                (0.20, 0.16),
                (0.06, 0.14),
            ],
            tone,
            0.4,
        ),
        ([(0.38, 0.02), (0.66, 0.20), (0.62, 0.36), (0.52, 0.22), (0.50, 0.34), (0.42, 0.18)], SMOKED, 1.0),
        (
            [
                (-0.02, 0.05),
                (0.05, -0.06),
                (0.03, -0.22),
                (-0.06, -0.38),
                (-0.02, -0.52),
                (0.05, -0.53),
                (0.03, -0.46),
                (0.02, -0.38),
                (0.10, -0.22),
                (0.13, -0.05),
                (0.09, 0.06),
            ],
            SOOT,
            1.4,
        ),
        ([(0.0, -0.55), (0.07, -0.53), (0.05, -0.48), (0.0, -0.48), (-0.16, -0.44), (-0.03, -0.52)], tone, 0.2),
        ([(0.0, -0.56), (0.055, -0.555), (0.05, -0.525), (0.005, -0.53)], CINNABAR, 0.1),
    ]
    for points, tint, angle in parts:
        strips(
            canvas, rng, placed(smooth(points, 8), x, y, size, 0, flip), tint, -angle if flip else angle, 0.012, 0.03
        )
    legs = [
        placed(np.array([(0.20, 0.14), (0.21, 0.36), (0.17, 0.60)]), x, y, size, 0, flip),
        placed(np.array([(0.27, 0.14), (0.30, 0.34), (0.27, 0.60)]), x, y, size, 0, flip),
    ]
    lay(canvas, legs, 0.006, SMOKED, base=0.03)


def reeds(canvas: Canvas, rng: Rng, count: int, x0: float, x1: float, foot: float, tall: float) -> None:
    """Draw reed stalks with bending leaves and plumes, cut from reed."""
    leaves, plumes = [], []
    for _ in range(count):
        x, h, sway = rng.uniform(x0, x1), tall * rng.uniform(0.55, 1.0), rng.uniform(-0.05, 0.14)
        stem = smooth([(x, foot), (x + sway * 0.3, foot - h * 0.5), (x + sway, foot - h)], 10, False)
        leaves.append(stem)
        for t in rng.uniform(0.15, 0.75, 4):
            px, py = stem[int(t * (len(stem) - 1))]
            side, long = rng.choice([-1, 1]), rng.uniform(0.12, 0.26)
            leaves.append(
                smooth(
                    [
                        (px, py),
                        (px + side * long * 0.5, py - long * 0.55),
                        (px + side * long, py - long * rng.uniform(0.0, 0.5)),
                    ],
                    8,
                    False,
                )
            )
        tip = stem[-1]
        for k in range(14):
            t = k / 14
            x, y = tip[0] + sway * 0.4 * t, tip[1] - 0.13 * t
            plumes.append(np.array([(x, y), (x + 0.065 - 0.045 * t, y + 0.02 + 0.02 * rng.random())]))
    lay(
        canvas,
        leaves,
        0.0085,
        varied(rng, mixed(REED, WILLOW, 0.4), len(leaves), 0.16),
        base=0.02,
        flat=0.5,
        taper=0.8,
        gloss=0.1,
    )
    lay(
        canvas,
        plumes,
        0.007,
        varied(rng, mixed(WILLOW, BARK, 0.35), len(plumes), 0.14),
        base=0.035,
        flat=0.6,
        taper=0.8,
    )


def reed_painting(canvas: Canvas, rng: Rng) -> None:
    """Draw a reed picture (苇编画) in its frame: marsh, moon and cranes, a boat, hills."""
    half_w, half_h = [(0.80, 0.60), (0.58, 0.80), (0.70, 0.70)][int(rng.integers(3))]
    frame = pick(rng, (WALNUT, SMOKED, linear("a8763f"), SOOT))
    dark = rng.random() < 0.3
    ground = linear("2b2a28") if dark else pick(rng, (CREAM, PAPER, linear("e9dcc0"), linear("dde0d6")))
    win = canvas.window()
    canvas.put(win, canvas.inside(slab(win.x, win.y, 0, 0, half_w, half_h)), mixed(PAPER, ground, 0.15), 0.0)
    inner = (half_w - 0.13, half_h - 0.13)
    weave = 1 + 0.03 * sheet("fibre", *win.shape)
    canvas.put(
        win, canvas.inside(slab(win.x, win.y, 0, 0, *inner)), np.asarray(ground, np.float32)[:, None, None] * weave
    )
    w, h = inner
    sun = arc(rng.uniform(-0.4, 0.4) * w, -h * rng.uniform(0.35, 0.6), 0.15, 0.15, 0, 6.3, 60)
    strips(canvas, rng, sun, pick(rng, (GOLD, CINNABAR, WHITE_STRAW if dark else AMBER)), 0.0, 0.016, 0.005)
    hills(canvas, rng, w, h, BARK if dark else WHEAT)
    ripples(canvas, rng, w, h, mixed(REED, ground, 0.35))
    side = rng.choice([-1, 1])
    reeds(
        canvas,
        rng,
        int(rng.integers(6, 11)),
        min(side * w * 0.25, side * w * 0.85),
        max(side * w * 0.25, side * w * 0.85),
        h * 0.96,
        h * 1.25,
    )
    if rng.random() < 0.7:
        crane(canvas, rng, -side * w * 0.45, h * 0.40, rng.uniform(0.55, 0.72), bool(side < 0))
        if rng.random() < 0.5:
            crane(canvas, rng, -side * w * 0.12, h * 0.52, 0.48, bool(side > 0))
    else:
        boat = smooth([(-0.26, -0.02), (-0.12, 0.05), (0.1, 0.055), (0.3, -0.05), (0.2, 0.09), (-0.16, 0.10)], 10)
        strips(canvas, rng, placed(boat, -side * w * 0.35, h * 0.62, 1.1), BARK, 0.05, 0.014, 0.03)
    border(canvas, half_w, half_h, frame)


def hills(canvas: Canvas, rng: Rng, w: float, h: float, far: Colour) -> None:
    """Draw one to three ranges, paler with distance."""
    for k in range(int(rng.integers(1, 4))):
        xs = np.linspace(-w, w, 30)
        line = (
            h * (0.05 + 0.14 * k)
            + 0.09 * np.sin(xs * (3 + k) + rng.uniform(0, 6))
            + 0.04 * np.sin(xs * 9 + rng.uniform(0, 6))
        )
        bottom = h * (0.42 + 0.12 * k)
        hill = np.vstack([np.column_stack([xs, line]), [(w, bottom), (-w, bottom)]])
        strips(canvas, rng, hill, mixed(WILLOW, far, 0.75 - 0.25 * k), 1.45, 0.016, 0.008)


def ripples(canvas: Canvas, rng: Rng, w: float, h: float, tint: Colour) -> None:
    """Draw slips of reed for still water."""
    for k in range(7):
        y = h * (0.62 + 0.05 * k)
        x = rng.uniform(-w, w * 0.3)
        lay(
            canvas,
            [np.array([(x, y), (min(w * 0.95, x + rng.uniform(0.2, 0.6)), y)])],
            0.006,
            tint,
            flat=0.4,
            taper=0.9,
            base=0.01,
        )


def border(canvas: Canvas, half_w: float, half_h: float, wood: Colour) -> None:
    """Draw a moulded wooden frame."""
    win = canvas.window()
    outer = slab(win.x, win.y, 0, 0, half_w + 0.03, half_h + 0.03, 0.006)
    inner = slab(win.x, win.y, 0, 0, half_w - 0.035, half_h - 0.035)
    ring = np.maximum(outer, -inner)
    upright = np.abs(win.x) * half_h > np.abs(win.y) * half_w
    streak = read(
        "fibre", np.where(upright, win.y, win.x + 0 * win.y) * 200, np.where(upright, win.x + 0 * win.y, win.y) * 500
    )
    colour = np.asarray(wood, np.float32)[:, None, None] * (1 + 0.10 * streak)
    canvas.put(win, canvas.inside(ring), colour, np.sqrt(np.clip(-ring, 0, 0.03) * 0.06), base=0.05, gloss=0.12)
