"""Draw straw and willow: storage baskets, trays, basket lids and bags."""

from collections.abc import Callable

import numpy as np

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.noise import Array, Grid
from demo.drawing.palette import BARK, DYES, HUSK, NATURALS, SMOKED, WHEAT, WHITE_STRAW, WILLOW, mixed, pick, varied
from demo.drawing.shapes import arc, ellipse, slab, smooth
from demo.drawing.strands import lay, wave
from demo.drawing.weaves import Weave, coiled, coloured, woven

Rng = np.random.Generator


def stripes(rng: Rng, rows: int) -> tuple[Grid, Callable[[Weave], Grid]]:
    """Return strand colours for a weave and the rule that picks them: natural, banded, or a dyed figure."""
    ground = mixed(pick(rng, NATURALS), WHEAT, rng.uniform(0, 0.4))
    dye = pick(rng, (*DYES, BARK, SMOKED, WHITE_STRAW))
    table = np.vstack([varied(rng, ground, 24, 0.06), varied(rng, mixed(dye, ground, 0.15), 8, 0.06)])
    figure = rng.choice(["plain", "band", "bands", "diamonds", "steps", "lower"], p=[0.26, 0.2, 0.18, 0.14, 0.1, 0.12])
    low, wide, period = (
        int(rows * rng.uniform(0.2, 0.55)),
        max(2, int(rows * rng.uniform(0.1, 0.28))),
        int(rng.integers(5, 9)),
    )

    def index(weave: Weave) -> Grid:
        row, col = weave.row, weave.col
        plain = np.where(weave.weft, row * 7, col * 5 + 3) % 24
        if figure == "plain":
            return plain
        if figure == "band":
            dyed = (row > low) & (row < low + wide)
        elif figure == "bands":
            dyed = (row % period) < 2
        elif figure == "lower":
            dyed = row > rows * 0.55
        elif figure == "steps":
            dyed = ((row // 2 + col) % period < 2) & (row > rows * 0.12) & (row < rows * 0.88)
        else:
            reach = np.abs(row - rows // 2)
            dyed = (np.abs(col % (2 * period) - period) + reach < period) & (
                np.abs(col % (2 * period) - period) + reach > period // 3
            )
        return np.where(dyed & weave.weft, 24 + row % 8, plain)

    return table, index


def fabric(kind: str, u: Grid, v: Grid, rng: Rng) -> Weave:
    """Return one of the weaves baskets are made in."""
    if kind == "coil":
        return coiled(u, v, rng)
    if kind == "strip":
        return woven(u, v, rng, weft=0.94, warp=0.94, rough=0.9)
    return woven(u, v, rng, twill=kind == "twill", weft=1.0, warp=0.5 if kind == "willow" else 0.9)


GAUGE = {
    "willow": (30, 0.038),
    "coil": (64, 0.058),
    "strip": (22, 0.085),
    "twill": (52, 0.044),
}  # columns round, row height


def wall(canvas: Canvas, rng: Rng, kind: str, top: float, foot: float, mouth: float, belly: float, base: float) -> None:
    """Draw the outside of a round basket of radii `mouth`, `belly` and `base`, seen from a little above."""
    tilt = 0.26
    broad = max(mouth, belly, base) * 1.06
    win = canvas.window((-broad, top - 0.05, broad, foot + base * tilt + 0.02))
    x, y = win.x, win.y
    z = (foot - y) + np.zeros_like(x)
    tall = foot - top

    def radius(at: Array) -> Array:
        t = np.clip(at / tall, -0.05, 1.05)
        return np.asarray(base + (mouth - base) * t + (belly - (mouth + base) / 2) * 4 * t * (1 - t), np.float32)

    for _ in range(3):
        r = radius(z)
        z = foot - y + tilt * r * np.sqrt(np.clip(1 - (x / r) ** 2, 0, 1))
    r = radius(z)
    across = np.clip(x / r, -0.999, 0.999)
    columns, row_height = GAUGE[kind]
    around = np.arcsin(across) * (columns / np.pi) + 40
    rows = int(tall / row_height)
    weave = fabric(kind, around * (1 if kind != "coil" else 1.6), (tall - z) / row_height + 40, rng)
    table, rule = stripes(rng, rows)
    shifted = Weave(weave.height, weave.tone, weave.row - 40, weave.col, weave.weft)
    mask = np.clip((1 - np.abs(x / r)) * r * canvas.scale, 0, 1) * canvas.inside(np.maximum(z - tall, -z - 0.004))
    depth = np.sqrt(1 - across**2)
    shadow = (0.55 + 0.45 * np.clip(z / tall * 2.2, 0, 1)) * (0.78 + 0.22 * depth)
    bump = canvas.slopes(weave.height * np.float32(row_height * 0.30))
    slopes = (-across / (depth + 0.25) * 0.85 * -1 + bump[0], 0.12 + bump[1])
    colour = coloured(shifted, table, rule(shifted)) * shadow
    canvas.put(win, mask, colour, depth * np.float32(mouth * 0.5), slopes=slopes, gloss=0.05)


def interior(canvas: Canvas, rng: Rng, kind: str, top: float, mouth: float) -> None:
    """Draw the inside seen through the mouth, darker as it goes down."""
    tilt = 0.26
    win = canvas.window((-mouth, top - mouth * tilt, mouth, top + mouth * tilt))
    distance = ellipse(win.x, win.y, 0, top, mouth, mouth * tilt)
    depth = (win.y - (top - mouth * tilt * np.sqrt(np.clip(1 - (win.x / mouth) ** 2, 0, 1)))) / (2 * mouth * tilt)
    columns, row_height = GAUGE[kind]
    around = np.arcsin(np.clip(win.x / mouth, -0.99, 0.99)) * columns / np.pi + 100.5
    weave = fabric(kind, around + 0 * win.y, depth * 0.5 / row_height * 0.9 + 20, rng)
    table = varied(rng, mixed(WILLOW, HUSK, 0.3), 16, 0.08)
    dark = np.clip(0.62 - 0.75 * depth + 0.25 * win.x / mouth, 0.07, 0.8)
    colour = coloured(weave, table, np.where(weave.weft, weave.row * 7, weave.col * 5)) * dark
    canvas.put(win, canvas.inside(distance), colour, weave.height * np.float32(row_height * 0.25))


def rim(
    canvas: Canvas,
    x: float,
    y: float,
    rx: float,
    ry: float,
    colour: tuple[float, float, float],
    thick: float = 0.032,
) -> None:
    """Draw a rolled border: strands roped round an ellipse."""
    ring = arc(x, y, rx, ry, np.pi * 0.5, np.pi * 2.5, 120)
    z = (ring[:, 1] - y) * 0.2
    lay(canvas, [np.column_stack([ring, z])], thick, colour, twist=0.55, pitch=2.6, fibre=0.10, base=0.30)


def handles(canvas: Canvas, rng: Rng, top: float, mouth: float, colour: tuple[float, float, float]) -> None:
    """Draw no handle, two ears, or one high arch."""
    kind = rng.choice(["none", "ears", "arch", "loops"], p=[0.25, 0.3, 0.25, 0.2])
    if kind == "arch":
        high = rng.uniform(0.42, 0.6)
        for k in (-1, 0, 1):
            bow = arc(k * 0.004, top, mouth * 0.97, high + k * 0.016, np.pi, 2 * np.pi, 70)
            lay(canvas, [wave(bow, 0.02, 0.16, k * 2.1)], 0.024, varied(rng, colour, 1, 0.06), twist=0.35, base=0.42)
    elif kind == "ears":
        for side in (-1, 1):
            ear = smooth(
                [
                    (side * mouth * 0.98, top + 0.12),
                    (side * (mouth + 0.10), top + 0.02),
                    (side * (mouth + 0.11), top - 0.1),
                    (side * mouth * 0.99, top - 0.02),
                ],
                16,
                False,
            )
            lay(canvas, [ear], 0.026, colour, twist=0.5, base=0.4)
    elif kind == "loops":
        for side in (-1, 1):
            loop = arc(0, top + side * mouth * 0.26, mouth * 0.30, 0.17, np.pi * 1.0, np.pi * 2.0, 40)
            lay(canvas, [loop], 0.024, colour, twist=0.5, base=0.16 if side < 0 else 0.5)


def basket(canvas: Canvas, rng: Rng) -> None:
    """Draw a storage basket (草柳编收纳篮) standing, seen a little from above."""
    kind = str(rng.choice(list(GAUGE)))
    mouth = rng.uniform(0.52, 0.64)
    base = mouth * rng.uniform(0.66, 0.98)
    belly = max(mouth, base) * rng.uniform(0.96, 1.10)
    tall = rng.uniform(0.55, 0.82)
    foot = 0.46 + 0.06
    top = foot - tall
    edge = pick(rng, (*NATURALS, BARK, WILLOW))
    interior(canvas, rng, kind, top, mouth)
    state = rng.bit_generator.state
    handles_first = int(rng.integers(2))
    rng.bit_generator.state = state
    wall(canvas, rng, kind, top, foot, mouth, belly, base)
    rim(canvas, 0, top, mouth, mouth * 0.26, edge)
    handles(canvas, rng, top, mouth, edge if handles_first else BARK)


def tray(canvas: Canvas, rng: Rng) -> None:
    """Draw a shallow tray from above: round, oval or square, with a roped border and two grips."""
    kind = str(rng.choice(["willow", "strip", "twill"]))
    square = rng.random() < 0.4
    rx, ry = 0.68, rng.uniform(0.42, 0.62) if rng.random() < 0.7 else 0.66
    win = canvas.window()
    distance = slab(win.x, win.y, 0, 0, rx, ry, 0.16) if square else ellipse(win.x, win.y, 0, 0, rx, ry)
    columns, row_height = {"willow": (16, 0.034), "strip": (12, 0.078), "twill": (22, 0.045)}[kind]
    weave = fabric(kind, (win.x + 2) * columns, (win.y + 2) / row_height, rng)
    table, rule = stripes(rng, int(2 * ry / row_height))
    centred = Weave(weave.height, weave.tone, weave.row - int((2 - ry) / row_height), weave.col, weave.weft)
    wall_ = np.clip(1 + distance / 0.13, 0, 1)
    colour = coloured(centred, table, rule(centred)) * (1 - 0.35 * np.exp(-(((distance + 0.14) / 0.05) ** 2)))
    height = weave.height * np.float32(row_height * 0.28) + 0.10 * wall_ * wall_
    canvas.put(win, canvas.inside(distance), colour, height, gloss=0.04)
    edge = pick(rng, (*NATURALS, BARK, SMOKED))
    for grow, thick in ((0.0, 0.034), (-0.045, 0.022)):
        ring = rounded(rx + grow, ry + grow, square)
        lay(canvas, [ring], thick, edge, twist=0.55, pitch=2.4, base=0.10)
    for side in (-1, 1):
        grip = smooth(
            [
                (side * rx * 0.94, -0.15),
                (side * (rx + 0.085), -0.09),
                (side * (rx + 0.085), 0.09),
                (side * rx * 0.94, 0.15),
            ],
            16,
            False,
        )
        lay(canvas, [grip], 0.028, edge, twist=0.4, base=0.16)


def rounded(rx: float, ry: float, square: bool) -> Grid:
    """Return a closed ring: an ellipse or a rounded rectangle."""
    a = np.linspace(0, 2 * np.pi, 160)
    power = 0.42 if square else 1.0
    c, s = np.cos(a), np.sin(a)
    return np.column_stack([rx * np.sign(c) * np.abs(c) ** power, ry * np.sign(s) * np.abs(s) ** power])


def mat(canvas: Canvas, rng: Rng, x: float, y: float, size: float, row_height: float) -> Colour:
    """Draw a round mat from above, rings woven round spokes, and return the colour of its roped edge."""
    win = canvas.window((x - size - 0.05, y - size - 0.05, x + size + 0.05, y + size + 0.05))
    r = np.hypot(win.x - x, win.y - y)
    angle = np.arctan2(win.y - y, win.x - x)
    spokes = 2 * int(rng.integers(9, 13))
    doubling = np.where(r > size * 0.52, 2, 1)
    drift = angle / (2 * np.pi)
    weave = woven((angle + np.pi) * spokes * doubling / (2 * np.pi), r / row_height + drift, rng, weft=1.0, warp=0.5)
    table, rule = stripes(rng, int(size / row_height))
    height = weave.height * np.float32(row_height * 0.3) + 0.12 * np.sqrt(np.clip(1 - (r / size) ** 2, 0, 1))
    canvas.put(win, canvas.inside(r - size), coloured(weave, table, rule(weave)), height, gloss=0.05)
    edge = pick(rng, (*NATURALS, BARK))
    rim(canvas, x, y, size, size, edge, 0.052 * size)
    return edge


def coasters(canvas: Canvas, rng: Rng) -> None:
    """Draw six straw coasters (草编杯垫) of one pattern, laid out in two rows."""
    row_height = rng.uniform(0.022, 0.03)
    state = rng.bit_generator.state
    for place in range(6):
        rng.bit_generator.state = state
        mat(canvas, rng, (place % 3 - 1) * 0.56, (place // 3 - 0.5) * 0.56, 0.25, row_height)


def lid(canvas: Canvas, rng: Rng) -> None:
    """Draw a willow basket lid (柳编筐盖) from above: a mat with a grip."""
    size, row_height = rng.uniform(0.62, 0.70), rng.uniform(0.03, 0.042)
    edge = mat(canvas, rng, 0, 0, size, row_height)
    cross = varied(rng, edge, 5, 0.08)
    for k in range(5):
        off = (k - 2) * 0.021
        lay(
            canvas,
            [np.array([(-0.13, off, 0.0), (0.13, off, 0.0)]), np.array([(off, -0.13, 0.005), (off, 0.13, 0.005)])],
            0.012,
            cross[[k, k]],
            base=0.13,
        )
    if rng.random() < 0.75:
        bow = np.column_stack(
            [np.linspace(-0.17, 0.17, 30), np.linspace(0.02, -0.02, 30), 0.09 * np.sin(np.linspace(0, np.pi, 30))]
        )
        lay(canvas, [bow], 0.03, edge, twist=0.55, base=0.16)


def bag(canvas: Canvas, rng: Rng) -> None:
    """Draw a straw bag standing: a soft woven body, two handles, sometimes a flap or a tassel."""
    kind = str(rng.choice(["coil", "twill", "strip"]))
    width, tall = rng.uniform(0.5, 0.62), rng.uniform(0.62, 0.78)
    foot, spread = 0.62, rng.uniform(-0.08, 0.1)
    top = foot - tall
    grip = pick(rng, (BARK, SMOKED, WILLOW, WHEAT))
    high = rng.uniform(0.3, 0.42)
    far = arc(0.02, top + 0.05, width * 0.45, high - 0.04, np.pi, 2 * np.pi, 60)
    lay(canvas, [far], 0.024, mixed(grip, SMOKED, 0.4), twist=0.3)
    win = canvas.window((-0.8, top - 0.05, 0.8, foot + 0.03))
    t = (win.y - top) / tall
    half = width + spread * t + 0.035 * np.sin(t * np.pi)
    sag = 0.018 * np.cos(win.x / width * 2.2)
    distance = slab(win.x / half * width, win.y - sag, 0, foot - tall / 2, width, tall / 2, 0.09)
    columns, row_height = {"coil": (26, 0.062), "twill": (19, 0.05), "strip": (9, 0.105)}[kind]
    weave = fabric(kind, (win.x / half * width + 3) * columns, (win.y - sag - top) / row_height + 40, rng)
    table, rule = stripes(rng, int(tall / row_height))
    shifted = Weave(weave.height, weave.tone, weave.row - 40, weave.col, weave.weft)
    round_ = np.clip(win.x / half, -1, 1)
    body = 0.16 * np.sqrt(np.clip(1 - round_**2 * 0.9, 0, 1)) + 0.0 * win.y
    canvas.put(
        win,
        canvas.inside(distance),
        coloured(shifted, table, rule(shifted)) * (1 - 0.22 * np.clip(t, 0, 1)),
        weave.height * np.float32(row_height * 0.26) + body,
        gloss=0.04,
    )
    carry(canvas, top, width, high, grip)


def carry(canvas: Canvas, top: float, width: float, high: float, grip: Colour) -> None:
    """Draw the bag's roped edge and its near handle, bound on."""
    lay(
        canvas,
        [
            np.column_stack(
                [
                    np.linspace(-width * 0.985, width * 0.985, 60),
                    top + 0.012 + 0.018 * np.cos(np.linspace(-2.2, 2.2, 60)),
                ]
            )
        ],
        0.026,
        grip,
        twist=0.5,
        base=0.17,
    )
    bow = arc(-0.02, top + 0.09, width * 0.5, high, np.pi, 2 * np.pi, 60)
    ends = np.vstack([[(bow[0, 0], top + 0.2)], bow, [(bow[-1, 0], top + 0.2)]])
    lay(canvas, [ends], 0.026, grip, twist=0.3, base=0.19)
    for side in (0, -1):
        knot = ends[side]
        lay(
            canvas,
            [
                np.array(
                    [(knot[0] - 0.035, knot[1] - 0.02 + k * 0.016), (knot[0] + 0.035, knot[1] - 0.026 + k * 0.016)]
                )
                for k in range(5)
            ],
            0.010,
            WHITE_STRAW,
            base=0.24,
        )
