"""Cut paper: red window flowers (剪纸窗花) folded four, six or eight times, and the figures cut into them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from demo.drawing.canvas import Canvas, Colour
from demo.drawing.noise import Array, sheet
from demo.drawing.palette import CINNABAR, GOLD, INDIGO, JADE, PLUM, ROSE, ROUGE, SOOT, linear, mixed, pick
from demo.drawing.shapes import Points, arc, placed, smooth

Rng = np.random.Generator
KEEP, CUT = 255, 0


@dataclass
class Sheet:
    """A square of paper, `side` pixels, cut in `folds` mirrored wedges round its middle (0, 0). Half a side is 1."""

    side: int
    folds: int

    def __post_init__(self) -> None:
        self.image = Image.new("L", (self.side, self.side), CUT)
        self.pen = ImageDraw.Draw(self.image)

    def shape(self, points: Points, tone: int, alone: bool = False) -> None:
        """Keep or cut an outline, in every fold unless alone."""
        for angle in [0.0] if alone else np.arange(self.folds) * 2 * np.pi / self.folds:
            for flip in (False, True):
                p = points.copy()
                if flip:
                    p[:, 0] *= -1
                p = placed(p, 0, 0, 1, float(angle))
                self.pen.polygon([((x + 1) * self.side / 2, (y + 1) * self.side / 2) for x, y in p], fill=tone)
                if alone:
                    break

    def disc(self, radius: float, tone: int) -> None:
        r = radius * self.side / 2
        c = self.side / 2
        self.pen.ellipse((c - r, c - r, c + r, c + r), fill=tone)


def petal(length: float, width: float, tip: float = 0.3) -> Points:
    """Return a petal growing up (toward -y) from its foot at the origin."""
    return smooth(
        [
            (0, 0),
            (width * 0.7, -length * 0.35),
            (width, -length * (1 - tip)),
            (0, -length),
            (-width, -length * (1 - tip)),
            (-width * 0.7, -length * 0.35),
        ],
        10,
    )


def crescent(length: float, width: float) -> Points:
    """Return the moon cut (月牙纹), standing upright."""
    a = np.linspace(-1, 1, 16)
    outer = np.column_stack([width * (1 - a**2), a * length / 2])
    inner = np.column_stack([width * 0.35 * (1 - a**2), a * length / 2])[::-1]
    return np.vstack([outer, inner])


def saw(length: float, teeth: int, deep: float) -> Points:
    """Return the saw cut (锯齿纹): a row of fine teeth along x, hanging from y = 0."""
    x = np.linspace(-length / 2, length / 2, 2 * teeth + 1)
    y = np.where(np.arange(2 * teeth + 1) % 2 == 0, 0.0, deep) * np.sqrt(np.clip(1 - (2 * x / length) ** 2, 0.1, 1))
    return np.vstack([np.column_stack([x, y]), [(length / 2, -deep * 0.3), (-length / 2, -deep * 0.3)]])


def fish(sheet_: Sheet, x: float, y: float, size: float, angle: float) -> None:
    """Draw a leaping carp with scales."""
    body = smooth(
        [
            (0.5, 0),
            (0.2, -0.2),
            (-0.15, -0.17),
            (-0.36, -0.05),
            (-0.62, -0.26),
            (-0.55, 0),
            (-0.66, 0.22),
            (-0.36, 0.06),
            (-0.12, 0.18),
            (0.22, 0.19),
        ],
        8,
    )
    sheet_.shape(placed(body, x, y, size, angle), KEEP)
    sheet_.shape(placed(arc(0.32, -0.05, 0.035, 0.035, 0, 6.3, 12), x, y, size, angle), CUT)
    for k in range(4):
        sheet_.shape(placed(placed(crescent(0.26 - 0.035 * k, 0.05), 0.16 - 0.11 * k, 0, 1), x, y, size, angle), CUT)
    sheet_.shape(placed(placed(saw(0.18, 4, 0.07), -0.53, 0.0, 1, np.pi / 2), x, y, size, angle), CUT)


def butterfly(sheet_: Sheet, x: float, y: float, size: float) -> None:
    """Cut half a butterfly. The fold makes the other half."""
    upper = smooth(
        [
            (0, -0.05),
            (0.15, -0.4),
            (0.5, -0.5),
            (0.55, -0.2),
            (0.3, 0.0),
            (0.42, 0.2),
            (0.3, 0.42),
            (0.1, 0.25),
            (0, 0.1),
        ],
        8,
    )
    sheet_.shape(placed(upper, x, y, size), KEEP)
    for cx, cy, r in ((0.35, -0.3, 0.09), (0.24, 0.22, 0.07), (0.17, -0.16, 0.05)):
        sheet_.shape(placed(petal(r * 2.2, r), x + cx * size, y + (cy + r) * size, size, 0.5), CUT)


def flower(sheet_: Sheet, x: float, y: float, size: float, petals: int) -> None:
    """Draw a peony face-on: petals with saw cuts, a ringed heart."""
    for k in range(petals):
        a = 2 * np.pi * k / petals
        sheet_.shape(placed(petal(0.5, 0.24, 0.25), x, y, size, a), KEEP)
        sheet_.shape(placed(placed(saw(0.2, 4, 0.10), 0, -0.36, 1), x, y, size, a), CUT)
    sheet_.shape(placed(arc(0, 0, 0.15, 0.15, 0, 6.3, 20), x, y, size), CUT)
    sheet_.shape(placed(arc(0, 0, 0.10, 0.10, 0, 6.3, 20), x, y, size), KEEP)


def round_flower(rng: Rng, side: int) -> Sheet:
    """Return a round window flower (团花): rings of petals, leaves, crescents and figures."""
    s = Sheet(side, int(rng.choice([4, 5, 6, 6, 8, 8])))
    wedge = np.pi / s.folds
    scallops = int(rng.integers(2, 5)) * s.folds
    for k in range(scallops):
        a = 2 * np.pi * (k + 0.5) / scallops
        s.shape(placed(arc(0, 0, 0.11, 0.11, 0, 6.3, 20), 0.84 * np.sin(a), -0.84 * np.cos(a)), KEEP, alone=True)
    s.disc(0.86, KEEP)
    s.disc(0.79, CUT)
    s.disc(0.755, KEEP)
    for k in range(scallops):
        a = 2 * np.pi * (k + 0.5) / scallops
        s.shape(placed(arc(0, 0, 0.034, 0.034, 0, 6.3, 14), 0.875 * np.sin(a), -0.875 * np.cos(a)), CUT, alone=True)
    spokes = Sheet.shape
    width = 0.70 * np.sin(wedge)
    spokes(s, placed(petal(0.50, width * 0.62, 0.35), 0, -0.22), CUT)
    inner = rng.choice(["flower", "petals", "fish", "butterfly"])
    if inner == "flower":
        flower(s, 0, -0.50, 0.46 * min(1, width / 0.3), int(rng.integers(5, 8)))
        s.shape(placed(petal(0.22, 0.04), 0, -0.22), KEEP)
    elif inner == "fish":
        fish(s, 0, -0.48, 0.52 * min(1, width / 0.32), -np.pi / 2)
    elif inner == "butterfly":
        butterfly(s, 0, -0.48, 0.52 * min(1, width / 0.3))
        s.shape(placed(petal(0.5, 0.022), 0, -0.22), KEEP)
    else:
        for k, grow in enumerate((1.0, 0.72, 0.45)):
            s.shape(placed(petal(0.46 * grow, width * 0.5 * grow), 0, -0.24), KEEP if k % 2 == 0 else CUT)
        s.shape(placed(saw(0.12, 4, 0.07), 0, -0.62), CUT)
    for grow, at in ((0.13, 0.68), (0.10, 0.56)):
        edge = placed(petal(grow, grow * 0.36), 0, -at)
        s.shape(placed(edge, 0, 0, 1, wedge), CUT)
    s.shape(placed(placed(crescent(0.26, 0.045), 0.0, -0.44), 0, 0, 1, wedge * 0.86), CUT)
    s.shape(placed(placed(crescent(0.16, 0.04), 0.0, -0.66), 0, 0, 1, wedge * 0.55), CUT)
    heart(s, rng, wedge)
    return s


def heart(s: Sheet, rng: Rng, wedge: float) -> None:
    """Draw the middle of a round flower."""
    s.disc(0.235, KEEP)
    s.shape(placed(petal(0.16, 0.16 * np.sin(wedge) * 0.8), 0, -0.05), CUT)
    s.shape(placed(placed(petal(0.07, 0.02), 0, -0.15), 0, 0, 1, wedge), CUT)
    if rng.random() < 0.6:
        s.disc(0.06, KEEP)
        s.disc(0.03, CUT)


def double_joy(_rng: Rng, side: int) -> Sheet:
    """Return double happiness (囍) in a ring of flowers."""
    s = Sheet(side, 8)
    s.disc(0.9, KEEP)
    s.disc(0.60, CUT)
    s.shape(placed(petal(0.2, 0.07), 0, -0.64), CUT)
    s.shape(placed(placed(crescent(0.2, 0.05), 0, -0.74), 0, 0, 1, 0.27), CUT)
    s.shape(placed(placed(petal(0.12, 0.035), 0, -0.66), 0, 0, 1, np.pi / 8), CUT)
    s.shape(placed(placed(saw(0.2, 5, 0.05), 0, -0.84), 0, 0, 1, np.pi / 8), CUT)
    s.folds = 1
    bars: list[tuple[float, float, float, float]] = []
    for left in (0.04,):
        mid = left + 0.22
        bars += [
            (left + 0.03, -0.46, left + 0.41, -0.40),
            (mid - 0.032, -0.56, mid + 0.032, -0.25),
            (left + 0.06, -0.32, left + 0.38, -0.265),
        ]
        bars += [
            (left + 0.05, -0.20, left + 0.39, -0.035),
            (mid - 0.12, -0.05, mid - 0.07, 0.06),
            (mid + 0.07, -0.05, mid + 0.12, 0.06),
        ]
        bars += [(left, 0.05, left + 0.44, 0.11), (left + 0.05, 0.19, left + 0.39, 0.45)]
    bars += [(-0.1, 0.05, 0.1, 0.11), (-0.66, -0.45, 0.66, -0.41), (-0.66, 0.05, 0.66, 0.09)]
    for x0, y0, x1, y1 in bars:
        s.shape(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]), KEEP)
    for x0, y0, x1, y1 in ((0.14, -0.155, 0.38, -0.085), (0.145, 0.25, 0.375, 0.39)):
        s.shape(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]), CUT)
    s.shape(np.array([(0.2, 0.43), (0.32, 0.43), (0.30, 0.66), (0.22, 0.66)]), KEEP)
    return s


def square_flower(rng: Rng, side: int) -> Sheet:
    """Return a square window flower: a fretted border, flowers in the corners, a round figure within."""
    s = Sheet(side, 4)
    edge, thick = 0.86, 0.06
    for r, tone in ((edge, KEEP), (edge - thick, CUT), (edge - thick - 0.03, KEEP), (edge - thick - 0.07, CUT)):
        s.shape(np.array([(-r, -r), (r, -r), (r, r), (-r, r)]), tone, alone=True)
    for k in range(9):
        x = (k - 4) * 0.18
        s.shape(np.array([(x - 0.014, -edge), (x + 0.014, -edge), (x + 0.014, -0.68), (x - 0.014, -0.68)]), KEEP)
    s.folds = 4
    for angle in (np.pi / 4,):
        c = placed(np.array([(0.0, -0.92)]), 0, 0, 1, angle)[0]
        flower(s, float(c[0]), float(c[1]), 0.46, 6)
    middle = round_flower(rng, int(side * 0.74))
    hole = Image.new("L", middle.image.size, CUT)
    ImageDraw.Draw(hole).ellipse((side * 0.012, side * 0.012, side * 0.728, side * 0.728), fill=255)
    at = (side - middle.side) // 2
    s.image.paste(middle.image, (at, at), hole)
    return s


FORMS: tuple[Callable[[Rng, int], Sheet], ...] = (round_flower, round_flower, round_flower, square_flower, double_joy)
REDS = (CINNABAR, CINNABAR, CINNABAR, ROUGE, linear("d23a28"), INDIGO, SOOT, JADE, GOLD, PLUM, mixed(ROUGE, ROSE, 0.3))


def paste_cut(canvas: Canvas, rng: Rng, cut: Sheet, x: float, y: float, half: float, colour: Colour) -> None:
    """Draw a cut sheet lying at (x, y), its half side in units: paper grain, a slight fold cross, lifted tips."""
    win = canvas.window((x - half, y - half, x + half, y + half))
    height, width = win.shape
    if not height or not width:
        return
    u0, v0 = (float(win.x[0, 0]) - x + half) / (2 * half), (float(win.y[0, 0]) - y + half) / (2 * half)
    u1, v1 = (float(win.x[0, -1]) - x + half) / (2 * half), (float(win.y[-1, 0]) - y + half) / (2 * half)
    side = cut.side
    crop = (np.clip(u0, 0, 1) * side, np.clip(v0, 0, 1) * side, np.clip(u1, 0, 1) * side, np.clip(v1, 0, 1) * side)
    mask = np.asarray(cut.image.resize((width, height), Image.Resampling.HAMMING, box=crop), np.float32) / 255
    offset = int(rng.integers(500))
    fold = 0.05 * (np.exp(-np.abs(win.x - x) * 260) + np.exp(-np.abs(win.y - y) * 260))
    tone = 1 + 0.035 * sheet("paper", height, width, offset) + 0.03 * sheet("cloud", height, width, offset) - fold
    canvas.put(
        win,
        mask,
        np.asarray(colour, np.float32)[:, None, None] * tone,
        lifted(win.x - x, win.y - y, mask) * half,
        relief=1.0,
    )


def lifted(x: Array, y: Array, mask: Array) -> Array:
    """Return the sheet's own thickness and its gentle bow."""
    r = x * x + y * y
    return np.asarray(0.004 * mask + 0.03 * r * mask, np.float32)


def papercut(canvas: Canvas, rng: Rng) -> None:
    """Draw one large window flower, or a set of four small."""
    colour = pick(rng, REDS)
    side = int(canvas.scale * 1.7)
    if rng.random() < 0.72:
        cut = FORMS[int(rng.integers(len(FORMS)))](rng, min(2200, side))
        paste_cut(canvas, rng, cut, 0, 0, 0.86, colour)
        return
    for x in (-0.41, 0.41):
        for y in (-0.41, 0.41):
            cut = FORMS[int(rng.integers(len(FORMS)))](rng, min(1200, side // 2))
            paste_cut(canvas, rng, cut, x, y, 0.40, colour)
