"""Draw knots, beads and tassels: Chinese knot pendants and beaded bracelets."""

import numpy as np

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.noise import read
from demo.drawing.palette import (
    AMBER,
    BRICK,
    CINNABAR,
    CREAM,
    GOLD,
    INDIGO,
    JADE,
    LEAF,
    MINT,
    NAVY,
    PEARL,
    PINE,
    PLUM,
    ROSE,
    ROSEWOOD,
    ROUGE,
    SKY,
    SMOKED,
    SOOT,
    TEAL,
    WALNUT,
    mixed,
    pick,
    varied,
)  # fmt: skip
from demo.drawing.shapes import Points, arc, ellipse, smooth
from demo.drawing.strands import lay

Rng = np.random.Generator


def bead(
    canvas: Canvas,
    x: float,
    y: float,
    r: float,
    colour: Colour,
    *,
    gloss: float = 0.9,
    vein: float = 0.1,
    squash: float = 1.0,
    base: float = 0.0,
    angle: float = 0.0,
) -> None:
    """Draw a round or barrel bead: polished, a little light showing through the far side."""
    win = canvas.window((x - r * 1.15, y - r * 1.15, x + r * 1.15, y + r * 1.15))
    if 0 in win.shape:
        return
    distance = ellipse(win.x, win.y, x, y, r, r * squash, angle)
    inner = np.clip(-distance / (r * squash), 0, 1)
    height = np.sqrt(np.clip(inner * (2 - inner), 0, 1)) * r
    cloud = read("cloud", (win.x - x) / r * 60 + 900 * x + 400, (win.y - y) / r * 40 + 700 * y + 400)
    through = 0.30 * np.clip(((win.x - x) + (win.y - y)) / r, -0.4, 1.2) * (1 - 0.4 * inner)
    tone = np.clip(0.88 + vein * cloud + through, 0.2, 1.7)
    tint = np.asarray(colour, np.float32)[:, None, None] * tone
    canvas.put(win, canvas.inside(distance), tint, height, gloss=gloss, base=base, relief=0.95)


def tassel(canvas: Canvas, rng: Rng, x: float, y: float, length: float, colour: Colour, width: float = 0.075) -> None:
    """Draw a silk tassel hanging from (x, y): a bound head and many threads."""
    count = 64
    spread = np.linspace(-1, 1, count) + 0.1 * rng.standard_normal(count)
    sway = rng.uniform(-0.03, 0.03)
    paths = []
    for k in range(count):
        s = spread[k]
        long = length * (1 - 0.04 * abs(s) + 0.015 * rng.standard_normal())
        p = [
            (x + s * 0.022, y, 0.0),
            (x + s * width * 0.62, y + 0.07, 0.01),
            (x + s * width * 0.8 + sway * 0.3, y + long * 0.5, 0.0),
            (x + s * width * (1.05 + 0.1 * rng.random()) + sway, y + long, 0.0),
        ]
        path = smooth(p, 6, closed=False)
        path[:, 2] += 0.03 * np.sqrt(max(0.0, 1 - s * s)) + 0.004 * rng.random()
        paths.append(path)
    lay(canvas, paths, 0.0062, varied(rng, colour, count, 0.12), gloss=0.12, fibre=0.05)
    wraps = [
        np.array([(x - 0.032, y + 0.052 + k * 0.010, 0.05), (x + 0.032, y + 0.052 + k * 0.010, 0.05)]) for k in range(4)
    ]
    lay(canvas, wraps, 0.0062, GOLD, gloss=0.25)


def endless(n: int, pitch: float, ear: float) -> list[Points]:
    """Return the endless knot (盘长结).

    It has n cords each way, over and under, turned on its corner, with loops at the edges.
    """
    half = (n - 1) / 2
    reach = (n - 1) / 2 * pitch + pitch * 0.75
    paths = []
    for way in (0, 1):
        for k in range(n):
            off = (k - half) * pitch
            t = np.linspace(-reach, reach, 60)
            z = 0.016 * np.cos(np.pi * (t / pitch + half + k + way))
            line = np.column_stack([t, np.full(60, off)]) if way == 0 else np.column_stack([np.full(60, off), t])
            paths.append(np.column_stack([line, z]))
        for k in range(n - 1):
            off, end = (k + 0.5 - half) * pitch, reach if k % 2 == 0 else -reach
            grow = ear if k % 2 == 0 else ear * 0.9
            a = np.linspace(-np.pi / 2, np.pi / 2, 30)
            out, side = end + np.sign(end) * grow * np.cos(a), off + pitch * 0.5 * np.sin(a) * (1 + 0.5 * np.cos(a))
            line = np.column_stack([out, side]) if way == 0 else np.column_stack([side, out])
            paths.append(np.column_stack([line, np.zeros(30)]))
    c, s = np.cos(np.pi / 4), np.sin(np.pi / 4)
    return [np.column_stack([p[:, 0] * c - p[:, 1] * s, p[:, 0] * s + p[:, 1] * c, p[:, 2]]) for p in paths]


def corners(reach: float, size: float) -> list[Points]:
    """Return wide loops at the left and right corners of the endless knot."""
    paths = []
    for side in (-1, 1):
        for grow in (1.0, 0.55):
            p = [
                (side * reach * 0.86, -0.05 * grow, 0.0),
                (side * (reach + size * 0.55), -size * 0.62 * grow, 0.004),
                (side * (reach + size * grow), 0.0, 0.004),
                (side * (reach + size * 0.55), size * 0.62 * grow, 0.004),
                (side * reach * 0.86, 0.05 * grow, 0.0),
            ]
            paths.append(smooth(p, 14, closed=False))
    return paths


def rosette(petals: int, radius: float) -> list[Points]:
    """Return a round knot (团锦结).

    One cord loops out and in, over its neighbour going out and under it coming back.
    """
    turns = 3 if petals == 8 else 2
    a = np.linspace(0, 2 * np.pi * turns, 70 * petals)
    swing = petals * a / turns
    r = radius * (0.64 + 0.36 * np.cos(swing))
    cord = np.column_stack([r * np.sin(a), -r * np.cos(a), -0.03 * np.sin(swing)])
    return [cord, cord * [0.55, 0.55, 1.0] + [0.0, 0.0, 0.01]]


def hanger(top: float) -> Points:
    """Return the loop a pendant hangs by, from the top of its knot."""
    return smooth(
        [
            (-0.012, top + 0.06, 0),
            (-0.016, top - 0.16, 0),
            (-0.05, -0.82, 0),
            (0, -0.88, 0),
            (0.05, -0.82, 0),
            (0.016, top - 0.16, 0),
            (0.012, top + 0.06, 0),
        ],
        12,
        False,
    )


def knot(canvas: Canvas, rng: Rng) -> None:
    """Draw a Chinese knot pendant (中国结): hanging loop, bead, knot, bead, tassel."""
    colour = pick(rng, (CINNABAR, CINNABAR, CINNABAR, ROUGE, INDIGO, GOLD, TEAL, PLUM))
    second = pick(rng, (colour, GOLD, mixed(colour, CREAM, 0.35)))
    cord = float(rng.uniform(0.019, 0.024))
    form = rng.choice(["endless", "rosette", "double"], p=[0.6, 0.25, 0.15])
    centre = -0.22
    n = int(rng.choice([4, 5, 6]))
    pitch = cord * 2 * 1.18
    reach = ((n - 1) / 2 * pitch + pitch * 0.75) * np.sqrt(2)
    if form == "rosette":
        reach = rng.uniform(0.27, 0.33)
        paths = rosette(int(rng.choice([5, 7, 8])), reach)
    elif form == "double":
        reach = 0.34
        paths = [
            np.column_stack([p[:, :2] * 0.62 + [0, dy], p[:, 2]])
            for dy in (-0.17, 0.17)
            for p in endless(4, 0.075, 0.07)
        ]
        cord *= 0.85
    else:
        paths = [*endless(n, pitch, rng.uniform(0.05, 0.1)), *corners(reach, rng.uniform(0.12, 0.2))]
    lead = hanger(centre - reach)
    low = np.array([(0, centre + reach * 0.8, 0.0), (0, centre + reach + 0.24, 0.0)])
    lay(canvas, [lead, low], cord * 0.7, colour, twist=0.25, gloss=0.06)
    moved = [p + np.array([0, centre, 0]) for p in paths]
    tints = np.array(
        [second if second != colour and k % 4 == 1 and form == "endless" else colour for k in range(len(moved))]
    )
    lay(canvas, moved, cord, tints, twist=0.28, pitch=1.5, fibre=0.06, gloss=0.08)
    stone = pick(rng, (JADE, MINT, AMBER, PEARL, SKY, WALNUT, NAVY))
    size = rng.uniform(0.055, 0.072)
    bead(canvas, 0, centre - reach - 0.10, size * 0.8, stone, base=0.05)
    below = centre + reach + 0.10
    bead(canvas, 0, below, size, stone, squash=rng.choice([1.0, 0.8]), base=0.05)
    end = below + size + 0.02
    if rng.random() < 0.3:
        for side in (-1, 1):
            tassel(canvas, rng, side * 0.075, end, 0.86 - end, colour, 0.055)
    else:
        tassel(canvas, rng, 0, end, 0.86 - end, colour)


STONES: tuple[tuple[Colour, ...], ...] = (
    (JADE, MINT, PEARL), (CINNABAR, AMBER, GOLD), (ROSEWOOD, WALNUT, PINE), (SKY, INDIGO, PEARL), (PLUM, ROSE, PEARL),
    (SOOT, GOLD, SMOKED), (TEAL, MINT, GOLD), (AMBER, BRICK, CREAM), (NAVY, SKY, GOLD), (LEAF, JADE, AMBER),
)  # fmt: skip


def bracelet(canvas: Canvas, rng: Rng) -> None:
    """Draw a beaded bracelet (串珠手链) lying in a ring, or in two and three turns."""
    set_ = STONES[int(rng.integers(len(STONES)))]
    turns = int(rng.choice([1, 1, 2, 3]))
    wood = set_[0] in (ROSEWOOD, SMOKED)
    for turn in range(turns):
        cx, cy = (0, 0) if turns == 1 else rng.uniform(-0.07, 0.07, 2)
        radius = 0.50 - 0.115 * turn * (turns > 1) + 0.04 * (turns == 1)
        ring(
            canvas,
            rng,
            (cx, cy),
            radius,
            rng.uniform(0.9, 1.0),
            set_,
            0.075 if turns == 1 else 0.052,
            0.35 if wood else 0.9,
        )
    if rng.random() < 0.6:
        tassel_at(canvas, rng, set_)


def ring(
    canvas: Canvas,
    rng: Rng,
    at: tuple[float, float],
    radius: float,
    squash: float,
    set_: tuple[Colour, ...],
    size: float,
    gloss: float,
) -> None:
    """Draw beads strung on a ring: a chosen rhythm of large and small, with spacers and one fine piece below."""
    size *= rng.uniform(0.8, 1.15)
    pattern = [(1.0, set_[0], 1.0)] * int(rng.integers(1, 6)) + [
        (0.55, set_[2], 0.55),
        (0.9, set_[1], 1.0),
        (0.55, set_[2], 0.55),
    ]
    if rng.random() < 0.3:
        pattern = [(1.0, set_[0], 1.0)]
    length = 2 * np.pi * radius * (0.5 + squash * 0.5)
    want = sum(2 * size * p[2] for p in pattern)
    repeats = max(1, round(length / want))
    size *= length / (want * repeats)
    lay(canvas, [arc(*at, radius, radius * squash, 0, 2 * np.pi, 120)], 0.008, CREAM)
    angle = np.pi / 2
    for r, colour, room in pattern * repeats:
        step = 2 * size * room / length * 2 * np.pi
        a = angle + step / 2
        angle += step
        x, y = at[0] + radius * np.cos(a), at[1] + radius * squash * np.sin(a)
        tint = tuple(float(c) for c in varied(rng, colour, 1, 0.09)[0])
        thin = 1.0 if room == 1.0 else room / r * 0.72
        bead(canvas, x, y, size * r * 0.995, tint, gloss=gloss, vein=0.13, squash=thin, angle=a, base=0.01)  # type: ignore[arg-type]


def tassel_at(canvas: Canvas, rng: Rng, set_: tuple[Colour, ...]) -> None:
    """Draw a small tassel or drop at the foot of the ring."""
    y = 0.52
    lay(canvas, [np.array([(0.0, y, 0.0), (0.0, y + 0.1, 0.0)])], 0.012, set_[1], base=0.05)
    bead(canvas, 0, y + 0.08, 0.05, set_[1], base=0.05)
    tassel(canvas, rng, 0, y + 0.1, 0.27, mixed(set_[1], set_[0], 0.3), 0.05)
