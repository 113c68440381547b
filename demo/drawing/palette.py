"""Name the shop's colours as craftspeople know them, in linear light."""

import numpy as np

from demo.drawing.canvas import Colour
from demo.drawing.noise import Array


def linear(code: str) -> Colour:
    """Return the linear RGB of an sRGB hex code such as "c73e2e"."""
    r, g, b = (((int(code[k : k + 2], 16) / 255 + 0.055) / 1.055) ** 2.4 for k in (0, 2, 4))
    return r, g, b


STRAW, WHEAT, HUSK, WILLOW = linear("d9b978"), linear("e6cf97"), linear("e9d9ac"), linear("b98c57")
REED, BARK, SMOKED, WHITE_STRAW = linear("cfae68"), linear("7d5533"), linear("5b3d27"), linear("efe3c2")
CINNABAR, ROUGE, ROSE, PEACH = linear("c5301f"), linear("a3202b"), linear("d9667a"), linear("f0b49a")
INDIGO, SKY, NAVY, TEAL = linear("2c4a78"), linear("7ea3bd"), linear("1d2b49"), linear("2f7a78")
JADE, MOSS, LEAF, MINT = linear("5f9c7b"), linear("66753f"), linear("3f7a4a"), linear("a9cdb4")
GOLD, OCHRE, AMBER, PLUM = linear("d9a33a"), linear("b9812f"), linear("b4641c"), linear("6a2f52")
INK, SOOT, CREAM, PAPER = linear("26221f"), linear("3a332d"), linear("f3e8d2"), linear("faf4e6")
WALNUT, ROSEWOOD, PINE, BOXWOOD = linear("6b4529"), linear("5c2a20"), linear("c79a63"), linear("d2a867")
CLAY, BRICK, SHELL, PEARL = linear("a8795a"), linear("9c4a34"), linear("f1d9c4"), linear("efe8dc")

NATURALS = (STRAW, WHEAT, HUSK, WILLOW, REED)
DYES = (CINNABAR, INDIGO, JADE, AMBER, PLUM, TEAL, SOOT, MOSS, ROUGE, NAVY)


def pick(rng: np.random.Generator, colours: tuple[Colour, ...]) -> Colour:
    """Return one of the colours."""
    return colours[int(rng.integers(len(colours)))]


def mixed(a: Colour, b: Colour, part: float) -> Colour:
    """Return a colour `part` of the way from a to b."""
    return tuple(float(p + (q - p) * part) for p, q in zip(a, b, strict=True))  # type: ignore[return-value]


def varied(rng: np.random.Generator, colour: Colour, count: int, spread: float = 0.1) -> Array:
    """Return `count` shades of a colour, lighter and darker, warmer and cooler: an array (count, 3)."""
    light = 1 + spread * rng.standard_normal((count, 1))
    warm = 1 + spread * 0.3 * rng.standard_normal((count, 1)) * np.array([1.0, 0.0, -1.0])
    return np.asarray(np.clip(np.array(colour) * light * warm, 0.002, 1), np.float32)
