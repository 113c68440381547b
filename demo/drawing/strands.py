"""Draw round strands laid over and under each other: cords, straws, threads and wicker."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from demo.drawing.canvas import Canvas
from demo.drawing.noise import read

Path = npt.NDArray[Any]


def lay(
    canvas: Canvas,
    paths: Sequence[Path],
    radius: float,
    colours: Any,
    *,
    base: float = 0.0,
    twist: float = 0.0,
    pitch: float = 2.0,
    fibre: float = 0.12,
    gloss: float = 0.0,
    flat: float = 1.0,
    taper: float = 0.0,
) -> None:
    """Lay strands along paths of (x, y) or (x, y, z) points. Where they cross, the higher z lies on top.

    `colours` is one linear RGB or one per path. `twist` ropes the surface with turns every `pitch` radii, `flat` below
    1 presses the strand, `taper` is the part of the radius lost at the ends.
    """
    if not paths:
        return
    step = 0.75 / canvas.scale
    tints = np.broadcast_to(np.asarray(colours, np.float32), (len(paths), 3))
    runs = [run(path, step, index, radius, taper) for index, path in enumerate(paths)]
    rows = np.concatenate(runs)
    edge = radius * 1.5
    x0, y0, x1, y1 = canvas.box
    seen = (rows[:, 0] > x0 - edge) & (rows[:, 0] < x1 + edge) & (rows[:, 1] > y0 - edge) & (rows[:, 1] < y1 + edge)
    rows = rows[seen]
    if len(rows):
        rows = rows[np.argsort(rows[:, 2], kind="stable")]
        draw_rows(canvas, rows, radius, tints, (base, twist, pitch, fibre, gloss, flat))


def run(path: Path, step: float, index: int, radius: float, taper: float) -> npt.NDArray[np.float32]:
    """Return a path cut in rows of x, y, z, normal x, normal y, length so far, index, width.

    Rows stand `step` apart at the strand's outer edge: closer together where the path bends.
    """
    p = np.asarray(path, float)
    if p.shape[1] == 2:
        p = np.column_stack([p, np.zeros(len(p))])
    legs = np.diff(p[:, :2], axis=0)
    tangent = np.gradient(p[:, :2], axis=0)
    tangent /= np.hypot(*tangent.T)[:, None] + 1e-12
    bend = np.hypot(*np.diff(tangent, axis=0).T)
    length = np.concatenate([[0], np.cumsum(np.hypot(*legs.T))])
    outer = np.concatenate([[0], np.cumsum(np.hypot(*legs.T) + radius * bend)])
    at = np.linspace(0, outer[-1], max(3, int(outer[-1] / step)))
    x, y, z, tx, ty, far = (np.interp(at, outer, v) for v in (*p[:, :3].T, *tangent.T, length))
    norm = np.hypot(tx, ty) + 1e-12
    end = np.clip(np.minimum(far, far[-1] - far) / (0.35 * far[-1] + 1e-9), 0, 1)
    width = 1 - taper * (1 - end) ** 2
    return np.column_stack([x, y, z, -ty / norm, tx / norm, far, np.full(len(at), index), width]).astype(np.float32)


def draw_rows(canvas: Canvas, rows: Any, radius: float, tints: Any, look: tuple[float, ...]) -> None:
    """Find which strand each pixel shows (later rows win), then give those pixels their form and colour."""
    base, twist, pitch, fibre, gloss, flat = look
    across = max(3, int(2 * radius * canvas.scale / 0.75) + 1)
    t = np.linspace(-1, 1, across, dtype=np.float32)[None, :]
    reach = (rows[:, 7] * np.float32(radius))[:, None]
    px = ((rows[:, :1] + rows[:, 3:4] * t * reach - np.float32(canvas.box[0])) * np.float32(canvas.scale)).astype(
        np.int32
    )
    py = ((rows[:, 1:2] + rows[:, 4:5] * t * reach - np.float32(canvas.box[1])) * np.float32(canvas.scale)).astype(
        np.int32
    )
    left, top = max(0, int(px.min())), max(0, int(py.min()))
    right, low = min(canvas.width, int(px.max()) + 1), min(canvas.height, int(py.max()) + 1)
    if right <= left or low <= top:
        return
    seen = (px >= left) & (px < right) & (py >= top) & (py < low)
    local = np.where(seen, (py - top) * (right - left) + (px - left), -1)
    shown = np.full((low - top) * (right - left) + 1, -1, np.int32)
    shown[local.ravel()] = np.arange(local.size, dtype=np.int32)
    found = np.flatnonzero(shown[:-1] >= 0)
    where = (found // (right - left) + top) * canvas.width + found % (right - left) + left
    row, col = np.divmod(shown[found], across)
    side, own = t[0][col], rows[row]
    round_ = np.sqrt(np.clip(1 - side * side, 0.04, 1))
    steep = np.clip(side / round_, -2.2, 2.2) * flat
    index = own[:, 6].astype(np.int32)
    turn = own[:, 5] / (radius * pitch) * 2 * np.pi + side * 2.2 + index
    rope = np.cos(turn) * np.float32(twist)
    streak = read("fibre", own[:, 5] * 260 + index * 37, side * 22 + index * 29)
    steep = steep + streak * np.float32(fibre * 1.2)
    tone = 1 + streak * np.float32(fibre) + rope * 0.25 - (1 - round_) * 0.25
    canvas.slope_x.ravel()[where] = -own[:, 3] * steep + own[:, 4] * rope
    canvas.slope_y.ravel()[where] = -own[:, 4] * steep - own[:, 3] * rope
    canvas.rise.ravel()[where] = base + own[:, 2] + round_ * np.float32(radius * flat)
    canvas.cover.ravel()[where] = 1
    canvas.gloss.ravel()[where] = gloss
    for channel in range(3):
        canvas.albedo[channel].ravel()[where] = tints[index, channel] * tone


def wave(path: Path, height: float, length: float, phase: float = 0.0) -> Path:
    """Return a path whose z rises and falls by `height` every `length` units, to weave over and under."""
    p = np.asarray(path, float)[:, :2]
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(p, axis=0).T))])
    return np.column_stack([p, height * np.cos(2 * np.pi * along / length + phase)])
