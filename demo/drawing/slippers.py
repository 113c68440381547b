"""Draw corn-husk slippers (玉米皮草编拖鞋)."""

from typing import Any

import numpy as np

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.palette import DYES, GOLD, HUSK, NATURALS, mixed, pick, varied
from demo.drawing.shapes import Points, ellipse, placed, puff, smooth
from demo.drawing.strands import lay
from demo.drawing.weaves import coloured, plaited, woven

Rng = np.random.Generator


def slippers(canvas: Canvas, rng: Rng) -> None:
    """Draw a pair of corn-husk slippers (玉米皮草编拖鞋) from above."""
    husk = mixed(HUSK, pick(rng, NATURALS), rng.uniform(0.1, 0.6))
    dye = pick(rng, DYES)
    style = {
        "weave": rng.choice(["plain", "stripe", "check"]),
        "long": rng.uniform(0.42, 0.56),
        "flower": rng.random() < 0.45,
        "open": rng.random() < 0.4,
    }
    state = rng.bit_generator.state
    for side in (-1, 1):
        rng.bit_generator.state = state
        slipper(canvas, rng, side, husk, dye, style)


def sole_outline() -> Points:
    """Return a left sole pointing up, within about 0.27 x 0.75."""
    return smooth(
        [
            (0.02, -0.74),
            (0.19, -0.66),
            (0.27, -0.42),
            (0.25, -0.12),
            (0.20, 0.14),
            (0.23, 0.42),
            (0.17, 0.66),
            (0.0, 0.74),
            (-0.16, 0.66),
            (-0.21, 0.42),
            (-0.19, 0.12),
            (-0.25, -0.16),
            (-0.27, -0.44),
            (-0.16, -0.68),
        ],
        10,
    )


def slipper(canvas: Canvas, rng: Rng, side: int, husk: Colour, dye: Colour, style: dict[str, Any]) -> None:
    """Draw one slipper: a coiled sole, a woven upper across the instep, a roped edge."""
    cx, angle = side * 0.335, side * 0.09
    win = canvas.window((cx - 0.34, -0.75, cx + 0.34, 0.80))
    outline = placed(sole_outline(), cx, 0.02, 1, angle, flip=side > 0)
    mask = canvas.polygon(win, outline)
    px, py = win.x - cx, win.y - 0.02
    rings = np.sqrt((px / 0.27) ** 2 + (py / 0.75) ** 2)
    weave = plaited(np.arctan2(py / 0.75, px / 0.27) * 18 * np.clip(rings, 0.25, 1), rings * 5.6, rng)
    table = varied(rng, husk, 12, 0.05)
    canvas.put(
        win,
        mask,
        coloured(weave, table, weave.row * 5 + weave.col),
        weave.height * np.float32(0.016) + puff(mask, canvas.scale * 0.03, 0.03),
    )
    lay(canvas, [np.vstack([outline, outline[:2]])], 0.030, husk, twist=0.5, pitch=2.0, base=0.02)
    upper(canvas, rng, cx, angle, side, husk, dye, style)


def upper(
    canvas: Canvas, rng: Rng, cx: float, angle: float, side: int, husk: Colour, dye: Colour, style: dict[str, Any]
) -> None:
    """Draw the upper over the toes, arched and woven."""
    low = -0.74 + style["long"] + 0.30
    tip = -0.60 if style["open"] else -0.775
    half = [
        (0.0, tip),
        (0.15, tip + 0.05),
        (0.265, -0.52),
        (0.305, -0.36),
        (0.285, low - 0.05),
        (0.20, low - 0.03),
        (0.0, low - 0.11),
    ]
    edge = smooth([*half, *[(-x, y) for x, y in half[-2:0:-1]]], 10)
    win = canvas.window((cx - 0.36, -0.80, cx + 0.36, 0.2))
    mask = canvas.polygon(win, placed(edge, cx, 0.02, 1, angle, flip=side > 0))
    u, v = (win.x - cx + 0.6) / 0.042 + 0 * win.y, (win.y + 1) / 0.036 + 4 * (win.x - cx) ** 2 / 0.09
    weave = woven(u, v, rng, weft=1.0, warp=0.92, rough=0.9)
    table = np.vstack([varied(rng, husk, 10, 0.06), varied(rng, dye, 6, 0.06)])
    dyed = {
        "plain": weave.row < 0,
        "stripe": (weave.row % 6 < 2) & weave.weft,
        "check": (weave.col % 4 < 2) & ~weave.weft,
    }[str(style["weave"])]
    index = np.where(dyed, 10 + weave.row % 6, (weave.row * 3 + weave.col * 7) % 10)
    arch = 0.20 * np.sqrt(np.clip(1 - ((win.x - cx) / 0.33) ** 2, 0, 1)) * np.clip((win.y + 1.0) * 3, 0.3, 1)
    height = arch * mask + weave.height * np.float32(0.012)
    canvas.put(win, mask, coloured(weave, table, index), height.astype(np.float32), base=0.03, relief=0.9)
    ring = placed(edge, cx, 0.02, 1, angle, flip=side > 0)
    lay(
        canvas,
        [np.vstack([ring, ring[:2]])],
        0.021,
        mixed(husk, dye, 0.0 if style["weave"] == "plain" else 0.75),
        twist=0.5,
        pitch=2.0,
        base=0.12,
    )
    if style["flower"]:
        husk_flower(canvas, rng, cx, -0.33, dye, husk)


def husk_flower(canvas: Canvas, rng: Rng, x: float, y: float, dye: Colour, husk: Colour) -> None:
    """Draw a small flower of folded husk."""
    for size, tint, z in ((0.11, mixed(dye, husk, 0.2), 0.24), (0.07, mixed(dye, husk, 0.6), 0.28)):
        for k in range(7):
            a = k * 2 * np.pi / 7 + size * 20
            win = canvas.window((x - 0.16, y - 0.16, x + 0.16, y + 0.16))
            d = ellipse(
                win.x, win.y, x + size * 0.6 * np.cos(a), y + size * 0.6 * np.sin(a), size * 0.55, size * 0.30, a
            )
            canvas.put(win, canvas.inside(d), varied(rng, tint, 1, 0.1)[0], np.clip(-d, 0, 0.04) * 1.3, base=z)
    win = canvas.window((x - 0.05, y - 0.05, x + 0.05, y + 0.05))
    d = ellipse(win.x, win.y, x, y, 0.032, 0.032)
    canvas.put(win, canvas.inside(d), GOLD, np.sqrt(np.clip(-d, 0, 1) * 0.05), base=0.3)
