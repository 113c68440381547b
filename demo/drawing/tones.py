"""List the tones that pieces are named after, with the dyes of their cloth, yarn and flowers."""

import numpy as np

from demo.drawing.canvas import Colour
from demo.drawing.palette import (
    CINNABAR,
    CREAM,
    GOLD,
    INDIGO,
    JADE,
    LEAF,
    MINT,
    MOSS,
    NAVY,
    PAPER,
    PEACH,
    PLUM,
    ROSE,
    ROUGE,
    SHELL,
    SKY,
    TEAL,
    WHEAT,
    linear,
)

Pair = tuple[Colour, Colour]  # the colour itself, and what is drawn on it
BRIGHTNESS = np.array([0.21, 0.72, 0.07])

TONES: dict[str, tuple[Pair, ...]] = {
    "snow": ((PAPER, linear("c3ccd0")), (CREAM, WHEAT), (linear("eef0ee"), SKY)),
    "hills": ((JADE, CREAM), (MOSS, WHEAT), (linear("8fae7e"), LEAF)),
    "lotus": ((linear("d98fa0"), SHELL), (MINT, ROSE), (linear("eab8bf"), JADE)),
    "moon": ((linear("dde4ea"), SKY), (linear("e4e7e6"), INDIGO), (linear("d3dde6"), PAPER)),
    "dawn": ((linear("d8573f"), PEACH), (linear("e79a80"), ROUGE), (linear("c9435a"), GOLD)),
    "water": ((TEAL, MINT), (INDIGO, SKY), (linear("6f9fb5"), NAVY)),
    "maple": ((ROUGE, GOLD), (CINNABAR, GOLD), (linear("8e1f2f"), PEACH)),
    "bamboo": ((LEAF, WHEAT), (linear("2f4a36"), MINT), (linear("55744c"), CREAM)),
    "plum": ((linear("efe0dc"), ROUGE), (linear("b8476a"), SHELL), (PLUM, ROSE)),
    "cloud": ((linear("b7c9d6"), PAPER), (linear("9fb1bd"), CREAM), (linear("c9ccc8"), INDIGO)),
}


def of(rng: np.random.Generator, pairs: tuple[Pair, ...]) -> Pair:
    """Return one of the pairs."""
    return pairs[int(rng.integers(len(pairs)))]


def apart(colour: Colour, others: tuple[Colour, ...], least: float = 0.25) -> tuple[Colour, ...]:
    """Return those of `others` on which `colour` stands out: brighter or darker by `least` of the whole range."""
    own = BRIGHTNESS @ np.array(colour)
    return tuple(other for other in others if abs(BRIGHTNESS @ np.array(other) - own) > least)
