"""Draw landscapes of the coast plain as woodblock prints: villages, wheat, reed marsh, canal, orchard, workshop."""

import numpy as np

from demo.drawing.landscape import begin, boat, ear, house, jujube_tree, poplars, pot, reed, ridge, rows, willow
from demo.drawing.woodblock import Print, between, box, darker


def village(seed: int, size: tuple[int, int]) -> Print:
    p, _ = begin(seed, size, 0.52)
    ridge(p, 0.50, 0.012, "8aa08a", "b9b98a")
    poplars(p, 0.55, 16, "6f8a5c")
    ridge(p, 0.56, 0.008, "c9b070", "b08c4e")
    walls = ["b9a98f", "a9907a", "cdbfa6", "b78e76"]
    for y, w, step in ((0.62, 0.26, 0.36), (0.74, 0.38, 0.55)):
        x = p.rng.uniform(-0.2, 0.05)
        while x < p.wide:
            house(p, x, y, w * p.rng.uniform(0.9, 1.1), walls[int(p.rng.integers(4))])
            x += step * p.rng.uniform(0.9, 1.2)
        ridge(p, y - 0.004, 0.004, "bfa468", "9a7c45", 0.0)
    path = [
        (p.wide * 0.40, 0.76),
        (p.wide * 0.52, 0.76),
        (p.wide * 0.62, 0.88),
        (p.wide * 0.66, 1.02),
        (p.wide * 0.26, 1.02),
        (p.wide * 0.40, 0.88),
    ]
    p.blob(path, "e6d3a4")
    rows(p, 0.84, "a8893f", "8a7a3a")
    return p


def wheat(seed: int, size: tuple[int, int]) -> Print:
    p, _ = begin(seed, size, 0.48)
    poplars(p, 0.47, 22, "6c8a68", 0.12)
    for k in range(7):
        y = 0.46 + 0.075 * k**1.12
        ridge(p, y, 0.006 + 0.003 * k, between("e3c069", "b97f26", k / 7), between("f0d68c", "c48a2c", k / 7))
    for y in (0.66, 0.80, 0.96):
        size_ = 0.05 + (y - 0.6) * 0.22
        for x in np.sort(p.rng.uniform(-0.02, p.wide, int(5.2 / size_))):
            ear(p, float(x), y + p.rng.uniform(0, 0.06), size_ * p.rng.uniform(0.8, 1.3))
    return p


def marsh(seed: int, size: tuple[int, int]) -> Print:
    p, mood = begin(seed, size, 0.46)
    ridge(p, 0.44, 0.006, "8a9a86", "a9ad8c")
    p.ink(box(0, 0.48, p.wide, 1.0), between(mood[0], "dfe6df", 0.35), fade=darker(mood[0], 0.25))
    for _ in range(46):
        y = 0.5 + 0.5 * p.rng.random() ** 1.3
        x, w = p.rng.uniform(0, p.wide), p.rng.uniform(0.03, 0.16) * (0.4 + y)
        p.line([(x - w, y), (x, y + 0.002), (x + w, y)], 0.0045, between(mood[1], "ffffff", 0.3))
    boat(p, p.wide * p.rng.uniform(0.35, 0.6), 0.66, 0.16)
    for k in range(3):
        cx, cy = p.wide * (0.55 + 0.09 * k), 0.20 + 0.03 * (k % 2)
        p.line(
            [
                (cx - 0.035, cy - 0.012),
                (cx - 0.012, cy - 0.016),
                (cx, cy),
                (cx + 0.012, cy - 0.016),
                (cx + 0.035, cy - 0.012),
            ],
            0.006,
            "3a332d",
        )
    for y, count, tall in ((0.60, 40, 0.16), (0.82, 34, 0.30), (1.04, 34, 0.46)):
        for x in np.sort(p.rng.uniform(-0.05, p.wide + 0.05, count)):
            if abs(x - p.wide * 0.5) > p.wide * (0.16 + 0.3 * (1 - y)) * 0.8:
                reed(p, float(x), y, tall * p.rng.uniform(0.7, 1.15))
    return p


def canal(seed: int, size: tuple[int, int]) -> Print:
    """Return the Grand Canal between willows, a bridge across it."""
    p, mood = begin(seed, size, 0.5)
    poplars(p, 0.50, 14, "7a9474", 0.12)
    ridge(p, 0.50, 0.004, "a9b07a", "8f9a5c")
    mid = p.wide * 0.5
    p.ink(
        [(mid - 0.10, 0.52), (mid + 0.10, 0.52), (mid + 0.62, 1.02), (mid - 0.62, 1.02)],
        between(mood[0], "e6ece6", 0.45),
        fade=darker(mood[0], 0.15),
    )
    for _ in range(24):
        y = 0.56 + 0.44 * p.rng.random()
        x, w = mid + p.rng.uniform(-0.8, 0.8) * (y - 0.46), 0.10 * (y - 0.4)
        p.line([(x - w, y), (x, y + 0.002), (x + w, y)], 0.005, "f3ead0")
    arch = np.linspace(np.pi, 2 * np.pi, 30)
    deck = np.column_stack([mid + 0.34 * np.cos(arch), 0.62 + 0.13 * np.sin(arch)])
    hole = np.column_stack([mid + 0.20 * np.cos(arch), 0.62 + 0.085 * np.sin(arch)])
    p.ink(np.vstack([deck, hole[::-1]]), "a59a88", fade="8a7d6c", shadow=0.008)
    p.line(deck[::3] - [0, 0.012], 0.007, "6f655a", taper=False)
    boat(p, mid + 0.02, 0.80, 0.17)
    for x in (p.wide * 0.10, p.wide * 0.90):
        willow(p, x, 0.86, 0.62)
    return p


def orchard(seed: int, size: tuple[int, int]) -> Print:
    """Return jujube trees in fruit, baskets below."""
    p, _ = begin(seed, size, 0.5)
    ridge(p, 0.50, 0.008, "a8ad78", "c9b070")
    ridge(p, 0.66, 0.01, "c9a95e", "a88442")
    for y, s in ((0.66, 0.30), (0.84, 0.46)):
        for x in np.arange(p.rng.uniform(0, 0.3), p.wide + 0.2, s * 1.25):
            jujube_tree(p, float(x), y, s)
    for x in p.rng.uniform(0.1, p.wide - 0.1, 4):
        p.ink(
            [(x - 0.05, 0.90), (x + 0.05, 0.90), (x + 0.04, 0.96), (x - 0.04, 0.96)],
            "b98c57",
            fade="8c6443",
            shadow=0.006,
        )
        p.disc(x, 0.90, 0.05, "9c2f22", 0.014)
        for k in range(4):
            p.line(
                [(x - 0.048, 0.915 + 0.012 * k), (x, 0.92 + 0.012 * k), (x + 0.048, 0.915 + 0.012 * k)], 0.003, "6b4529"
            )
    return p


def workshop(seed: int, size: tuple[int, int]) -> Print:
    """Return the inside of a workshop: a lattice window, shelves of baskets, a long table."""
    p = Print(size, "d8c4a0", seed)
    wall = ["d8c4a0", "c9bfa8", "cfae8c"][int(p.rng.integers(3))]
    p.ink(box(0, 0, p.wide, 0.74), wall, fade=darker(wall, 0.12))
    wx = p.wide * 0.32
    p.ink(box(wx, 0.12, wx + 0.56, 0.54), "f6e9c4", fade="e9cf96", shadow=0.01)
    for k in range(9):
        p.line([(wx + 0.07 * k, 0.12), (wx + 0.07 * k, 0.54)], 0.007, "5b3d27", taper=False)
    for k in range(7):
        p.line([(wx, 0.12 + 0.07 * k), (wx + 0.56, 0.12 + 0.07 * k)], 0.007, "5b3d27", taper=False)
    p.disc(wx + 0.28, 0.33, 0.085, "c8452f", shadow=0.004)
    for k in range(8):
        a = k * np.pi / 4
        p.disc(wx + 0.28 + 0.05 * np.cos(a), 0.33 + 0.05 * np.sin(a), 0.013, "f2dfae")
    for side in (0.03, p.wide - 0.40):
        for row in range(3):
            y = 0.22 + 0.17 * row
            p.ink(box(side, y, side + 0.36, y + 0.016), "6b4529", shadow=0.008)
            for k in range(3):
                pot(p, side + 0.07 + 0.11 * k, y, p.rng.uniform(0.035, 0.05))
    p.ink(box(0, 0.74, p.wide, 1.0), "a87c50", fade="7d5533", shadow=0.012)
    for k in range(1, 5):
        p.line([(0, 0.74 + 0.055 * k), (p.wide, 0.74 + 0.055 * k)], 0.003, "5b3d27", taper=False)
    for k in range(4):
        pot(
            p, p.wide * (0.16 + 0.22 * k) + p.rng.uniform(-0.04, 0.04), 0.84 + 0.04 * (k % 2), p.rng.uniform(0.07, 0.10)
        )
    return p


PLACES = (village, wheat, marsh, canal, orchard, workshop)
