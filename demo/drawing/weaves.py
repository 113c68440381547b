"""Weave and coil surfaces from the strand up: height, tone and strand numbers at any (u, v)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demo.drawing.noise import Array, Grid, read


@dataclass(frozen=True)
class Weave:
    """Height (0..1), tone (about 1), and for each pixel its row and column of strands and whether the weft shows."""

    height: Array
    tone: Array
    row: npt.NDArray[np.int32]
    col: npt.NDArray[np.int32]
    weft: npt.NDArray[np.bool_]


def woven(
    u: Grid,
    v: Grid,
    rng: np.random.Generator,
    *,
    twill: bool = False,
    weft: float = 0.96,
    warp: float = 0.8,
    rough: float = 1.0,
) -> Weave:
    """Weave weft strands along u (a row per unit of v) across warp strands along v (one per unit of u).

    `weft` and `warp` are their widths in cells. Plain weave goes over one under one, twill over two under two.
    """
    u, v = u.astype(np.float32), v.astype(np.float32)
    table = rng.standard_normal((2, 256)).astype(np.float32)
    v = v + 0.06 * rough * read("cloud", u * 9, v * 3)
    i, j = np.floor(u).astype(np.int32), np.floor(v).astype(np.int32)
    fu, fv = u - i - 0.5, v - j - 0.5
    period = np.float32(4 if twill else 2)
    shift = np.float32(0.5 if twill else 0)
    turn = np.float32(2 * np.pi)
    gain = np.float32(1.6 if twill else 1.15)
    over = np.clip(gain * np.cos(((u - 0.5 + j + shift) / period) * turn), -1, 1)
    under = -np.clip(gain * np.cos(((i + v - 0.5 + shift) / period) * turn), -1, 1)
    across = 2 * fv / (weft * (1 + 0.05 * rough * table[0][j & 255]))
    down = 2 * fu / (warp * (1 + 0.05 * rough * table[1][i & 255]))
    weft_top = np.where(np.abs(across) < 1, np.sqrt(np.clip(1 - across * across, 0, 1)) + 0.75 * over, -1.5)
    warp_top = np.where(np.abs(down) < 1, np.sqrt(np.clip(1 - down * down, 0, 1)) + 0.75 * under, -1.5)
    weft_shows = weft_top >= warp_top
    height = np.maximum(weft_top, warp_top)
    along = np.where(weft_shows, u * 34 + j * 61, v * 34 + i * 97)
    side = np.where(weft_shows, fv * 26 + j * 31, fu * 26 + i * 43)
    streak = read("fibre", along, side)
    strand = np.where(weft_shows, table[0][j & 255], table[1][i & 255])
    height = (height + 1.5) / 3.25
    deep = np.clip(height * 1.9 - 0.12, 0.16, 1)
    tone = (1 + 0.07 * rough * strand + 0.075 * rough * streak) * deep
    height = height + 0.012 * rough * streak
    return Weave(height.astype(np.float32), tone.astype(np.float32), j, i, weft_shows)


def coiled(u: Grid, v: Grid, rng: np.random.Generator, *, slant: float = 0.35, rough: float = 1.0) -> Weave:
    """Lay coils along u, one per unit of v, wrapped by slanting stitches, one per unit of u."""
    u, v = u.astype(np.float32), v.astype(np.float32)
    table = rng.standard_normal((2, 256)).astype(np.float32)
    j = np.floor(v).astype(np.int32)
    fv = v - j - 0.5
    s = u + slant * fv + 0.5 * (j & 1) + 0.08 * table[0][j & 255]
    i = np.floor(s).astype(np.int32)
    fs = s - i - 0.5
    bulge = np.sqrt(np.clip(1 - (2 * fv * 0.98) ** 2, 0, 1))
    ridge = np.sqrt(np.clip(1 - (2 * fs * 0.96) ** 2, 0, 1))
    streak = read("fibre", v * 30 + i * 17, fs * 20 + i * 43)
    height = bulge * (0.62 + 0.38 * ridge)
    tone = (1 + 0.07 * rough * table[1][i & 255] + 0.06 * rough * streak) * np.clip(0.22 + height * 1.05, 0, 1)
    return Weave((height + 0.01 * streak).astype(np.float32), tone.astype(np.float32), j, i, ridge > 0)


def plaited(u: Grid, v: Grid, rng: np.random.Generator, *, rough: float = 1.0) -> Weave:
    """Lay flat braids along u, one per unit of v, of straws crossing herringbone-wise."""
    u, v = u.astype(np.float32), v.astype(np.float32)
    table = rng.standard_normal((2, 256)).astype(np.float32)
    j = np.floor(v).astype(np.int32)
    fv = v - j - 0.5
    side = np.abs(fv)
    s = u + np.where(fv < 0, 0.5, 0) + side * 1.7 + 0.3 * table[0][j & 255]
    i = np.floor(s).astype(np.int32)
    fs = s - i - 0.5
    ridge = np.sqrt(np.clip(1 - (2 * fs * 0.97) ** 2, 0, 1))
    edge = np.clip((0.5 - side) * 9, 0, 1)
    step = 0.25 * fs + 0.35 * np.clip(1 - side * 4, 0, 1)
    streak = read("fibre", fv * 40 + i * 17, fs * 16 + i * 43 + j * 91)
    height = edge * (0.45 + 0.4 * ridge + step)
    tone = (1 + 0.06 * rough * table[1][(i + j * 31) & 255] + 0.06 * rough * streak) * np.clip(
        0.25 + 0.8 * height, 0, 1.05
    )
    return Weave((height + 0.01 * streak).astype(np.float32), tone.astype(np.float32), j, i, fv < 0)


def coloured(weave: Weave, table: npt.NDArray[np.float32], index: npt.NDArray[np.int32]) -> Array:
    """Return the weave's colour (3, h, w): its tone over table[index] (n, 3)."""
    picked = table.T[:, index % len(table)]
    return np.asarray(picked * weave.tone, np.float32)
