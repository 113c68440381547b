"""Draw painted clay figures (泥塑小件)."""

import numpy as np

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.palette import (
    BRICK,
    CINNABAR,
    CREAM,
    GOLD,
    INDIGO,
    INK,
    JADE,
    LEAF,
    MINT,
    MOSS,
    PAPER,
    PEACH,
    PEARL,
    PLUM,
    ROSE,
    ROUGE,
    SHELL,
    SKY,
    SMOKED,
    TEAL,
    WALNUT,
    mixed,
    pick,
)
from demo.drawing.sewn import flat_piece, patch, stroke
from demo.drawing.shapes import placed, smooth

Rng = np.random.Generator


ROBES = (CINNABAR, ROUGE, INDIGO, JADE, GOLD, PLUM, TEAL, ROSE, MOSS)


def lump(
    canvas: Canvas,
    x: float,
    y: float,
    rx: float,
    ry: float,
    colour: Colour,
    base: float,
    *,
    angle: float = 0.0,
    deep: float = 1.0,
    gloss: float = 0.22,
) -> None:
    """Draw a rounded mass of clay."""
    patch(canvas, x, y, rx, ry, colour, base, angle=angle, thick=min(rx, ry) * 0.8 * deep, gloss=gloss, felt=0.018)


def dots(
    canvas: Canvas, x: float, y: float, size: float, colours: tuple[Colour, Colour], base: float, petals: int = 6
) -> None:
    """Draw a painted flower: a ring of dots round one."""
    for k in range(petals):
        a = 2 * np.pi * k / petals
        patch(
            canvas,
            x + size * np.cos(a),
            y + size * np.sin(a),
            size * 0.46,
            size * 0.46,
            colours[0],
            base,
            thick=0.003,
            gloss=0.2,
            felt=0.0,
        )
    patch(canvas, x, y, size * 0.45, size * 0.45, colours[1], base, thick=0.003, gloss=0.2, felt=0.0)


def clay(canvas: Canvas, rng: Rng) -> None:
    """Draw a painted clay figure (泥塑小件): a child, a rabbit, a rooster or an ox."""
    [child, rabbit, rooster, ox][int(rng.integers(4))](canvas, rng)


def face(canvas: Canvas, x: float, y: float, r: float, base: float) -> None:
    """Draw a quiet smiling face."""
    blush, shade = mixed(PEACH, ROSE, 0.55), mixed(SHELL, BRICK, 0.5)
    for side in (-1, 1):
        lid = [(x + side * r * dx, y + r * dy) for dx, dy in ((0.16, -0.02), (0.34, -0.10), (0.52, -0.01))]
        brow = [(x + side * r * dx, y + r * dy) for dx, dy in ((0.16, -0.24), (0.36, -0.32), (0.54, -0.24))]
        stroke(canvas, lid, r * 0.036, INK, base, flat=0.2)
        stroke(canvas, brow, r * 0.026, SMOKED, base, flat=0.2)
        cheek = (x + side * r * 0.52, y + r * 0.24, r * 0.16, r * 0.12)
        patch(canvas, *cheek, blush, base - 0.02, thick=0.002, felt=0.0)
    stroke(canvas, [(x - r * 0.04, y + r * 0.16), (x + r * 0.05, y + r * 0.17)], r * 0.03, shade, base, flat=0.4)
    smile = [(x - r * 0.15, y + r * 0.36), (x, y + r * 0.43), (x + r * 0.15, y + r * 0.36)]
    stroke(canvas, smile, r * 0.045, CINNABAR, base, flat=0.3)


def child(canvas: Canvas, rng: Rng) -> None:
    """Draw a plump child sitting, holding a fish or a peach."""
    robe, sash = pick(rng, ROBES), pick(rng, (GOLD, CREAM, MINT, SKY))
    lump(canvas, 0, 0.36, 0.44, 0.26, mixed(robe, INK, 0.12), 0.0)
    for side in (-1, 1):
        lump(canvas, side * 0.24, 0.50, 0.20, 0.10, mixed(sash, robe, 0.2), 0.12, angle=side * 0.25)
        lump(canvas, side * 0.07, 0.55, 0.07, 0.05, INK, 0.18)
    lump(canvas, 0, 0.20, 0.34, 0.34, robe, 0.05)
    dots(canvas, -0.19, 0.34, 0.040, (sash, CINNABAR if robe != CINNABAR else GOLD), 0.27)
    dots(canvas, 0.20, 0.36, 0.034, (sash, PAPER), 0.27)
    lump(canvas, 0, -0.26, 0.31, 0.29, SHELL, 0.10)
    for side in (-1, 1):
        lump(canvas, side * 0.31, -0.22, 0.05, 0.07, SHELL, 0.12)
        lump(canvas, side * 0.19, -0.54, 0.10, 0.10, INK, 0.12)
        stroke(canvas, [(side * 0.11, -0.50), (side * 0.19, -0.47), (side * 0.27, -0.50)], 0.018, CINNABAR, 0.22)
    hair = smooth([(-0.17, -0.44), (0, -0.37), (0.17, -0.44), (0.12, -0.53), (0, -0.555), (-0.12, -0.53)], 10)
    flat_piece(canvas, hair, INK, 0.30, 0.02, 0.2)
    face(canvas, 0, -0.22, 0.29, 0.36)
    if rng.random() < 0.5:
        carp(canvas, rng, 0.0, 0.20)
    else:
        lump(canvas, 0, 0.20, 0.15, 0.14, PEACH, 0.30)
        patch(canvas, 0.03, 0.13, 0.10, 0.07, ROSE, 0.42, thick=0.004, felt=0.0)
        for side in (-1, 1):
            lump(canvas, side * 0.12, 0.33, 0.09, 0.035, LEAF, 0.38, angle=side * -0.4)
    for side in (-1, 1):
        lump(canvas, side * 0.29, 0.12, 0.09, 0.19, mixed(robe, PAPER, 0.08), 0.22, angle=side * 0.55)
        lump(canvas, side * 0.19, 0.25, 0.065, 0.055, SHELL, 0.36)


def carp(canvas: Canvas, rng: Rng, x: float, y: float) -> None:
    """Draw a carp held across the lap."""
    tint = pick(rng, (CINNABAR, GOLD, SKY))
    body = smooth(
        [
            (-0.26, 0.02),
            (-0.12, -0.08),
            (0.08, -0.07),
            (0.18, -0.02),
            (0.30, -0.10),
            (0.27, 0.02),
            (0.31, 0.12),
            (0.17, 0.04),
            (0.04, 0.09),
            (-0.14, 0.09),
        ],
        8,
    )
    flat_piece(canvas, placed(body, x, y), tint, 0.30, 0.08, 0.25)
    patch(canvas, x - 0.18, y - 0.01, 0.025, 0.025, PAPER, 0.38, thick=0.004)
    patch(canvas, x - 0.18, y - 0.01, 0.013, 0.013, INK, 0.385, thick=0.004)
    for k in range(4):
        stroke(
            canvas,
            [(x - 0.08 + 0.06 * k, y - 0.05), (x - 0.055 + 0.06 * k, y + 0.01), (x - 0.08 + 0.06 * k, y + 0.06)],
            0.007,
            GOLD if tint != GOLD else ROUGE,
            0.385,
        )


def rabbit(canvas: Canvas, rng: Rng) -> None:
    """Draw a seated rabbit in a painted robe."""
    robe, trim = pick(rng, ROBES), pick(rng, (GOLD, CREAM, MINT))
    fur = pick(rng, (PEARL, PAPER, CREAM))
    for side in (-1, 1):
        lump(canvas, side * 0.11, -0.62, 0.065, 0.25, fur, 0.05, angle=side * 0.14)
        lump(canvas, side * 0.115, -0.60, 0.034, 0.18, PEACH, 0.10, angle=side * 0.14, deep=0.4)
    lump(canvas, 0, 0.33, 0.40, 0.30, mixed(robe, INK, 0.15), 0.0)
    lump(canvas, 0, 0.15, 0.30, 0.34, robe, 0.06)
    for k in range(5):
        dots(
            canvas,
            (k - 2) * 0.125,
            0.50 - 0.02 * abs(k - 2),
            0.030,
            (trim, CINNABAR if robe != CINNABAR else INDIGO),
            0.22,
        )
    stroke(canvas, [(-0.2, -0.10), (-0.02, 0.06), (0.06, 0.36)], 0.020, trim, 0.30, gloss=0.3)
    stroke(canvas, [(0.2, -0.10), (0.03, 0.06)], 0.020, trim, 0.30, gloss=0.3)
    lump(canvas, 0, -0.22, 0.25, 0.235, fur, 0.12)
    for side in (-1, 1):
        patch(canvas, side * 0.10, -0.24, 0.034, 0.042, INK, 0.30, thick=0.02, gloss=0.9)
        patch(canvas, side * 0.155, -0.15, 0.05, 0.034, mixed(PEACH, ROSE, 0.5), 0.28, thick=0.002, felt=0.0)
        lump(canvas, side * 0.20, 0.10, 0.085, 0.15, mixed(robe, PAPER, 0.1), 0.24, angle=side * 0.5)
        lump(canvas, side * 0.10, 0.22, 0.06, 0.05, fur, 0.34)
        lump(canvas, side * 0.17, 0.60, 0.12, 0.06, fur, 0.16)
    stroke(canvas, [(-0.045, -0.125), (0, -0.105), (0.045, -0.125)], 0.010, CINNABAR, 0.32)
    stroke(canvas, [(0, -0.115), (0, -0.155)], 0.012, ROSE, 0.32)
    stroke(canvas, [(0.10, 0.36), (0.10, 0.04), (0.10, 0.0)], 0.018, WALNUT, 0.40)


def rooster(canvas: Canvas, rng: Rng) -> None:
    """Draw a crowing rooster with a painted tail."""
    body = pick(rng, (PAPER, GOLD, CINNABAR, SKY, CREAM))
    tones = (INDIGO, JADE, CINNABAR, GOLD, PLUM)
    plumes(canvas, tones)
    lump(canvas, 0.02, 0.52, 0.20, 0.085, LEAF, 0.0)
    lump(canvas, -0.02, 0.22, 0.34, 0.26, body, 0.05, angle=-0.15)
    lump(canvas, -0.24, -0.08, 0.16, 0.28, body, 0.08, angle=0.22)
    lump(canvas, -0.28, -0.33, 0.14, 0.13, body, 0.12)
    for k in range(3):
        lump(canvas, -0.36 + 0.09 * k, -0.49 - 0.025 * (k == 1), 0.062, 0.078, CINNABAR, 0.10)
    flat_piece(canvas, smooth([(-0.40, -0.36), (-0.53, -0.30), (-0.40, -0.27)], 8), GOLD, 0.2, 0.03, 0.3)
    lump(canvas, -0.39, -0.18, 0.05, 0.085, CINNABAR, 0.2)
    patch(canvas, -0.31, -0.36, 0.034, 0.034, PAPER, 0.24, thick=0.004)
    patch(canvas, -0.315, -0.36, 0.019, 0.019, INK, 0.245, thick=0.01, gloss=0.8)
    wing = mixed(pick(rng, (CINNABAR, INDIGO, JADE, ROUGE)), body, 0.1)
    lump(canvas, 0.04, 0.18, 0.20, 0.14, wing, 0.26, angle=-0.35)
    for k in range(4):
        stroke(
            canvas,
            [(0.06 + 0.03 * k, 0.12 + 0.05 * k), (0.16, 0.15 + 0.05 * k), (0.26, 0.08 + 0.05 * k)],
            0.013,
            GOLD if wing != GOLD else ROUGE,
            0.37,
            gloss=0.2,
        )
    for k in range(5):
        stroke(
            canvas,
            [(-0.34 + 0.075 * k, 0.02), (-0.335 + 0.07 * k, 0.10), (-0.30 + 0.075 * k, 0.03)],
            0.010,
            tones[k],
            0.27,
        )
    dots(canvas, -0.14, 0.32, 0.036, (ROSE, GOLD), 0.27)


def plumes(canvas: Canvas, tones: tuple[Colour, ...]) -> None:
    """Draw the tail, feather over feather."""
    for k in range(6):
        a = 0.2 + k * 0.24
        tip = (0.30 + 0.34 * np.cos(a), 0.0 - 0.50 * np.sin(a))
        stroke(
            canvas,
            [
                (0.14, 0.14),
                (0.30 + 0.10 * np.cos(a), -0.06 - 0.36 * np.sin(a) * 0.9),
                (tip[0] + 0.05, tip[1]),
                (tip[0] + 0.12, tip[1] + 0.14),
            ],
            0.062,
            tones[k % 5],
            0.02 + 0.01 * k,
            flat=0.8,
            taper=0.7,
            gloss=0.25,
        )


def ox(canvas: Canvas, rng: Rng) -> None:
    """Draw a lying ox with flowers on its flank."""
    hide, bloom = pick(rng, (CINNABAR, GOLD, INDIGO, BRICK, SMOKED, PEARL)), pick(rng, (CREAM, GOLD, ROSE, MINT))
    stroke(
        canvas,
        [(0.46, 0.22), (0.60, 0.14), (0.56, -0.04), (0.46, -0.02)],
        0.032,
        mixed(hide, INK, 0.3),
        0.03,
        flat=0.9,
        taper=0.2,
        gloss=0.2,
    )
    lump(canvas, 0.14, 0.22, 0.44, 0.30, hide, 0.05)
    for x in (-0.10, 0.20, 0.40):
        lump(canvas, x, 0.50, 0.15, 0.085, mixed(hide, INK, 0.12), 0.12)
        lump(canvas, x - 0.12, 0.53, 0.05, 0.05, INK, 0.16)
    dots(canvas, 0.20, 0.16, 0.072, (bloom, CINNABAR if hide != CINNABAR else INDIGO), 0.30, 7)
    for x, y in ((0.38, 0.26), (0.05, 0.34), (0.36, 0.06), (0.04, 0.06)):
        dots(canvas, x, y, 0.032, (bloom, PAPER), 0.28)
    for side in (-1, 1):
        stroke(
            canvas,
            [(-0.30 + side * 0.10, -0.26), (-0.30 + side * 0.26, -0.34), (-0.30 + side * 0.24, -0.52)],
            0.044,
            CREAM,
            0.16,
            flat=0.9,
            taper=0.85,
            gloss=0.3,
        )
        lump(canvas, -0.30 + side * 0.27, -0.15, 0.11, 0.055, mixed(hide, INK, 0.1), 0.14, angle=side * 0.3)
    lump(canvas, -0.30, -0.06, 0.22, 0.25, hide, 0.2)
    lump(canvas, -0.30, 0.12, 0.18, 0.13, SHELL, 0.30)
    for side in (-1, 1):
        patch(canvas, -0.30 + side * 0.10, -0.10, 0.038, 0.038, PAPER, 0.38, thick=0.004)
        patch(canvas, -0.30 + side * 0.10, -0.095, 0.024, 0.024, INK, 0.385, thick=0.012, gloss=0.9)
        patch(canvas, -0.30 + side * 0.07, 0.09, 0.022, 0.016, SMOKED, 0.40, thick=0.002)
    stroke(canvas, [(-0.38, 0.18), (-0.30, 0.205), (-0.22, 0.18)], 0.010, CINNABAR, 0.40)
    dots(canvas, -0.30, -0.21, 0.030, (bloom, GOLD), 0.38)
