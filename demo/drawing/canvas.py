"""Model a craft on a canvas: colour, slope, rise and cover of every pixel, before any light falls on it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from demo.drawing.noise import Array

Colour = tuple[float, float, float]
Box = tuple[float, float, float, float]
Field = npt.NDArray[Any] | float


@dataclass(frozen=True)
class Window:
    """A part of the canvas: its pixel slices and the coordinates of its columns (1, w) and rows (h, 1)."""

    rows: slice
    cols: slice
    x: Array
    y: Array

    @property
    def shape(self) -> tuple[int, int]:
        return self.y.shape[0], self.x.shape[1]


class Canvas:
    """Arrays over the box (x0, y0, x1, y1), in units of which the picture's shorter side has two.

    Downward is positive y.
    """

    def __init__(self, box: Box, scale: float) -> None:
        self.box, self.scale = box, scale
        self.width = max(1, round((box[2] - box[0]) * scale))
        self.height = max(1, round((box[3] - box[1]) * scale))
        shape = (self.height, self.width)
        self.albedo = np.zeros((3, *shape), np.float32)
        self.slope_x, self.slope_y, self.rise, self.cover, self.gloss = (np.zeros(shape, np.float32) for _ in range(5))

    def window(self, box: Box | None = None) -> Window:
        """Return the part of the canvas inside `box` (all of it without one). It may be empty."""
        x0, y0, x1, y1 = box or self.box
        left, right = np.clip([(x0 - self.box[0]) * self.scale, (x1 - self.box[0]) * self.scale], 0, self.width)
        top, bottom = np.clip([(y0 - self.box[1]) * self.scale, (y1 - self.box[1]) * self.scale], 0, self.height)
        cols, rows = slice(int(left), int(np.ceil(right))), slice(int(top), int(np.ceil(bottom)))
        x = (np.arange(cols.start, cols.stop, dtype=np.float32) + 0.5) / np.float32(self.scale) + np.float32(
            self.box[0]
        )
        y = (np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5) / np.float32(self.scale) + np.float32(
            self.box[1]
        )
        return Window(rows, cols, x[None, :], y[:, None])

    def inside(self, distance: Array) -> Array:
        """Return how far a shape covers each pixel, from the signed distance (units, negative inside)."""
        return np.asarray(np.clip(0.5 - distance * np.float32(self.scale), 0, 1), np.float32)

    def polygon(self, window: Window, points: npt.NDArray[Any]) -> Array:
        """Return the smooth-edged mask of a closed outline of (x, y) points."""
        height, width = window.shape
        if not height or not width:
            return np.zeros((height, width), np.float32)
        image = Image.new("L", (width * 2, height * 2))
        at = (points - [window.x[0, 0], window.y[0, 0]]) * (self.scale * 2)
        ImageDraw.Draw(image).polygon([(float(x), float(y)) for x, y in at], fill=255)
        return np.asarray(image.reduce(2), np.float32) / 255

    def put(
        self,
        window: Window,
        mask: Array,
        colour: Any,
        height: Field = 0.0,
        *,
        base: float = 0.0,
        gloss: Field = 0.0,
        slopes: tuple[Field, Field] | None = None,
        relief: float = 1.0,
    ) -> None:
        """Lay a shape over what is there.

        `height` is in units above `base`. Its slope, times `relief`, takes the light unless `slopes` are given.
        `colour` is linear RGB: three numbers, or an array (3, h, w).
        """
        at = (window.rows, window.cols)
        if mask.size == 0:
            return
        if slopes is None:
            slopes = self.slopes(height, relief)
        tint = np.asarray(colour, np.float32)
        tint = tint[:, None, None] if tint.ndim == 1 else tint
        self.albedo[(slice(None), *at)] += (tint - self.albedo[(slice(None), *at)]) * mask
        for layer, value in (
            (self.slope_x, slopes[0]),
            (self.slope_y, slopes[1]),
            (self.rise, np.asarray(height) + base),
            (self.gloss, gloss),
        ):
            layer[at] += (np.asarray(value, np.float32) - layer[at]) * mask
        np.maximum(self.cover[at], mask, out=self.cover[at])

    def paint(self, window: Window, mask: Array, colour: Any, strength: float = 1.0) -> None:
        """Stain what is there with a colour, leaving its form."""
        at = (slice(None), window.rows, window.cols)
        tint = np.asarray(colour, np.float32)
        tint = tint[:, None, None] if tint.ndim == 1 else tint
        self.albedo[at] += (tint - self.albedo[at]) * (mask * np.float32(strength))

    def press(self, window: Window, height: Array, relief: float = 1.0) -> None:
        """Add relief (units) to what is there, leaving its colour."""
        at = (window.rows, window.cols)
        down, along = self.slopes(height, relief)[1], self.slopes(height, relief)[0]
        self.slope_x[at] += along
        self.slope_y[at] += down
        self.rise[at] += height

    def slopes(self, height: Field, relief: float = 1.0) -> tuple[Field, Field]:
        """Return the slopes of a height field along x and y."""
        if not isinstance(height, np.ndarray) or min(height.shape) < 3:
            return 0.0, 0.0
        factor = np.float32(self.scale * relief)
        along, down = np.empty_like(height), np.empty_like(height)
        along[:, 1:] = (height[:, 1:] - height[:, :-1]) * factor
        along[:, 0] = along[:, 1]
        down[1:] = (height[1:] - height[:-1]) * factor
        down[0] = down[1]
        return along, down


def blur(array: Array, radius: float) -> Array:
    """Return a soft blur by about `radius` pixels, in floats: shrunk, box-blurred three times and enlarged."""
    height, width = array.shape
    if radius < 0.5 or min(height, width) < 3:
        return array
    shrink = max(1, min(int(radius / 2), min(height, width) // 2))
    image = Image.fromarray(np.ascontiguousarray(array, np.float32))
    small = np.asarray(image.reduce(shrink), np.float32)
    reach = max(1, round(radius / shrink / 1.6))
    for axis in (0, 1):
        for _ in range(2):
            small = box_mean(small, reach, axis)
    if shrink == 1:
        return small
    box = (0.0, 0.0, width / shrink, height / shrink)
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC, box=box), np.float32)


def box_mean(array: Array, reach: int, axis: int) -> Array:
    """Return the running mean over 2*reach+1 cells along an axis, edges held."""
    pad = [(0, 0), (0, 0)]
    pad[axis] = (reach + 1, reach)
    total = np.cumsum(np.pad(array, pad, mode="edge"), axis=axis, dtype=np.float64)
    span = 2 * reach + 1
    if axis == 0:
        return np.asarray((total[span:] - total[:-span]) / span, np.float32)
    return np.asarray((total[:, span:] - total[:, :-span]) / span, np.float32)
