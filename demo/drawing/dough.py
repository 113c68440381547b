"""Draw gift boxes of steamed dough flowers (面花礼盒)."""

import numpy as np

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.noise import Array, read
from demo.drawing.palette import CINNABAR, GOLD, INK, LEAF, MINT, PAPER, PLUM, ROSE, linear, mixed, pick, varied
from demo.drawing.sewn import flat_piece, patch, stroke
from demo.drawing.shapes import placed, slab, smooth

Rng = np.random.Generator


def dough(canvas: Canvas, rng: Rng) -> None:
    """Draw a gift box of dough flowers (面花礼盒), twelve in their places."""
    across, down = [(4, 3), (3, 4), (3, 3)][int(rng.integers(3))]
    cell = 1.36 / max(across, down)
    half = (across * cell / 2, down * cell / 2)
    card = pick(
        rng,
        (linear("a8483a"), linear("c9a878"), linear("35506e"), linear("7c2f35"), linear("8a9a7c"), linear("d8c6a8")),
    )
    win = canvas.window()
    outer = slab(win.x, win.y, 0, 0, half[0] + 0.075, half[1] + 0.075, 0.02)
    tone = 1 + 0.03 * read("paper", win.x * 300, win.y * 300)
    canvas.put(
        win,
        canvas.inside(outer),
        np.asarray(card, np.float32)[:, None, None] * tone,
        np.clip(-outer, 0, 0.012),
        base=0.16,
    )
    tray_ = slab(win.x, win.y, 0, 0, half[0] + 0.03, half[1] + 0.03, 0.01)
    canvas.put(win, canvas.inside(tray_), np.asarray(PAPER, np.float32)[:, None, None] * tone * 0.86, 0.0 * tray_)
    walls = [slab(win.x, win.y, -half[0] + k * cell, 0, 0.008, half[1] + 0.03) for k in range(1, across)]
    walls += [slab(win.x, win.y, 0, -half[1] + k * cell, half[0] + 0.03, 0.008) for k in range(1, down)]
    for d in walls:
        canvas.put(win, canvas.inside(d), mixed(PAPER, card, 0.25), 0.0 * d, base=0.10)
    kinds = [rose_bun, jujube, peach, chrysanthemum, hedgehog, butterfly_bun]
    order = rng.permutation(len(kinds))[: int(rng.integers(3, 6))]
    tints = [ROSE, CINNABAR, GOLD, MINT, PLUM, LEAF]
    for k in range(across * down):
        x, y = -half[0] + (k % across + 0.5) * cell, -half[1] + (k // across + 0.5) * cell
        kinds[order[(k + k // across) % len(order)]](
            canvas, rng, x, y, cell * 0.40, tints[int(rng.integers(len(tints)))]
        )


WHITE_FLOUR = linear("f7ecd8")


def steamed(
    canvas: Canvas, x: float, y: float, r: float, height: Array, mask: Array, tint: Array | Colour, base: float = 0.02
) -> None:
    """Draw a piece of dough: matt, a little translucent."""
    win = canvas.window((x - r * 1.2, y - r * 1.2, x + r * 1.2, y + r * 1.2))
    canvas.put(win, mask, tint, height, base=base, gloss=0.06, relief=0.85)


def bloom(
    canvas: Canvas,
    x: float,
    y: float,
    r: float,
    petals: int,
    sharp: float,
    tint: Colour,
    turn: float,
    base: float = 0.02,
    stain: float = 0.5,
) -> None:
    """Draw a round of petals pressed from one ball of dough, stained toward the middle or the tips."""
    win = canvas.window((x - r * 1.2, y - r * 1.2, x + r * 1.2, y + r * 1.2))
    if 0 in win.shape:
        return
    dx, dy = win.x - x, win.y - y
    dist, a = np.hypot(dx, dy) / r, np.arctan2(dy, dx) + turn
    wave = np.abs(np.cos(a * petals / 2)) ** sharp
    edge = 0.74 + 0.26 * wave
    inner = np.clip(1 - (dist / edge) ** 2, 0, 1)
    height = r * np.sqrt(inner) * (0.38 + 0.20 * wave * np.clip(dist * 1.6, 0, 1))
    colour = np.asarray(WHITE_FLOUR, np.float32)[:, None, None] * np.ones_like(dist)
    blush = stain * np.exp(-(((dist - 0.78) / 0.28) ** 2)) * wave
    colour = colour + (np.asarray(tint, np.float32)[:, None, None] - colour) * blush
    colour = colour * (0.72 + 0.28 * np.clip(wave * 1.5 + (1 - dist) * 0.6, 0, 1))
    steamed(
        canvas,
        x,
        y,
        r,
        height.astype(np.float32),
        np.clip((edge - dist) * r * canvas.scale + 0.5, 0, 1).astype(np.float32),
        colour.astype(np.float32),
        base,
    )


def rose_bun(canvas: Canvas, rng: Rng, x: float, y: float, r: float, tint: Colour) -> None:
    for k, grow in enumerate((1.0, 0.72, 0.46, 0.22)):
        bloom(canvas, x, y, r * grow, 5, 0.7, tint, k * 0.7 + rng.random(), 0.03 + 0.035 * k, 0.75)


def chrysanthemum(canvas: Canvas, _rng: Rng, x: float, y: float, r: float, tint: Colour) -> None:
    for k, grow in enumerate((1.0, 0.70, 0.42)):
        bloom(canvas, x, y, r * grow, 14 - 4 * k, 0.5, tint, k * 0.2, 0.03 + 0.04 * k, 0.6)
    patch(canvas, x, y, r * 0.13, r * 0.13, GOLD, 0.2, thick=0.02)


def jujube(canvas: Canvas, rng: Rng, x: float, y: float, r: float, _tint: Colour) -> None:
    """Draw coils of dough, each holding a red date."""
    bloom(canvas, x, y, r * 0.98, 6, 0.4, WHITE_FLOUR, 0.0, 0.0, 0.0)
    spots = [(r * 0.60 * np.cos(a), r * 0.60 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 7)[:-1]]
    for dx, dy in [*spots, (0.0, 0.0)]:
        a = np.linspace(0, 2 * np.pi, 26)
        ring = np.column_stack([x + dx + r * 0.25 * np.cos(a), y + dy + r * 0.25 * np.sin(a)])
        stroke(canvas, [(float(p), float(q)) for p, q in ring[::3]], r * 0.10, WHITE_FLOUR, 0.07, flat=0.9, taper=0.0)
        patch(
            canvas,
            x + dx,
            y + dy,
            r * 0.16,
            r * 0.13,
            varied(rng, linear("7a1f1a"), 1, 0.1)[0],
            0.10,
            angle=rng.uniform(0, 3),
            thick=r * 0.12,
            gloss=0.35,
        )


def peach(canvas: Canvas, _rng: Rng, x: float, y: float, r: float, _tint: Colour) -> None:
    """Draw a longevity peach with two leaves."""
    win = canvas.window((x - r * 1.2, y - r * 1.2, x + r * 1.2, y + r * 1.2))
    outline = placed(
        smooth(
            [
                (0, -0.98),
                (0.34, -0.72),
                (0.80, -0.28),
                (0.84, 0.28),
                (0.48, 0.70),
                (0, 0.80),
                (-0.48, 0.70),
                (-0.84, 0.28),
                (-0.80, -0.28),
                (-0.34, -0.72),
            ],
            8,
        ),
        x,
        y,
        r,
    )
    flat_piece(canvas, outline, WHITE_FLOUR, 0.02, r * 0.55, 0.05)
    blush = np.exp(-(((win.x - x) / (0.55 * r)) ** 2) - ((win.y - y + 0.75 * r) / (0.75 * r)) ** 2)
    canvas.paint(win, np.asarray(blush, np.float32) * canvas.polygon(win, outline), mixed(ROSE, CINNABAR, 0.2), 0.85)
    stroke(
        canvas,
        [(x + 0.03 * r, y - 0.9 * r), (x + 0.14 * r, y - 0.2 * r), (x + 0.02 * r, y + 0.6 * r)],
        r * 0.035,
        mixed(ROSE, WHITE_FLOUR, 0.4),
        0.02 + r * 0.45,
        flat=0.2,
    )
    for side in (-1, 1):
        patch(
            canvas,
            x + side * r * 0.34,
            y + r * 0.74,
            r * 0.34,
            r * 0.14,
            mixed(LEAF, WHITE_FLOUR, 0.25),
            0.10,
            angle=-side * 0.35,
            thick=r * 0.1,
        )


def hedgehog(canvas: Canvas, _rng: Rng, x: float, y: float, r: float, tint: Colour) -> None:
    """Draw a hedgehog, its spines snipped with scissors."""
    patch(canvas, x, y, r * 0.92, r * 0.72, WHITE_FLOUR, 0.02, thick=r * 0.5)
    for row in range(4):
        for k in range(6):
            px, py = x - 0.25 * r + (k - 1) * r * 0.22 + 0.1 * r * (row % 2), y + (row - 1.5) * r * 0.30
            if ((px - x) / 0.85) ** 2 + ((py - y) / 0.62) ** 2 < r * r * 0.85:
                stroke(
                    canvas,
                    [(px, py), (px + 0.12 * r, py - 0.03 * r), (px + 0.24 * r, py - 0.10 * r)],
                    r * 0.065,
                    mixed(WHITE_FLOUR, tint, 0.12),
                    0.15,
                    flat=0.9,
                    taper=0.9,
                )
    for dy in (-0.16, 0.16):
        patch(canvas, x - r * 0.66, y + dy * r, r * 0.06, r * 0.06, INK, 0.14, thick=0.01, gloss=0.8)
    patch(canvas, x - r * 0.88, y, r * 0.07, r * 0.06, CINNABAR, 0.12, thick=0.01)


def butterfly_bun(canvas: Canvas, _rng: Rng, x: float, y: float, r: float, tint: Colour) -> None:
    """Draw a butterfly of four rolled wings."""
    for sx, sy, grow in ((-1, -1, 0.46), (1, -1, 0.46), (-1, 1, 0.36), (1, 1, 0.36)):
        cx, cy = x + sx * r * 0.42, y + sy * r * 0.36
        a = np.linspace(0, 12, 40)
        spiral = [
            (float(cx + r * grow * (1 - k / 14) * np.cos(k * sx)), float(cy + r * grow * (1 - k / 14) * np.sin(k * sx)))
            for k in a[::2]
        ]
        patch(canvas, cx, cy, r * grow, r * grow, mixed(WHITE_FLOUR, tint, 0.35), 0.03, thick=r * 0.2)
        stroke(canvas, spiral, r * 0.075, WHITE_FLOUR, 0.07, flat=0.9, taper=0.0)
    patch(canvas, x, y, r * 0.12, r * 0.55, WHITE_FLOUR, 0.10, thick=r * 0.2)
    for side in (-1, 1):
        stroke(
            canvas,
            [(x, y - r * 0.5), (x + side * r * 0.14, y - r * 0.72), (x + side * r * 0.28, y - r * 0.78)],
            r * 0.03,
            CINNABAR,
            0.12,
        )
