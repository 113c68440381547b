"""Draw the parts of printed landscapes: sky, land, trees, houses, boats, reeds and ears of wheat."""

import numpy as np

from demo.drawing.woodblock import Print, between, box, darker

MOODS = (
    ("7fa3b5", "f2e2c0", "e58a3c"),
    ("d98a5a", "f6dfae", "f4efe2"),
    ("4f7390", "e9cfae", "f3e3b2"),
    ("9fb9a8", "f3ead0", "e0933f"),
    ("34506f", "d6a98c", "f6e6c4"),
    ("c9b48a", "f5ecd6", "dd7f3a"),
)


def begin(seed: int, size: tuple[int, int], horizon: float) -> tuple[Print, tuple[str, str, str]]:
    """Return a sheet with its sky, sun and clouds."""
    p = Print(size, "efe4cc", seed)
    mood = MOODS[int(p.rng.integers(len(MOODS)))]
    p.sky(mood[0], mood[1], horizon + 0.02)
    x, y = p.rng.uniform(0.2, 0.8) * p.wide, p.rng.uniform(0.16, 0.3)
    p.disc(x, y, 0.085, mood[2], shadow=0.004)
    for _ in range(4):
        cx, cy, w = p.rng.uniform(0, p.wide), p.rng.uniform(0.08, horizon - 0.12), p.rng.uniform(0.12, 0.34)
        for k in range(3):
            dx = p.rng.uniform(-0.06, 0.06)
            p.blob(
                [
                    (cx - w + dx, cy + k * 0.018),
                    (cx + dx, cy - 0.010 + k * 0.018),
                    (cx + w + dx, cy + k * 0.018),
                    (cx + dx, cy + 0.008 + k * 0.018),
                ],
                between(mood[1], "ffffff", 0.45),
            )
    return p, mood


def ridge(p: Print, y: float, rough: float, colour: str, fade: str, shadow: float = 0.006) -> None:
    """Draw a long low band of land or trees."""
    x = np.linspace(-0.02, p.wide + 0.02, 60)
    a, b = p.rng.uniform(0, 6, 2)
    top = y + rough * (np.sin(x * 3.1 + a) + 0.5 * np.sin(x * 7.7 + b))
    p.ink(
        np.vstack([np.column_stack([x, top]), [(p.wide + 0.02, 1.02), (-0.02, 1.02)]]), colour, fade=fade, shadow=shadow
    )


def poplars(p: Print, y: float, count: int, colour: str, tall: float = 0.16) -> None:
    """Draw a windbreak of poplars."""
    for x in np.sort(p.rng.uniform(0, p.wide, count)):
        h = tall * p.rng.uniform(0.6, 1.1)
        p.line([(x, y + 0.01), (x, y - h * 0.5)], 0.005, darker(colour, 0.4), taper=False)
        p.blob(
            [
                (x, y - h),
                (x + h * 0.13, y - h * 0.55),
                (x + h * 0.10, y - h * 0.15),
                (x - h * 0.10, y - h * 0.15),
                (x - h * 0.13, y - h * 0.55),
            ],
            between(colour, "d9c98a", float(p.rng.uniform(0, 0.3))),
        )


def house(p: Print, x: float, y: float, w: float, wall: str, roof: str = "4b5157") -> None:
    """Draw a brick house with a tiled roof, its door red, couplets beside it, corn under the eaves."""
    h = w * 0.46
    p.ink(box(x, y - h, x + w, y), wall, fade=darker(wall, 0.14), shadow=0.008)
    p.ink(
        [
            (x - w * 0.07, y - h + 0.004),
            (x + w * 0.05, y - h - w * 0.24),
            (x + w * 0.95, y - h - w * 0.24),
            (x + w * 1.07, y - h + 0.004),
        ],
        roof,
        fade=darker(roof, 0.25),
        shadow=0.006,
    )
    for k in range(1, 16):
        t = k / 16
        p.line(
            [(x + w * (0.05 + 0.9 * t), y - h - w * 0.235), (x + w * (-0.07 + 1.14 * t), y - h)],
            0.0022,
            darker(roof, 0.45),
            taper=False,
        )
    p.line(
        [(x + w * 0.03, y - h - w * 0.245), (x + w * 0.97, y - h - w * 0.245)], 0.010, darker(roof, 0.4), taper=False
    )
    d = x + w * 0.42
    p.ink(box(d, y - h * 0.68, d + w * 0.16, y), "9c3528", fade="74251d")
    p.line([(d + w * 0.08, y - h * 0.68), (d + w * 0.08, y)], 0.003, "4f1712", taper=False)
    for side in (d - w * 0.045, d + w * 0.175):
        p.ink(box(side, y - h * 0.66, side + w * 0.03, y - h * 0.12), "c8452f")
    for left in (x + w * 0.09, x + w * 0.70):
        p.ink(box(left, y - h * 0.66, left + w * 0.21, y - h * 0.28), "f3dfa6")
        for k in range(5):
            p.line(
                [(left + w * 0.21 * k / 4, y - h * 0.66), (left + w * 0.21 * k / 4, y - h * 0.28)],
                0.0028,
                "5b3d27",
                taper=False,
            )
        p.line([(left, y - h * 0.47), (left + w * 0.21, y - h * 0.47)], 0.0028, "5b3d27", taper=False)
    for k in range(5):
        p.disc(x + w * (0.33 + 0.008 * (k % 2)), y - h * 0.82 + k * h * 0.09, w * 0.016, "e0a73a", w * 0.022)
        p.disc(x + w * (0.655 - 0.008 * (k % 2)), y - h * 0.82 + k * h * 0.08, w * 0.012, "c8452f", w * 0.018)


def rows(p: Print, top: float, light: str, dark: str) -> None:
    """Draw rows of stubble or seedlings running to a vanishing point."""
    vx = p.wide * 0.5
    for k in range(-16, 17):
        x = vx + k * 0.16
        if abs(k) < 2:
            continue
        a, b = vx + (x - vx) * 0.42, vx + (x - vx) * 1.5
        for j in range(14):
            t0 = (j / 14) ** 1.5
            t1 = t0 + 0.03
            p.line(
                [
                    (a + (b - a) * t0, top + (1.02 - top) * t0),
                    (a + (b - a) * t1 + 0.004, top + (1.02 - top) * t0 - 0.006 - 0.02 * t0),
                ],
                0.003 + 0.005 * t0,
                light if (k + j) % 2 else dark,
            )


def ear(p: Print, x: float, y: float, size: float) -> None:
    """Draw one ear of wheat on its stalk."""
    lean = p.rng.uniform(-0.2, 0.4) * size
    p.line([(x, y + size), (x + lean * 0.4, y), (x + lean, y - size)], size * 0.05, "8f6a22", taper=False)
    for k in range(5):
        t = k / 5
        ex, ey = x + lean * (0.6 + 0.5 * t), y - size * (0.45 + 0.6 * t)
        for side in (-1, 1):
            p.blob(
                [(ex, ey), (ex + side * size * 0.10, ey - size * 0.10), (ex + side * size * 0.05, ey - size * 0.22)],
                "f0cf7a" if side < 0 else "cf9a3a",
                grain=0.02,
            )


def reed(p: Print, x: float, foot: float, tall: float) -> None:
    """Draw a reed: stalk, two leaves, a plume."""
    lean = p.rng.uniform(0.02, 0.14) * tall
    tone = between("6c7a42", "b9924a", float(p.rng.random()))
    p.line(
        [(x, foot), (x + lean * 0.4, foot - tall * 0.5), (x + lean, foot - tall)],
        0.012 * tall + 0.002,
        tone,
        taper=False,
    )
    for t, side in ((0.35, 1), (0.55, -1), (0.7, 1)):
        px, py = x + lean * t, foot - tall * t
        p.line(
            [(px, py), (px + side * tall * 0.14, py - tall * 0.14), (px + side * tall * 0.30, py - tall * 0.08)],
            0.026 * tall,
            tone,
        )
    tip = (x + lean, foot - tall)
    p.blob(
        [
            tip,
            (tip[0] + tall * 0.06, tip[1] - tall * 0.06),
            (tip[0] + tall * 0.09, tip[1] - tall * 0.24),
            (tip[0] + tall * 0.01, tip[1] - tall * 0.14),
        ],
        between("d9c3a0", "8c6443", float(p.rng.random() * 0.7)),
        grain=0.08,
    )


def boat(p: Print, x: float, y: float, w: float) -> None:
    """Draw a flat boat with a poler in a straw hat and a load of reeds."""
    p.blob([(x - w * 1.1, y + 0.035), (x, y + 0.045), (x + w * 1.1, y + 0.035), (x, y + 0.055)], "3f5560")
    p.blob(
        [
            (x - w, y - 0.014),
            (x - w * 0.5, y + 0.024),
            (x + w * 0.5, y + 0.024),
            (x + w, y - 0.020),
            (x + w * 0.6, y + 0.006),
            (x - w * 0.6, y + 0.006),
        ],
        "5b3d27",
        shadow=0.004,
    )
    for k in range(9):
        sx = x - w * 0.1 + k * w * 0.07
        p.line(
            [(sx, y + 0.004), (sx + w * 0.18, y - 0.030 - 0.004 * (k % 3))], 0.010, between("d9b978", "a8793f", k / 9)
        )
    bx = x - w * 0.5
    p.blob(
        [
            (bx - 0.014, y + 0.004),
            (bx - 0.016, y - 0.05),
            (bx, y - 0.07),
            (bx + 0.018, y - 0.05),
            (bx + 0.016, y + 0.004),
        ],
        "2c4a78",
    )
    p.disc(bx + 0.002, y - 0.078, 0.010, "d9a982")
    p.blob([(bx - 0.026, y - 0.080), (bx, y - 0.102), (bx + 0.030, y - 0.080)], "d9b978")
    p.line([(bx + 0.02, y - 0.12), (bx - 0.07, y + 0.04)], 0.004, "3a2a1c", taper=False)


def willow(p: Print, x: float, foot: float, tall: float) -> None:
    """Draw a weeping willow."""
    p.line([(x - 0.01, foot), (x + 0.012, foot - tall * 0.4), (x - 0.006, foot - tall * 0.8)], 0.045, "5b4632")
    for _ in range(70):
        sx, sy = x + p.rng.normal(0, 0.10), foot - tall * p.rng.uniform(0.65, 1.0)
        drop = p.rng.uniform(0.15, 0.36)
        p.line(
            [(sx, sy), (sx + (sx - x) * 0.4, sy + drop * 0.4), (sx + (sx - x) * 0.5, sy + drop)],
            0.008,
            between("6f8a3f", "b9c06a", float(p.rng.random())),
        )


def jujube_tree(p: Print, x: float, y: float, s: float) -> None:
    """Draw one tree: a bent trunk, boughs, leaves in tiers, red fruit among them."""
    p.line(
        [(x - 0.03 * s, y + 0.02 * s), (x + 0.05 * s, y - 0.4 * s), (x - 0.02 * s, y - 0.85 * s)], 0.11 * s, "4f3a2a"
    )
    for side in (-1, 1):
        p.line(
            [(x + 0.03 * s, y - 0.42 * s), (x + side * 0.18 * s, y - 0.62 * s), (x + side * 0.34 * s, y - 0.72 * s)],
            0.05 * s,
            "4f3a2a",
        )
    crown = [
        (dx, dy) for dy, n in ((0.62, 4), (0.80, 5), (0.98, 4), (1.12, 2)) for dx in np.linspace(-0.13 * n, 0.13 * n, n)
    ]
    for dx, dy in crown:
        cx, cy, r = x + dx * s + p.rng.normal(0, 0.02), y - dy * s, s * p.rng.uniform(0.15, 0.21)
        outline = [
            (cx - r, cy),
            (cx - r * 0.4, cy - r * 0.6),
            (cx + r * 0.5, cy - r * 0.55),
            (cx + r, cy + r * 0.1),
            (cx, cy + r * 0.4),
        ]
        p.blob(outline, between("56733a", "8fa050", float(p.rng.random())), shadow=0.003)
        for _ in range(3):
            p.disc(
                cx + p.rng.uniform(-0.7, 0.7) * r, cy + p.rng.uniform(-0.35, 0.3) * r, 0.013 * s, "b8321f", 0.018 * s
            )


def pot(p: Print, x: float, foot: float, r: float) -> None:
    """Draw a basket as a printmaker would cut it."""
    tone = between("d9b978", "8c5f35", float(p.rng.random()))
    p.blob(
        [
            (x - r, foot - r * 1.1),
            (x - r * 0.95, foot - r * 0.4),
            (x - r * 0.7, foot),
            (x + r * 0.7, foot),
            (x + r * 0.95, foot - r * 0.4),
            (x + r, foot - r * 1.1),
        ],
        tone,
        fade=darker(tone, 0.3),
        shadow=0.006,
    )
    for k in range(5):
        y = foot - r * (0.15 + 0.2 * k)
        p.line([(x - r * 0.9, y - 0.003), (x, y + r * 0.10), (x + r * 0.9, y - 0.003)], r * 0.05, darker(tone, 0.42))
    p.disc(x, foot - r * 1.12, r, darker(tone, 0.5), r * 0.2)
