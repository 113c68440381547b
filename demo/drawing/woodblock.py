"""Print in the manner of coloured woodblocks: flat layers of ink with wood grain, cut edges and soft gradients."""

from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.drawing.canvas import Colour
from demo.drawing.light import finished, printed
from demo.drawing.noise import sheet
from demo.drawing.palette import linear
from demo.drawing.shapes import Points, smooth

Size = tuple[int, int]
Code = str  # an sRGB hex code


def rgb(code: Code) -> tuple[int, int, int]:
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:6], 16)


class Print:
    """A sheet being printed. Coordinates run 0..`wide` across and 0..1 down."""

    def __init__(self, size: Size, paper: Code, seed: int) -> None:
        self.size, self.seed = size, seed
        self.wide = size[0] / size[1]
        self.rng = np.random.default_rng([17, seed])
        self.image = Image.new("RGB", size, rgb(paper))
        self.layers = 0

    def mask(self, points: Any) -> tuple[Image.Image, tuple[int, int]] | None:
        """Return the smooth-edged mask of an outline and where it lies, or None when it is off the sheet."""
        p = np.asarray(points, float) * self.size[1]
        low = np.maximum(np.floor(p.min(axis=0)).astype(int) - 2, 0)
        high = np.minimum(np.ceil(p.max(axis=0)).astype(int) + 2, self.size)
        if (high <= low).any():
            return None
        big = Image.new("L", ((high[0] - low[0]) * 2, (high[1] - low[1]) * 2))
        ImageDraw.Draw(big).polygon([(float(x), float(y)) for x, y in (p - low) * 2], fill=255)
        return big.reduce(2), (int(low[0]), int(low[1]))

    def ink(
        self, points: Any, colour: Code, *, fade: Code | None = None, shadow: float = 0.0, grain: float = 0.05
    ) -> None:
        """Print one block: an outline in a colour, fading downward to `fade`, with a cut-paper shadow if wished."""
        made = self.mask(points)
        if made is None:
            return
        mask, at = made
        self.layers += 1
        if shadow:
            self.shade(mask, at, shadow)
        width, height = mask.size
        noise = (
            1
            + grain * 0.55 * sheet("fibre", height, width, self.layers * 53)[..., None]
            + grain * 0.35 * sheet("paper", height, width, self.layers * 31)[..., None]
        )
        top = np.array(rgb(colour), np.float32)
        tint: Any = top
        if fade is not None:
            part = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
            tint = top + (np.array(rgb(fade), np.float32) - top) * part
        block = Image.fromarray(np.clip(tint * noise, 0, 255).astype(np.uint8))
        self.image.paste(block, at, mask)

    def shade(self, mask: Image.Image, at: tuple[int, int], depth: float) -> None:
        """Draw the soft shadow a raised piece of paper throws to its lower right."""
        reach = max(1, int(depth * self.size[1]))
        padded = Image.new("L", (mask.width + 4 * reach, mask.height + 4 * reach))
        padded.paste(mask.point(lambda v: int(v * 0.42)), (2 * reach, 2 * reach))
        soft = padded.filter(ImageFilter.GaussianBlur(reach * 0.7))
        self.image.paste((38, 26, 22), (at[0] - 2 * reach + int(reach * 0.8), at[1] - 2 * reach + reach), soft)

    def line(self, points: Any, width: float, colour: Code, taper: bool = True) -> None:
        """Draw a brush-like line: thick in the middle, thin at its ends."""
        p = np.asarray(points, float)
        if len(p) > 2:
            p = smooth(p, 10, closed=False)
        t = np.gradient(p, axis=0)
        n = np.column_stack([-t[:, 1], t[:, 0]]) / (np.hypot(*t.T)[:, None] + 1e-9)
        swell = np.sqrt(np.sin(np.linspace(0.08, np.pi - 0.08, len(p))))[:, None] if taper else np.ones((len(p), 1))
        self.ink(np.vstack([p + n * swell * width / 2, (p - n * swell * width / 2)[::-1]]), colour, grain=0.03)

    def blob(self, points: Any, colour: Code, **look: Any) -> None:
        """Print a block with a smooth outline through the points."""
        self.ink(smooth(points, 12), colour, **look)

    def disc(self, x: float, y: float, rx: float, colour: Code, ry: float | None = None, **look: Any) -> None:
        a = np.linspace(0, 2 * np.pi, 60)
        self.ink(np.column_stack([x + rx * np.cos(a), y + (ry or rx) * np.sin(a)]), colour, **look)

    def sky(self, top: Code, low: Code, horizon: float) -> None:
        """Draw a wiped gradient (bokashi) from the top of the sheet to the horizon."""
        self.ink(box(0, 0, self.wide, horizon), top, fade=low, grain=0.035)

    def done(self) -> Image.Image:
        """Return the finished print."""
        return finished(self.image)


def box(x0: float, y0: float, x1: float, y1: float) -> Points:
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def tint(colour: Colour) -> Code:
    """Return the sRGB code of a linear colour, as printed."""
    value = printed(np.asarray(colour, np.float32)[:, None, None])[0, 0]
    return f"{value[0]:02x}{value[1]:02x}{value[2]:02x}"


def darker(code: Code, part: float) -> Code:
    return "".join(f"{int(v * (1 - part)):02x}" for v in rgb(code))


def between(a: Code, b: Code, part: float) -> Code:
    return "".join(f"{int(p + (q - p) * part):02x}" for p, q in zip(rgb(a), rgb(b), strict=True))


__all__ = ["Print", "between", "box", "darker", "linear", "rgb", "tint"]
