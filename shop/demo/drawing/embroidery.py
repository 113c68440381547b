"""Embroidery in its hoop (刺绣): flowers in satin stitch."""

import numpy as np

from .canvas import Canvas, Colour
from .noise import sheet
from .palette import (
    AMBER,
    CINNABAR,
    CREAM,
    GOLD,
    INDIGO,
    INK,
    JADE,
    LEAF,
    MOSS,
    NAVY,
    PAPER,
    PEACH,
    PINE,
    PLUM,
    ROSE,
    ROUGE,
    SHELL,
    SKY,
    TEAL,
    WHEAT,
    linear,
    mixed,
    pick,
    varied,
)
from .shapes import Points, arc, placed, slab, smooth
from .strands import lay

Rng = np.random.Generator


def hoop(canvas: Canvas, rng: Rng) -> None:
    """Embroidery in its hoop (刺绣): flowers and leaves in satin stitch on stretched cloth."""
    size = rng.uniform(0.66, 0.72)
    ground = pick(rng, (PAPER, CREAM, linear("e9e2d0"), NAVY, INDIGO, linear("d9dfd6"), INK, linear("efd9cf")))
    win = canvas.window()
    r = np.hypot(win.x, win.y)
    weave = 1 + 0.05 * np.cos(win.x * 420) * np.cos(win.y * 420) + 0.02 * sheet("fibre", *win.shape)
    canvas.put(
        win,
        canvas.inside(r - size),
        np.asarray(ground, np.float32)[:, None, None] * weave.astype(np.float32),
        (0.01 * (r / size) ** 6).astype(np.float32),
    )
    bouquet(canvas, rng, size)
    for grow, thick, z in ((0.0, 0.030, 0.05), (0.05, 0.026, 0.035)):
        lay(
            canvas,
            [arc(0, 0, size + grow, size + grow, -1.57, 4.72, 140)],
            thick,
            mixed(PINE, WHEAT, 0.35),
            base=z,
            flat=0.7,
            fibre=0.10,
            gloss=0.08,
        )
    metal = linear("b99a5b")
    screw = canvas.window((-0.12, -size - 0.17, 0.12, -size))
    canvas.put(
        screw, canvas.inside(slab(screw.x, screw.y, 0, -size - 0.085, 0.055, 0.03, 0.01)), metal, 0.05, gloss=0.6
    )
    lay(
        canvas,
        [np.array([(-0.10, -size - 0.085, 0), (0.10, -size - 0.085, 0)])],
        0.018,
        metal,
        base=0.08,
        gloss=0.8,
        twist=0.5,
        pitch=0.6,
    )


def satin(canvas: Canvas, rng: Rng, spine: tuple[Points, Points], colours: tuple[Colour, Colour], base: float) -> None:
    """Fill between two edges with threads from foot to tip, shading from one colour to the other."""
    left, right = spine
    count = max(8, int(np.hypot(*(left[len(left) // 2] - right[len(right) // 2])) / 0.0075))
    paths, tints = [], []
    for k in range(count):
        s = (k + 0.5) / count
        path = left * (1 - s) + right * s
        start, stop = 0.03 * rng.random(), 1 - 0.03 * rng.random()
        n = len(path)
        cut = path[int(start * n) : max(int(stop * n), int(start * n) + 3)]
        paths.append(np.column_stack([cut, np.full(len(cut), 0.012 * np.sin(np.pi * s) + 0.002 * rng.random())]))
        tints.append(
            mixed(
                colours[0],
                colours[1],
                float(np.clip(0.5 + 0.5 * np.sin(s * np.pi * 2 - 1.2) + 0.15 * rng.standard_normal(), 0, 1)),
            )
        )
    lay(canvas, paths, 0.0058, np.array(tints), base=base, gloss=0.22, fibre=0.04, twist=0.1, pitch=3)


def leaf_edges(length: float, width: float, bend: float = 0.0) -> tuple[Points, Points]:
    """The two edges of a petal from foot (origin) to tip (up), bent sideways."""
    t = np.linspace(0, 1, 20)
    swell = width * np.sin(np.pi * t**0.8) ** 0.8 + 0.002
    mid = bend * t * t
    return np.column_stack([mid - swell, -length * t]), np.column_stack([mid + swell, -length * t])


def blossom(
    canvas: Canvas, rng: Rng, x: float, y: float, size: float, colours: tuple[Colour, Colour], base: float
) -> None:
    """A flower of satin petals in two rounds with a knotted heart."""
    petals = int(rng.integers(5, 8))
    for grow, turn in ((1.0, 0.0), (0.62, np.pi / petals)):
        for k in range(petals):
            a = 2 * np.pi * k / petals + turn
            edges = leaf_edges(size * grow, size * grow * 0.36)
            left, right = (placed(e, x, y, 1, a) for e in edges)
            shades = colours if grow == 1.0 else (mixed(colours[0], colours[1], 0.5), colours[1])
            satin(canvas, rng, (left, right), shades, base + (0.02 if grow < 1 else 0))
    angles, reaches = rng.uniform(0, 6.3, 22), size * 0.16 * np.sqrt(rng.random(22))
    dots = [
        np.array([(x + p * np.cos(q) - 0.004, y + p * np.sin(q), 0), (x + p * np.cos(q) + 0.004, y + p * np.sin(q), 0)])
        for p, q in zip(reaches, angles, strict=True)
    ]
    lay(canvas, dots, 0.011, varied(rng, GOLD, 22, 0.1), base=base + 0.04, gloss=0.2)


def bouquet(canvas: Canvas, rng: Rng, size: float) -> None:
    """Stems, leaves and one to three flowers composed within the hoop."""
    tones = [
        (ROUGE, PEACH),
        (ROSE, SHELL),
        (INDIGO, SKY),
        (PLUM, ROSE),
        (AMBER, GOLD),
        (CINNABAR, GOLD),
        (CREAM, PEACH),
    ]
    order = rng.permutation(len(tones))
    places = {
        1: [(0.0, -0.1, 0.3)],
        2: [(-0.14, -0.2, 0.24), (0.2, 0.08, 0.19)],
        3: [(-0.2, -0.12, 0.2), (0.2, -0.22, 0.19), (0.08, 0.16, 0.16)],
    }[int(rng.integers(1, 4))]
    foot = (rng.uniform(-0.1, 0.1), size * 0.72)
    green = pick(rng, (LEAF, MOSS, TEAL, JADE))
    for x, y, _ in places:
        stem = smooth(
            [(foot[0], foot[1], 0), ((foot[0] + x) / 2 + rng.uniform(-0.1, 0.1), (foot[1] + y) / 2, 0), (x, y, 0)],
            16,
            False,
        )
        lay(
            canvas,
            [stem, stem + np.array([0.008, 0.004, 0])],
            0.007,
            varied(rng, green, 2, 0.1),
            twist=0.5,
            gloss=0.15,
            base=0.01,
        )
        for t in (0.3, 0.5, 0.68):
            px, py, _z = stem[int(t * (len(stem) - 1))]
            a = rng.choice([-1, 1]) * rng.uniform(0.6, 1.5)
            left, right = (placed(e, px, py, 1, a) for e in leaf_edges(rng.uniform(0.15, 0.24), 0.05, 0.04))
            satin(canvas, rng, (left, right), (green, mixed(green, WHEAT, 0.55)), 0.012)
    for k, (x, y, s) in enumerate(places):
        blossom(canvas, rng, x, y, s, tones[order[k]], 0.02)
