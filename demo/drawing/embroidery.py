"""Draw embroidery in its hoop (刺绣): flowers in satin stitch."""

import numpy as np

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.noise import sheet
from demo.drawing.palette import (
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
    WALNUT,
    WHEAT,
    linear,
    mixed,
    pick,
    varied,
)
from demo.drawing.shapes import Points, arc, placed, slab, smooth
from demo.drawing.strands import lay
from demo.drawing.tones import Pair, apart, of

Rng = np.random.Generator
CLOTHS = (PAPER, CREAM, linear("e9e2d0"), NAVY, INDIGO, linear("d9dfd6"), INK, linear("efd9cf"))
SHADES: tuple[Pair, ...] = (
    (ROUGE, PEACH),
    (ROSE, SHELL),
    (INDIGO, SKY),
    (PLUM, ROSE),
    (AMBER, GOLD),
    (CINNABAR, GOLD),
    (CREAM, PEACH),
)


def hoop(canvas: Canvas, rng: Rng, pairs: tuple[Pair, ...] = SHADES) -> None:
    """Draw embroidery in its hoop (刺绣): flowers and leaves in satin stitch on stretched cloth."""
    size = rng.uniform(0.66, 0.72)
    first = of(rng, pairs)
    ground = pick(rng, apart(first[0], CLOTHS))
    win = canvas.window()
    r = np.hypot(win.x, win.y)
    weave = 1 + 0.05 * np.cos(win.x * 420) * np.cos(win.y * 420) + 0.02 * sheet("fibre", *win.shape)
    canvas.put(
        win,
        canvas.inside(r - size),
        np.asarray(ground, np.float32)[:, None, None] * weave.astype(np.float32),
        (0.01 * (r / size) ** 6).astype(np.float32),
    )
    bouquet(canvas, rng, size, first)
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


def leaf_edges(length: float, width: float, bend: float = 0.0, blunt: bool = False) -> tuple[Points, Points]:
    """Return the two edges of a petal from foot (origin) to tip (up), pointed or blunt, bent sideways."""
    t = np.linspace(0, 1, 20)
    pointed = np.sin(np.pi * t**0.8) ** 0.8
    round_ = 1.25 * t**0.75 * np.sqrt(np.clip(1 - t**5, 0, 1))
    swell = width * (round_ if blunt else pointed) + 0.002
    mid = bend * t * t
    return np.column_stack([mid - swell, -length * t]), np.column_stack([mid + swell, -length * t])


# rounds of petals as (petals, length, width), and whether they are blunt
FLOWERS = {
    "lily": (((6, 1.0, 0.36), (6, 0.62, 0.23)), False),
    "peony": (((7, 1.0, 0.44), (6, 0.74, 0.34), (5, 0.46, 0.24)), True),
    "plum": (((5, 0.92, 0.52),), True),
    "daisy": (((13, 1.0, 0.17), (13, 0.72, 0.12)), False),
}


def blossom(
    canvas: Canvas, rng: Rng, kind: str, at: tuple[float, float], size: float, colours: tuple[Colour, Colour]
) -> None:
    """Draw a flower of satin petals in rounds, with a knotted heart."""
    rounds, blunt = FLOWERS[kind]
    for index, (petals, length, width) in enumerate(rounds):
        turn = index * np.pi / petals + rng.uniform(-0.2, 0.2)
        shades = (mixed(colours[0], colours[1], 0.35 * index), colours[1])
        for k in range(petals):
            edges = leaf_edges(size * length, size * width, blunt=blunt)
            left, right = (placed(e, *at, 1, 2 * np.pi * k / petals + turn) for e in edges)
            satin(canvas, rng, (left, right), shades, 0.02 + 0.018 * index)
    angles, reaches = rng.uniform(0, 6.3, 22), size * 0.16 * np.sqrt(rng.random(22))
    hearts = [(at[0] + p * np.cos(q), at[1] + p * np.sin(q)) for p, q in zip(reaches, angles, strict=True)]
    dots = [np.array([(x - 0.004, y, 0), (x + 0.004, y, 0)]) for x, y in hearts]
    lay(canvas, dots, 0.011, varied(rng, GOLD, 22, 0.1), base=0.08, gloss=0.2)


def leaf(canvas: Canvas, rng: Rng, x: float, y: float, angle: float, length: float, green: Colour) -> None:
    left, right = (placed(e, x, y, 1, angle) for e in leaf_edges(length, length * 0.25, length * 0.2))
    satin(canvas, rng, (left, right), (green, mixed(green, WHEAT, 0.55)), 0.012)


def stalk(canvas: Canvas, rng: Rng, points: list[tuple[float, ...]], tint: Colour, thick: float = 0.007) -> Points:
    """Draw a stem in stem stitch, two threads twisted along a curve, and return its points."""
    stem = smooth([(p[0], p[1], 0.0) for p in points], 16, False)
    pair = [stem, stem + np.array([thick * 1.1, thick * 0.6, 0])]
    lay(canvas, pair, thick, varied(rng, tint, 2, 0.1), twist=0.5, gloss=0.15, base=0.01)
    return stem


def bouquet(canvas: Canvas, rng: Rng, size: float, first: Pair) -> None:
    """Draw one of the compositions that fill a hoop, in two or three colours of flower, most of them the first."""
    order = [first, *(SHADES[k] for k in rng.permutation(len(SHADES)))]
    green = pick(rng, (LEAF, MOSS, TEAL, JADE))
    [spray, spray, wreath, branch][int(rng.integers(4))](canvas, rng, size, order, green)


def spray(canvas: Canvas, rng: Rng, size: float, shades: list[tuple[Colour, Colour]], green: Colour) -> None:
    """Draw stems, leaves and one to three flowers."""
    places = {
        1: [(0.0, -0.1, 0.3)],
        2: [(-0.14, -0.2, 0.24), (0.2, 0.08, 0.19)],
        3: [(-0.2, -0.12, 0.2), (0.2, -0.22, 0.19), (0.08, 0.16, 0.16)],
    }[int(rng.integers(1, 4))]
    kinds = rng.choice(["lily", "peony", "peony", "daisy"], len(places))
    foot = (rng.uniform(-0.1, 0.1), size * 0.72)
    for x, y, _ in places:
        bow = ((foot[0] + x) / 2 + rng.uniform(-0.1, 0.1), (foot[1] + y) / 2)
        stem = stalk(canvas, rng, [foot, bow, (x, y)], green)
        for t in (0.3, 0.5, 0.68):
            px, py, _z = stem[int(t * (len(stem) - 1))]
            side = float(rng.choice([-1, 1]))
            leaf(canvas, rng, px, py, side * rng.uniform(0.6, 1.5), rng.uniform(0.15, 0.24), green)
    for k, (x, y, s) in enumerate(places):
        blossom(canvas, rng, str(kinds[k]), (x, y), s, shades[k])


def wreath(canvas: Canvas, rng: Rng, size: float, shades: list[tuple[Colour, Colour]], green: Colour) -> None:
    """Draw a ring of leaves with flowers set in it."""
    r = size * 0.58
    stalk(canvas, rng, [(r * np.cos(a), r * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 16)], green)
    for a in np.linspace(0, 2 * np.pi, 27)[:-1]:
        out = a + np.pi / 2 + rng.choice([-0.75, 0.75]) + np.pi / 2
        leaf(canvas, rng, r * np.cos(a), r * np.sin(a), out, rng.uniform(0.09, 0.14), green)
    count = int(rng.integers(4, 8))
    kinds = [str(k) for k in rng.choice(["plum", "daisy", "peony"], 2)]
    turn = rng.uniform(0, 6)
    for k in range(count):
        a = turn + 2 * np.pi * k / count
        blossom(canvas, rng, kinds[k % 2], (r * np.cos(a), r * np.sin(a)), 0.13 - 0.025 * (k % 2), shades[k % 2])


def branch(canvas: Canvas, rng: Rng, size: float, shades: list[tuple[Colour, Colour]], green: Colour) -> None:
    """Draw a flowering plum branch across the hoop."""
    side = float(rng.choice([-1, 1]))
    reach = size / 0.7
    bend = ((-0.5, 0.42), (-0.2, 0.2), (0.05, 0.08), (0.38, -0.36))
    bark = mixed(green, WALNUT, 0.85)
    bough = stalk(canvas, rng, [(side * reach * x, reach * y) for x, y in bend], bark, 0.018)
    for t in np.linspace(0.25, 0.95, 9):
        px, py, _z = bough[int(t * (len(bough) - 1))]
        away = float(rng.choice([-1, 1]))
        tip = (px + away * rng.uniform(0.05, 0.16) * side, py - away * rng.uniform(0.02, 0.2) - 0.03)
        stalk(canvas, rng, [(px, py), ((px + tip[0]) / 2, (py + tip[1]) / 2 - 0.02), tip], bark, 0.007)
        blossom(canvas, rng, "plum", tip, rng.uniform(0.07, 0.13), shades[int(rng.random() < 0.25)])
