"""Compute outlines and forms: signed distances (negative inside), rounded domes, smooth curves."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from demo.drawing.canvas import blur
from demo.drawing.noise import Array

Points = npt.NDArray[Any]


def turned(x: Any, y: Any, cx: float, cy: float, angle: float) -> tuple[Any, Any]:
    """Return coordinates seen from a centre, turned by `angle` radians."""
    c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    dx, dy = x - np.float32(cx), y - np.float32(cy)
    return dx * c + dy * s, dy * c - dx * s


def ellipse(x: Any, y: Any, cx: float, cy: float, rx: float, ry: float, angle: float = 0.0) -> Array:
    """Return the distance to an ellipse, near enough by its gradient."""
    px, py = turned(x, y, cx, cy, angle)
    k0 = np.sqrt((px / rx) ** 2 + (py / ry) ** 2)
    k1 = np.sqrt((px / rx**2) ** 2 + (py / ry**2) ** 2) + np.float32(1e-6)
    return np.asarray(k0 * (k0 - 1) / k1, np.float32)


def slab(x: Any, y: Any, cx: float, cy: float, rx: float, ry: float, corner: float = 0.0, angle: float = 0.0) -> Array:
    """Return the distance to a rectangle of half sides rx, ry with rounded corners."""
    px, py = turned(x, y, cx, cy, angle)
    qx, qy = np.abs(px) - (rx - corner), np.abs(py) - (ry - corner)
    outer = np.sqrt(np.maximum(qx, 0) ** 2 + np.maximum(qy, 0) ** 2)
    return np.asarray(outer + np.minimum(np.maximum(qx, qy), 0) - corner, np.float32)


def capsule(x: Any, y: Any, a: tuple[float, float], b: tuple[float, float], radius: float) -> Array:
    """Return the distance to a rod with round ends."""
    px, py = x - np.float32(a[0]), y - np.float32(a[1])
    bx, by = b[0] - a[0], b[1] - a[1]
    t = np.clip((px * bx + py * by) / (bx * bx + by * by + 1e-9), 0, 1)
    return np.asarray(np.sqrt((px - t * bx) ** 2 + (py - t * by) ** 2) - radius, np.float32)


def joined(a: Array, b: Array, soft: float) -> Array:
    """Return the union of two distances, melted together over `soft` units."""
    h = np.clip(0.5 + (b - a) / (2 * soft), 0, 1)
    return np.asarray(b + (a - b) * h - soft * h * (1 - h), np.float32)


def dome(distance: Array, radius: float, height: float | None = None) -> Array:
    """Return a round-shouldered height over a shape, full at `radius` from its edge."""
    depth = np.clip(-distance, 0, radius)
    round_ = np.sqrt(depth * (2 * radius - depth))
    return np.asarray(round_ if height is None else round_ * (height / radius), np.float32)


def puff(mask: Array, pixels: float, height: float) -> Array:
    """Return a pillow over any mask: `height` where it is wider than `pixels`, round to its edge."""
    full = blur(mask, pixels)
    return np.asarray(np.sqrt(np.clip(full * 2 - 0.9, 0, 1)) * (height * mask), np.float32)


def smooth(points: Sequence[tuple[float, ...]] | Points, steps: int = 12, closed: bool = True) -> Points:
    """Return a Catmull-Rom curve through the points (any number of columns)."""
    p = np.asarray(points, float)
    p = np.vstack([p[-1:], p, p[:2]]) if closed else np.vstack([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    a, b, c, d = (p[k : len(p) - 3 + k, None, :] for k in range(4))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    curve = curve.reshape(-1, p.shape[1])
    return curve if closed else np.vstack([curve, p[-2:-1]])


def arc(cx: float, cy: float, rx: float, ry: float, start: float, stop: float, count: int = 48) -> Points:
    """Return points on an ellipse between two angles (radians, clockwise on the page from the right)."""
    a = np.linspace(start, stop, count)
    return np.column_stack([cx + rx * np.cos(a), cy + ry * np.sin(a)])


def mirrored(points: Points, about: float = 0.0) -> Points:
    """Return an outline's right half (from top to bottom) closed with its mirror image."""
    left = points[::-1].copy()
    left[:, 0] = 2 * about - left[:, 0]
    return np.vstack([points, left])


def placed(points: Points, x: float, y: float, size: float = 1.0, angle: float = 0.0, flip: bool = False) -> Points:
    """Return an outline scaled, mirrored if wished, turned and moved."""
    p = np.array(points, float) * size
    if flip:
        p[:, 0] *= -1
    c, s = np.cos(angle), np.sin(angle)
    return np.column_stack([x + p[:, 0] * c - p[:, 1] * s, y + p[:, 0] * s + p[:, 1] * c])
