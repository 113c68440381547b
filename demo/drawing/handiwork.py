"""Draw the work in the printed makers' hands."""

import numpy as np

from demo.drawing.shapes import arc
from demo.drawing.woodblock import Print

INK = "2b231e"


def basket(p: Print, mid: float) -> None:
    """Draw a basket on its stakes."""
    for k in range(11):
        x = mid + (k - 5) * 0.026
        p.line([(x * 0.9 + mid * 0.1, 0.80), (mid + (k - 5) * 0.040, 0.665)], 0.006, "b98c57", taper=False)
    p.blob(
        [
            (mid - 0.15, 0.775),
            (mid - 0.14, 0.85),
            (mid - 0.10, 0.905),
            (mid + 0.10, 0.905),
            (mid + 0.14, 0.85),
            (mid + 0.15, 0.775),
        ],
        "d9b978",
        fade="b98c57",
        shadow=0.008,
    )
    for row in range(5):
        for k in range(10):
            x = mid - 0.125 + 0.026 * k + 0.013 * (row % 2)
            p.line(
                [(x - 0.010, 0.796 + 0.022 * row), (x + 0.010, 0.796 + 0.022 * row)],
                0.010,
                "8c5f35" if (row + k) % 5 else "a3202b",
            )


def paper(p: Print, mid: float) -> None:
    """Draw a paper flower and the scissors."""
    a = np.linspace(0, 2 * np.pi, 96)
    r = 0.105 + 0.010 * np.cos(12 * a)
    p.ink(np.column_stack([mid + r * np.cos(a), 0.79 + r * 0.92 * np.sin(a)]), "c8301f", shadow=0.008)
    for k in range(6):
        t = k * np.pi / 3
        p.disc(mid + 0.058 * np.cos(t), 0.79 + 0.053 * np.sin(t), 0.020, "f2dfae", 0.013)
        p.disc(mid + 0.085 * np.cos(t + 0.52), 0.79 + 0.078 * np.sin(t + 0.52), 0.009, "f2dfae")
    p.disc(mid, 0.79, 0.020, "f2dfae")
    for s in (-1, 1):
        p.line([(mid + 0.10, 0.80 + s * 0.012), (mid + 0.035, 0.775 - s * 0.010)], 0.011, "8a8f94")
        p.line(arc(mid + 0.124, 0.81 + s * 0.022, 0.020, 0.014, 0, 6.3, 16), 0.006, "3a332d", taper=False)


def hoop(p: Print, mid: float) -> None:
    """Draw a hoop with a flower half sewn."""
    p.disc(mid, 0.80, 0.125, "c79a63", 0.105, shadow=0.008)
    p.disc(mid, 0.80, 0.110, "f6efe0", 0.091)
    for k in range(6):
        p.blob(
            [
                (mid, 0.79),
                (mid + 0.05 * np.cos(k * 1.05 - 0.4), 0.79 + 0.045 * np.sin(k * 1.05 - 0.4)),
                (mid + 0.06 * np.cos(k * 1.05), 0.79 + 0.052 * np.sin(k * 1.05)),
            ],
            "c8452f" if k % 2 else "d9667a",
        )
    p.disc(mid, 0.79, 0.012, "e0a73a")
    p.line([(mid + 0.02, 0.84), (mid - 0.05, 0.865)], 0.010, "5f7a3c")
    p.line([(mid + 0.085, 0.80), (mid + 0.04, 0.78)], 0.003, "5a534d", taper=False)
    p.line([(mid + 0.085, 0.80), (mid + 0.13, 0.73), (mid + 0.10, 0.70)], 0.0028, "c8452f", taper=False)


def knot(p: Print, mid: float) -> None:
    """Draw a knot being drawn tight."""
    step = 0.026
    for k in range(5):
        o = (k - 2) * step
        for way, tone in ((1, "a82418"), (-1, "c8301f")):
            ends = [(mid + (o + t) * 0.71, 0.79 + (o - t) * 0.71 * way) for t in (-0.078, 0.078)]
            p.line(ends, 0.015, tone, taper=False)
    for k in range(5):
        o = (k - 2) * step
        for j in range(k % 2, 5, 2):
            t = (j - 2) * step
            ends = [(mid + (o + u) * 0.71, 0.79 + (o - u) * 0.71) for u in (t - 0.010, t + 0.010)]
            p.line(ends, 0.015, "d8402c", taper=False)
    for side in (-1, 1):
        loop = [(0.09, 0.79), (0.125, 0.765), (0.145, 0.79), (0.125, 0.815), (0.09, 0.79)]
        p.line([(mid + side * x, y) for x, y in loop], 0.012, "c8301f", taper=False)
    for k in range(7):
        p.line([(mid, 0.875), (mid + (k - 3) * 0.008, 0.97)], 0.006, "a82418", taper=False)


def clay(p: Print, mid: float) -> None:
    """Draw a clay child and the brush."""
    p.blob(
        [
            (mid - 0.07, 0.90),
            (mid - 0.085, 0.83),
            (mid - 0.04, 0.78),
            (mid + 0.04, 0.78),
            (mid + 0.085, 0.83),
            (mid + 0.07, 0.90),
        ],
        "a3483c",
        fade="8a3a30",
        shadow=0.008,
    )
    p.disc(mid, 0.745, 0.055, "f0dcc4", shadow=0.004)
    for side in (-1, 1):
        p.line([(mid + side * 0.010, 0.745), (mid + side * 0.022, 0.741), (mid + side * 0.032, 0.746)], 0.004, INK)
        p.disc(mid + side * 0.042, 0.695, 0.020, INK)
    p.line([(mid - 0.010, 0.770), (mid, 0.773), (mid + 0.010, 0.770)], 0.004, "a3202b")
    p.line([(mid + 0.065, 0.83), (mid + 0.155, 0.70)], 0.007, "6b4529", taper=False)
    p.line([(mid + 0.035, 0.872), (mid + 0.065, 0.83)], 0.009, "e0a73a")


def plait(p: Print, mid: float) -> None:
    """Draw straw being plaited, a coil beside it."""
    for k in range(16):
        x, y = mid - 0.135 + 0.0165 * k, 0.822 + 0.010 * np.sin(k * 0.5)
        tone = ("f3e8c8", "d9bd80", "c9a85c")[k % 3]
        lean = 0.017 if k % 2 else -0.017
        p.line([(x - 0.012, y - lean), (x + 0.016, y + lean)], 0.017, tone, taper=False)
    for k in range(11):
        p.line([(mid + 0.12, 0.826), (mid + 0.19, 0.77), (mid + 0.15 + 0.014 * k, 0.66 + 0.006 * k)], 0.005, "e0c07a")
    for k in range(3):
        ring = np.linspace(0, 2 * np.pi, 30)
        loop = np.column_stack(
            [mid - 0.19 + (0.07 - 0.012 * k) * np.cos(ring), 0.935 + (0.026 - 0.006 * k) * np.sin(ring)]
        )
        p.line(loop, 0.011, ("f3e8c8", "d9bd80", "efe0b4")[k], taper=False)


WORKS = (basket, paper, hoop, knot, clay, plait)
