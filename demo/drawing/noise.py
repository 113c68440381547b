"""Make seamless noise fields once, for every picture that needs fibre, grain or cloud."""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Array = npt.NDArray[Any]
Grid = npt.NDArray[Any]

SIDE = 512


@lru_cache(maxsize=16)
def field(kind: str) -> Array:
    """Return a seamless SIDE x SIDE field about 0 with standard deviation 1. "fibre" runs along its second axis.

    Made in the frequency domain: white noise under a falling spectrum (exponent, stretch by kind).
    """
    exponent, stretch = {"cloud": (1.9, 1.0), "paper": (0.9, 1.0), "fibre": (1.0, 14.0), "grain": (0.0, 1.0)}[kind]
    rng = np.random.default_rng(sum(kind.encode()))
    fy = np.fft.fftfreq(SIDE)[:, None]
    fx = np.fft.fftfreq(SIDE)[None, :] * stretch
    power = np.sqrt(fx**2 + fy**2)
    power[0, 0] = 1
    spectrum = np.fft.fft2(rng.standard_normal((SIDE, SIDE))) * power ** (-exponent)
    spectrum[0, 0] = 0
    made = np.fft.ifft2(spectrum).real
    return np.asarray(made / made.std(), dtype=np.float32)


def read(kind: str, along: Grid, across: Grid) -> Array:
    """Return the field at (along, across), in cells of the field, wrapping round. The arrays broadcast."""
    found: Array = field(kind)[across.astype(np.int32) & (SIDE - 1), along.astype(np.int32) & (SIDE - 1)]
    return found


def sheet(kind: str, height: int, width: int, offset: int = 0) -> Array:
    """Return a height x width piece of the field, tiled, starting `offset` cells in."""
    rows = (np.arange(height) + offset * 7) % SIDE
    cols = (np.arange(width) + offset * 13) % SIDE
    return field(kind)[np.ix_(rows, cols)]


def stretched(kind: str, x: Grid, y: Grid, cells: float, offset: int = 0) -> Array:
    """Return the field over a window of columns x (1, w) and rows y (h, 1), smoothly enlarged.

    A unit has `cells` cells of the field.
    """
    height, width = y.shape[0], x.shape[1]
    low = np.array([x[0, 0], y[0, 0]]) * cells
    high = np.array([x[0, -1], y[-1, 0]]) * cells + 1e-3
    first = np.floor(low).astype(int) - 2
    count = np.ceil(high).astype(int) + 3 - first
    rows, cols = ((first[k] + offset + np.arange(count[k])) % SIDE for k in (1, 0))
    part = Image.fromarray(np.ascontiguousarray(field(kind)[np.ix_(rows, cols)]))
    box = (*(low - first), *(high - first))
    return np.asarray(part.resize((width, height), Image.Resampling.BICUBIC, box=box), np.float32)
