"""Draw makers at their work as woodblock prints: no one in particular, each with dignity."""

from collections.abc import Callable

import numpy as np

from demo.drawing.backdrops import backdrop, ground_of
from demo.drawing.handiwork import INK, WORKS
from demo.drawing.headwear import braid, hair_back, hair_front
from demo.drawing.shapes import arc
from demo.drawing.woodblock import Print, between, box, darker

SKINS = ("e3b78e", "d9a679", "cf9a6c", "e8c29c", "c98f63")


HAIRS = ("26221f", "2e2622", "3a2c24", "332a26", "5a534d", "8f8a84", "c9c4bc")


JACKETS = ("2c4a78", "a3202b", "5f7a5c", "6b4a63", "8c5a2e", "37474f", "b04a34", "3f6f73", "7c6a4a", "54648a")


MEN = ("cap", "short", "hat", "short")
WOMEN = ("bun", "bob", "scarf", "braid", "sunhat", "bun", "bob")


def portrait_print(seed: int, size: tuple[int, int]) -> Print:
    """Return a maker half-length at a table, hands on the work."""
    p = Print(size, ground_of(seed), seed)
    rng = p.rng
    mid = p.wide / 2
    backdrop(p, mid)
    skin, hair, jacket = (str(rng.choice(list(c))) for c in (SKINS, HAIRS, JACKETS))
    man = bool(rng.random() < 0.28)
    old = hair in ("8f8a84", "c9c4bc", "5a534d")
    tilt = float(rng.choice([-1, 1])) * float(rng.uniform(0.012, 0.03))
    head = (mid + tilt, 0.33)
    style = str(rng.choice(MEN if man else WOMEN))
    if style == "braid":
        p.blob(
            [
                (head[0] + 0.10, 0.36),
                (head[0] + 0.15, 0.50),
                (head[0] + 0.12, 0.66),
                (head[0] + 0.08, 0.66),
                (head[0] + 0.09, 0.50),
                (head[0] + 0.05, 0.38),
            ],
            hair,
        )
    hair_back(p, head, style, hair)
    body(p, mid, head, jacket, skin, man)
    face(p, head, skin, tilt, old, man)
    hair_front(p, head, style, hair, jacket)
    if style == "braid":
        braid(p, head, hair)
    if rng.random() < (0.45 if old else 0.12):
        glasses(p, head)
    table(p)
    work = WORKS[int(rng.integers(len(WORKS)))]
    arms(p, mid, jacket, skin, work)
    return p


def body(p: Print, mid: float, head: tuple[float, float], jacket: str, skin: str, man: bool) -> None:
    """Draw shoulders, neck, jacket with its collar and front, sometimes an apron or a flowered print."""
    x, y = head
    wide = 0.275 if man else 0.25
    p.blob(
        [
            (mid - 0.07, 0.50),
            (mid - wide * 0.8, 0.555),
            (mid - wide - 0.015, 0.68),
            (mid - wide - 0.02, 1.05),
            (mid + wide + 0.02, 1.05),
            (mid + wide + 0.015, 0.68),
            (mid + wide * 0.8, 0.555),
            (mid + 0.07, 0.50),
        ],
        jacket,
        fade=darker(jacket, 0.18),
        shadow=0.012,
    )
    pattern = int(p.rng.integers(4))
    printed_cloth(p, mid, wide, jacket, pattern)
    p.blob(
        [(x - 0.048, y + 0.09), (x + 0.048, y + 0.09), (mid + 0.058, 0.53), (mid, 0.575), (mid - 0.058, 0.53)],
        darker(skin, 0.16),
    )
    trim = between(jacket, "f3e8d2", 0.8)
    p.line(
        [(mid - 0.075, 0.505), (mid - 0.02, 0.57), (mid + 0.055, 0.62), (mid + 0.095, 0.72)], 0.018, trim, taper=False
    )
    p.line([(mid + 0.075, 0.505), (mid + 0.04, 0.55), (mid - 0.002, 0.588)], 0.018, trim, taper=False)
    for t, (bx, by) in enumerate(((mid + 0.06, 0.635), (mid + 0.094, 0.71), (mid + 0.10, 0.79))):
        p.line([(bx - 0.022, by - 0.006 + t * 0.002), (bx + 0.022, by + 0.006)], 0.008, trim, taper=False)
        p.disc(bx, by, 0.008, darker(trim, 0.1))
    if pattern == 2:
        apron(p, mid)


def printed_cloth(p: Print, mid: float, wide: float, jacket: str, pattern: int) -> None:
    """Draw small flowers (0) or stripes (1) on the jacket."""
    if pattern == 0:
        for _ in range(34):
            fx, fy = mid + p.rng.uniform(-wide, wide) * 0.9, p.rng.uniform(0.60, 0.98)
            for k in range(5):
                p.disc(
                    fx + 0.009 * np.cos(k * 1.257),
                    fy + 0.009 * np.sin(k * 1.257),
                    0.006,
                    between(jacket, "f6dcc0", 0.75),
                )
            p.disc(fx, fy, 0.004, "e0a73a")
    elif pattern == 1:
        for k in range(-5, 6):
            p.line(
                [(mid + k * 0.036, 0.575 + 0.0022 * k * k), (mid + k * 0.041, 1.02)],
                0.0035,
                between(jacket, "ffffff", 0.28),
                taper=False,
            )


def apron(p: Print, mid: float) -> None:
    """Draw a bib apron."""
    cloth = str(p.rng.choice(["e6d9bd", "b98c57", "8fa3a8", "c9b7a0"]))
    p.ink(box(mid - 0.115, 0.675, mid + 0.115, 0.80), cloth, shadow=0.005)
    p.ink([(mid - 0.17, 0.79), (mid + 0.17, 0.79), (mid + 0.19, 1.02), (mid - 0.19, 1.02)], cloth, shadow=0.005)
    p.line([(mid - 0.22, 0.795), (mid + 0.22, 0.795)], 0.014, darker(cloth, 0.14), taper=False)
    for side in (-1, 1):
        p.line([(mid + side * 0.115, 0.69), (mid + side * 0.10, 0.53)], 0.014, darker(cloth, 0.1), taper=False)


def face(p: Print, head: tuple[float, float], skin: str, tilt: float, old: bool, man: bool) -> None:
    """Draw the head, lit from the left, eyes on the work."""
    x, y = head
    dark = darker(skin, 0.13)
    for side in (-1, 1):
        p.disc(x + side * 0.104, y + 0.012, 0.018, dark, 0.03)
    jaw = 0.072 if man else 0.058
    p.blob(
        [
            (x, y - 0.145),
            (x + 0.085, y - 0.11),
            (x + 0.103, y - 0.01),
            (x + 0.09, y + 0.065),
            (x + jaw * 0.6, y + 0.118),
            (x, y + 0.135),
            (x - jaw * 0.6, y + 0.118),
            (x - 0.09, y + 0.065),
            (x - 0.103, y - 0.01),
            (x - 0.085, y - 0.11),
        ],
        skin,
        shadow=0.006,
        grain=0.03,
    )
    p.blob(
        [
            (x + 0.045, y - 0.13),
            (x + 0.085, y - 0.105),
            (x + 0.101, y - 0.01),
            (x + 0.088, y + 0.063),
            (x + jaw * 0.6, y + 0.115),
            (x + 0.01, y + 0.132),
            (x + 0.058, y + 0.06),
            (x + 0.066, y - 0.03),
        ],
        dark,
        grain=0.03,
    )
    features(p, (x + tilt * 0.35, y), skin, old, man)


def features(p: Print, at: tuple[float, float], skin: str, old: bool, man: bool) -> None:
    """Draw eyes lowered to the work, brows, nose, mouth, and the lines of age."""
    x, y = at
    for side in (-1, 1):
        ex = x + side * 0.044
        p.line([(ex - 0.026, y + 0.004), (ex, y + 0.013), (ex + 0.026, y + 0.004)], 0.0075, INK)
        p.line([(ex - 0.024, y - 0.004), (ex, y + 0.002), (ex + 0.022, y - 0.004)], 0.003, darker(skin, 0.4))
        p.line(
            [(ex - 0.028, y - 0.032 + 0.003 * side), (ex, y - 0.040), (ex + 0.028, y - 0.032 - 0.003 * side)],
            0.0085 if man else 0.006,
            "4a3c33" if not old else "8f867d",
        )
        p.disc(x + side * 0.06, y + 0.048, 0.020, between(skin, "d0634a", 0.30), 0.014)
        if old:
            p.line([(x + side * 0.030, y + 0.056), (x + side * 0.046, y + 0.082)], 0.003, darker(skin, 0.3))
            for k in range(2):
                p.line(
                    [(x + side * 0.078, y + 0.004 + 0.009 * k), (x + side * 0.093, y + 0.000 + 0.013 * k)],
                    0.0025,
                    darker(skin, 0.3),
                )
    p.line(
        [(x - 0.002, y - 0.012), (x + 0.011, y + 0.040), (x - 0.004, y + 0.047)],
        0.005,
        darker(skin, 0.38),
    )
    p.line(
        [(x - 0.026, y + 0.078), (x, y + 0.085), (x + 0.026, y + 0.077)],
        0.0085,
        "a3483c" if not man else "8f5244",
    )


def glasses(p: Print, head: tuple[float, float]) -> None:
    x, y = head
    for side in (-1, 1):
        ring = arc(x + side * 0.047, y + 0.010, 0.036, 0.030, 0, 2 * np.pi, 24)
        p.line(ring, 0.0045, "4a3c33", taper=False)
        p.line([(x + side * 0.083, y + 0.004), (x + side * 0.105, y - 0.002)], 0.004, "4a3c33", taper=False)
    p.line([(x - 0.011, y + 0.006), (x, y + 0.002), (x + 0.011, y + 0.006)], 0.004, "4a3c33", taper=False)


def table(p: Print) -> None:
    wood = str(p.rng.choice(["8c6443", "a87c50", "6b4529"]))
    p.ink(box(0, 0.90, p.wide, 1.0), wood, fade=darker(wood, 0.25), shadow=0.012, grain=0.09)
    p.line([(0, 0.902), (p.wide, 0.902)], 0.005, between(wood, "ffffff", 0.3), taper=False)


def arms(p: Print, mid: float, jacket: str, skin: str, work: Callable[[Print, float], None]) -> None:
    """Draw both arms round to the work, then the work, then the fingers over it."""
    sleeve = between(jacket, "ffffff", 0.06)
    for side in (-1, 1):
        p.blob(
            [
                (mid + side * 0.225, 0.59),
                (mid + side * 0.285, 0.72),
                (mid + side * 0.265, 0.845),
                (mid + side * 0.13, 0.868),
                (mid + side * 0.105, 0.81),
                (mid + side * 0.19, 0.775),
                (mid + side * 0.185, 0.68),
            ],
            sleeve,
            fade=darker(jacket, 0.12),
            shadow=0.010,
        )
        p.line(
            [(mid + side * 0.118, 0.806), (mid + side * 0.140, 0.868)],
            0.014,
            between(jacket, "f3e8d2", 0.8),
            taper=False,
        )
    work(p, mid)
    for side in (-1, 1):
        hx, hy = mid + side * 0.092, 0.822
        p.blob(
            [
                (hx + side * 0.036, hy - 0.028),
                (hx + side * 0.034, hy + 0.034),
                (hx - side * 0.006, hy + 0.040),
                (hx - side * 0.046, hy + 0.018),
                (hx - side * 0.050, hy - 0.004),
                (hx, hy - 0.030),
            ],
            skin,
            shadow=0.005,
            grain=0.03,
        )
        for k in range(3):
            p.line(
                [(hx - side * 0.006, hy + 0.002 + 0.012 * k), (hx - side * 0.046, hy + 0.004 + 0.008 * k)],
                0.0028,
                darker(skin, 0.32),
            )
