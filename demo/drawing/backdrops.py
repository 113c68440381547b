"""Draw the backgrounds of the printed makers: a moon, a lattice window, shelves of work, harvest on strings."""

import numpy as np

from demo.drawing.woodblock import Print, between, box, darker

GROUNDS = ("e9d3a2", "cfd8cf", "e6c3a6", "bccad0", "ded3b8", "d9b08c", "c9cfae", "e9dcc6")


def ground_of(seed: int) -> str:
    """Return the paper of a portrait as its sRGB code."""
    return GROUNDS[seed % len(GROUNDS)]


def backdrop(p: Print, mid: float) -> None:
    """Draw a sun, a lattice window, a shelf or hanging work behind the maker."""
    kind = int(p.rng.integers(4))
    ground = ground_of(p.seed)
    p.ink(box(0, 0, p.wide, 1), between(ground, "ffffff", 0.22), fade=darker(ground, 0.10), grain=0.04)
    if kind == 0:
        p.disc(
            mid + p.rng.uniform(-0.1, 0.1),
            0.36,
            0.30,
            str(p.rng.choice(["d98a5a", "f0d9a0", "e0a73a", "f6ead0", "c9d3c4"])),
            shadow=0.008,
        )
    elif kind == 1:
        lattice(p, mid)
    elif kind == 2:
        for y in (0.17, 0.37):
            p.ink(box(0, y, p.wide, y + 0.014), "7d5533", shadow=0.008)
            for k in range(6):
                goods(p, (k + 0.5) * p.wide / 6, y, int(p.rng.integers(3)))
    else:
        for k in range(9):
            x = (k + 0.5) * p.wide / 9
            drop = p.rng.uniform(0.08, 0.30)
            p.line([(x, 0), (x, drop)], 0.003, "7d5533", taper=False)
            for j in range(5):
                p.disc(
                    x + 0.012 * (-1) ** j, drop + 0.024 * j, 0.013, "e0a73a" if k % 2 else "b8321f", 0.02, shadow=0.003
                )


def lattice(p: Print, mid: float) -> None:
    """Draw a papered lattice window of nested frames, a paper-cut in each corner."""
    low, high = (mid - 0.32, 0.05), (mid + 0.32, 0.61)
    p.ink(box(*low, *high), "f6ecd2", fade="ecd29a", shadow=0.010)
    for inset in (0.0, 0.055, 0.17):
        x0, y0, x1, y1 = low[0] + inset, low[1] + inset, high[0] - inset, high[1] - inset
        for a, b in (((x0, y0), (x1, y0)), ((x1, y0), (x1, y1)), ((x1, y1), (x0, y1)), ((x0, y1), (x0, y0))):
            p.line([a, b], 0.010 if inset == 0 else 0.007, "6b4529", taper=False)
    for t in np.linspace(0, 1, 9)[1:-1]:
        x, y = low[0] + 0.64 * t, low[1] + 0.56 * t
        for a, b in (((x, low[1]), (x, low[1] + 0.055)), ((x, high[1] - 0.055), (x, high[1]))):
            p.line([a, b], 0.007, "6b4529", taper=False)
        for a, b in (((low[0], y), (low[0] + 0.055, y)), ((high[0] - 0.055, y), (high[0], y))):
            p.line([a, b], 0.007, "6b4529", taper=False)
    for sx, sy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        x, y = mid + sx * 0.208, 0.33 + sy * 0.168
        p.line([(x - sx * 0.058, y - sy * 0.058), (x + sx * 0.058, y + sy * 0.058)], 0.006, "6b4529", taper=False)
        turns = np.linspace(0, 2 * np.pi, 64)
        r = 0.040 + 0.005 * np.cos(8 * turns)
        p.ink(np.column_stack([x + r * np.cos(turns), y + r * np.sin(turns)]), "c8301f")
        for k in range(8):
            turn = k * np.pi / 4
            p.disc(x + 0.024 * np.cos(turn), y + 0.024 * np.sin(turn), 0.0065, "f6e6c0")
        p.disc(x, y, 0.008, "f6e6c0")


def goods(p: Print, x: float, y: float, kind: int) -> None:
    """Draw a finished piece on the shelf."""
    tone = ["c79a63", "b04a34", "5f8a8c", "d9b978"][int(p.rng.integers(4))]
    if kind == 0:
        p.ink(
            [(x - 0.045, y - 0.07), (x + 0.045, y - 0.07), (x + 0.034, y), (x - 0.034, y)],
            tone,
            fade=darker(tone, 0.3),
            shadow=0.005,
        )
        for k in range(3):
            p.line(
                [(x - 0.042, y - 0.018 - 0.018 * k), (x + 0.042, y - 0.018 - 0.018 * k)],
                0.003,
                darker(tone, 0.45),
                taper=False,
            )
    elif kind == 1:
        p.blob(
            [
                (x - 0.03, y),
                (x - 0.042, y - 0.05),
                (x - 0.014, y - 0.09),
                (x + 0.014, y - 0.09),
                (x + 0.042, y - 0.05),
                (x + 0.03, y),
            ],
            tone,
            fade=darker(tone, 0.25),
            shadow=0.005,
        )
    else:
        p.disc(x, y - 0.042, 0.042, tone, shadow=0.005)
        p.disc(x, y - 0.042, 0.026, between(tone, "ffffff", 0.5))
