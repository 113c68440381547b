"""Draw cloth tigers (布老虎) and tiger-head shoes (虎头鞋)."""

from functools import partial

import numpy as np

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.noise import Array, Grid
from demo.drawing.palette import (
    CINNABAR,
    CREAM,
    GOLD,
    INDIGO,
    INK,
    JADE,
    LEAF,
    MINT,
    PAPER,
    PEACH,
    ROSE,
    ROUGE,
    SKY,
    SMOKED,
    TEAL,
    mixed,
    pick,
    varied,
)
from demo.drawing.sewn import CLOTHS, eye, flat_piece, king, patch, stitches, stroke, stuffed
from demo.drawing.shapes import arc, capsule, ellipse, joined, placed, puff, smooth
from demo.drawing.silk import brocade, tiled
from demo.drawing.strands import lay

Rng = np.random.Generator


def tiger(canvas: Canvas, rng: Rng) -> None:
    """Draw a cloth tiger (布老虎): great head to the front, short legs, tail up."""
    cloth, mark = CLOTHS[int(rng.integers(len(CLOTHS)))]
    print_ = pick(rng, (CREAM, GOLD, PEACH, mixed(cloth, INK, 0.3))) if rng.random() < 0.5 else None
    tail = smooth([(0.50, 0.10), (0.66, -0.02), (0.68, -0.22), (0.58, -0.36), (0.47, -0.33)], 14, closed=False)
    lay(canvas, [tail], 0.055, cloth, base=0.05, twist=0.10, pitch=1.4, fibre=0.05)
    for far in (0.06, 0.40):
        leg = partial(capsule, a=(far, 0.2), b=(far + 0.02, 0.50), radius=0.095)
        stuffed(canvas, rng, (far - 0.1, 0.1, far + 0.13, 0.61), leg, mixed(cloth, INK, 0.25), None, 0.095, 0.0)
    body = partial(ellipse, cx=0.22, cy=0.10, rx=0.40, ry=0.25, angle=0.04)
    stuffed(canvas, rng, (-0.2, -0.18, 0.64, 0.38), body, cloth, print_, 0.24, 0.05)
    for k in range(5):
        s = 0.02 + k * 0.11
        stroke(
            canvas,
            [(s + 0.03, -0.12 + 0.02 * abs(k - 2)), (s + 0.07, 0.02), (s + 0.02, 0.14)],
            0.020,
            mark,
            0.26,
            taper=0.8,
        )
    for near in (-0.02, 0.47):
        stuffed(canvas, rng, (near - 0.19, 0.08, near + 0.12, 0.63), partial(paw, near), cloth, None, 0.10, 0.16)
        for k in range(3):
            stroke(canvas, [(near - 0.11 + 0.05 * k, 0.52), (near - 0.115 + 0.05 * k, 0.57)], 0.006, mark, 0.27)
    tiger_head(canvas, rng, -0.24, -0.10, 0.36, cloth, print_, mark)


def paw(at: float, x: Grid, y: Grid) -> Array:
    """Return the distance to a near leg with its foot turned forward."""
    leg = capsule(x, y, (at, 0.2), (at - 0.02, 0.50), 0.10)
    return joined(leg, ellipse(x, y, at - 0.05, 0.54, 0.115, 0.07), 0.05)


def broad_face(cx: float, cy: float, r: float, x: Grid, y: Grid) -> Array:
    """Return the distance to a round head with full cheeks."""
    return joined(ellipse(x, y, cx, cy, r, r * 0.88), ellipse(x, y, cx, cy + r * 0.38, r * 0.92, r * 0.58), 0.08)


def tiger_head(
    canvas: Canvas, rng: Rng, cx: float, cy: float, r: float, cloth: Colour, print_: Colour | None, mark: Colour
) -> None:
    """Draw the head: ears, brows, staring eyes, 王, cheeks, teeth and whiskers."""
    inner = pick(rng, (ROSE, CREAM, MINT, CINNABAR))
    ears(canvas, cx, cy, r, cloth, inner, mark)
    box = (cx - r * 1.1, cy - r, cx + r * 1.1, cy + r * 1.1)
    stuffed(canvas, rng, box, partial(broad_face, cx, cy, r), cloth, print_, r * 0.8, 0.24)
    top = 0.24 + r * 0.62
    ring = pick(rng, (LEAF, GOLD, SKY, CINNABAR, JADE))
    for side in (-1, 1):
        eye(canvas, cx + side * r * 0.40, cy + r * 0.02, r * 0.235, ring, top)
        brow = [
            (cx + side * r * 0.14, cy - r * 0.27),
            (cx + side * r * 0.42, cy - r * 0.42),
            (cx + side * r * 0.72, cy - r * 0.22),
        ]
        stroke(canvas, brow, r * 0.07, mark, top, taper=0.7)
        stroke(canvas, [(px, py - r * 0.09) for px, py in brow], r * 0.03, inner, top, taper=0.7)
        a = np.linspace(0, 11, 40)
        swirl = np.column_stack(
            [cx + side * (r * 0.60 + r * 0.012 * a * np.cos(a)), cy + r * 0.46 + r * 0.012 * a * np.sin(a)]
        )
        lay(canvas, [swirl], r * 0.022, mark, base=top - 0.04, flat=0.5)
        hair = [
            np.array(
                [(cx + side * r * 0.34, cy + r * (0.42 + 0.05 * k)), (cx + side * r * 1.12, cy + r * (0.22 + 0.16 * k))]
            )
            for k in range(4)
        ]
        lay(canvas, hair, 0.005, CREAM, base=top)
    king(canvas, cx, cy - r * 0.50, r * 0.34, mark, top - 0.05)
    muzzle(canvas, cx, cy, r, pick(rng, (INK, INDIGO, ROUGE)), top)


def ears(canvas: Canvas, cx: float, cy: float, r: float, cloth: Colour, inner: Colour, mark: Colour) -> None:
    """Draw round ears, lined and fringed."""
    for side in (-1, 1):
        ex, ey = cx + side * r * 0.70, cy - r * 0.80
        patch(canvas, ex, ey, r * 0.30, r * 0.30, cloth, 0.2, thick=0.08)
        patch(canvas, ex, ey + r * 0.03, r * 0.19, r * 0.19, inner, 0.28)
        fringe = [
            np.array(
                [
                    (ex + r * 0.30 * np.cos(a), ey + r * 0.30 * np.sin(a)),
                    (ex + r * 0.38 * np.cos(a), ey + r * 0.38 * np.sin(a)),
                ]
            )
            for a in np.linspace(-2.9, -0.2, 26)
        ]
        lay(canvas, fringe, 0.007, mark, base=0.24)


def muzzle(canvas: Canvas, cx: float, cy: float, r: float, nose_tint: Colour, top: float) -> None:
    """Draw nose, open mouth and teeth."""
    nose = smooth(
        [
            (cx - r * 0.15, cy + r * 0.16),
            (cx + r * 0.15, cy + r * 0.16),
            (cx + r * 0.12, cy + r * 0.32),
            (cx, cy + r * 0.38),
            (cx - r * 0.12, cy + r * 0.32),
        ],
        8,
    )
    flat_piece(canvas, nose, nose_tint, top + 0.02, 0.03)
    mouth = smooth(
        [
            (cx - r * 0.50, cy + r * 0.50),
            (cx, cy + r * 0.46),
            (cx + r * 0.50, cy + r * 0.50),
            (cx + r * 0.34, cy + r * 0.74),
            (cx, cy + r * 0.80),
            (cx - r * 0.34, cy + r * 0.74),
        ],
        10,
    )
    flat_piece(canvas, mouth, mixed(CINNABAR, ROUGE, 0.6), top - 0.06, 0.01)
    for k in range(-3, 4):
        for up, yy in ((1, 0.49 + 0.004 * k * k), (-1, 0.77 - 0.016 * k * k)):
            tooth = np.array([(-0.05, 0.0), (0.05, 0.0), (0.0, 0.11 * up)]) * r + [cx + k * r * 0.115, cy + r * yy]
            flat_piece(canvas, tooth, PAPER, top - 0.04, 0.006)


def shoes(canvas: Canvas, rng: Rng) -> None:
    """Draw a pair of tiger-head shoes (虎头鞋) from above, toes toward us."""
    cloth, mark = CLOTHS[int(rng.integers(len(CLOTHS)))]
    lining = pick(rng, (INDIGO, SKY, CREAM, LEAF, ROSE, TEAL))
    state = rng.bit_generator.state
    for side in (-1, 1):
        rng.bit_generator.state = state
        shoe(canvas, rng, side, cloth, mark, lining)


def shoe(canvas: Canvas, rng: Rng, side: int, cloth: Colour, mark: Colour, lining: Colour) -> None:
    """Draw one shoe: sole edge, cloth upper, lined opening, and the tiger's face on the toe."""
    cx, cy, angle = side * 0.37, 0.0, -side * 0.07
    win = canvas.window((cx - 0.44, -0.9, cx + 0.44, 0.95))
    body = smooth(
        [(0, -0.70), (0.18, -0.66), (0.25, -0.44), (0.26, -0.1), (0.31, 0.24), (0.28, 0.54), (0.0, 0.70)],
        10,
        closed=False,
    )
    outline = np.vstack([body, (body * [-1, 1])[::-1]])
    sole = placed(outline * 1.05, cx, cy, 1, angle)
    flat_piece(canvas, sole, CREAM, 0.0, 0.03)
    stitches(canvas, placed(outline * 1.02, cx, cy, 1, angle), mixed(CREAM, SMOKED, 0.4), 0.03)
    mask = canvas.polygon(win, placed(outline, cx, cy, 1, angle))
    figure = tiled(brocade(rng), (win.x + 3) / 0.2, (win.y + 3) / 0.2) * 0.7
    tone = 1 + 0.03 * np.cos(win.x * 520) * np.cos(win.y * 520)
    ground, print_ = (np.asarray(c, np.float32)[:, None, None] for c in (cloth, pick(rng, (GOLD, CREAM, PEACH))))
    canvas.put(
        win, mask, (ground + (print_ - ground) * figure) * tone, puff(mask, canvas.scale * 0.12, 0.16), base=0.03
    )
    hole = placed(arc(0, -0.30, 0.165, 0.33, 0, 2 * np.pi, 60), cx, cy, 1, angle)
    inside = canvas.polygon(win, hole)
    deep = np.clip((win.x - cx + 0.22) * 1.6 + (win.y + 0.6) * 0.25, 0.22, 0.9)
    canvas.put(win, inside, np.asarray(lining, np.float32)[:, None, None] * deep * tone, -0.05 * inside)
    lay(canvas, [np.vstack([hole, hole[:1]])], 0.020, mark if mark != INK else GOLD, base=0.16, fibre=0.05)
    stitches(canvas, placed(arc(0, -0.30, 0.205, 0.37, 0, 2 * np.pi, 80), cx, cy, 1, angle), CREAM, 0.18)
    shoe_face(canvas, rng, cx + side * 0.025, cy + 0.36, 0.25, cloth, mark)


def shoe_face(canvas: Canvas, rng: Rng, x: float, y: float, r: float, cloth: Colour, mark: Colour) -> None:
    """Draw the small tiger face worked on the toe, edged with fur."""
    for side in (-1, 1):
        patch(canvas, x + side * r * 0.74, y - r * 0.82, r * 0.27, r * 0.34, cloth, 0.2, angle=side * 0.5, thick=0.05)
        patch(canvas, x + side * r * 0.74, y - r * 0.80, r * 0.15, r * 0.21, ROSE, 0.26, angle=side * 0.5)
    ruff(canvas, rng, x, y, r)
    patch(canvas, x, y, r, r * 0.92, mixed(cloth, GOLD, 0.25), 0.2, thick=0.07)
    for side in (-1, 1):
        eye(canvas, x + side * r * 0.40, y - r * 0.02, r * 0.25, pick(rng, (LEAF, SKY, GOLD)), 0.27)
        stroke(
            canvas,
            [
                (x + side * r * 0.12, y - r * 0.34),
                (x + side * r * 0.45, y - r * 0.46),
                (x + side * r * 0.74, y - r * 0.26),
            ],
            r * 0.075,
            mark,
            0.28,
            taper=0.7,
        )
        whisk = [
            np.array(
                [(x + side * r * 0.25, y + r * (0.42 + 0.06 * k)), (x + side * r * 0.95, y + r * (0.30 + 0.16 * k))]
            )
            for k in range(3)
        ]
        lay(canvas, whisk, 0.0045, CREAM, base=0.29)
    king(canvas, x, y - r * 0.56, r * 0.32, mark, 0.28)
    patch(canvas, x, y + r * 0.28, r * 0.15, r * 0.11, INK, 0.28, thick=0.02, gloss=0.3)
    stroke(
        canvas,
        [
            (x - r * 0.42, y + r * 0.46),
            (x - r * 0.2, y + r * 0.62),
            (x, y + r * 0.5),
            (x + r * 0.2, y + r * 0.62),
            (x + r * 0.42, y + r * 0.46),
        ],
        r * 0.055,
        CINNABAR,
        0.28,
        taper=0.4,
    )


def ruff(canvas: Canvas, rng: Rng, x: float, y: float, r: float) -> None:
    """Draw white fur round the face."""
    fur = [
        np.array(
            [
                (x + r * 0.98 * np.cos(a), y + r * 0.9 * np.sin(a)),
                (x + r * (1.16 + 0.06 * rng.random()) * np.cos(a), y + r * (1.06 + 0.06 * rng.random()) * np.sin(a)),
            ]
        )
        for a in np.linspace(-3.6, 0.46, 90)
    ]
    lay(canvas, fur, 0.0065, varied(rng, PAPER, len(fur), 0.05), base=0.2)
