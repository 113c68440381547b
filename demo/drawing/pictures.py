"""Draw a craft by name: it is modelled on a canvas, lit, and set on paper, linen or a shelf."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from PIL import Image

from demo.drawing import (
    baskets,
    carving,
    clay,
    cords,
    dough,
    embroidery,
    light,
    paper,
    pavilions,
    people,
    places,
    plaits,
    reeds,
    scenes,
    silk,
    slippers,
    tigers,
    yarn,
)
from demo.drawing.canvas import Box, Canvas, Colour
from demo.drawing.palette import linear
from demo.drawing.tones import TONES

Painter = Callable[[Canvas, np.random.Generator], None]
FINENESS = 1.25  # canvas pixels per picture pixel
TINTS: dict[str, tuple[Colour, ...]] = {
    "paper": tuple(linear(c) for c in ("f1e8d8", "ece4d6", "efe3cf", "e6e3da", "f0e0d2", "e4e2d3")),
    "linen": tuple(linear(c) for c in ("e9dfcc", "d9cfbd", "cfd3cf", "e6d6bf", "c9c4b4")),
    "wood": tuple(linear(c) for c in ("a87c50", "8c6443", "b8915f")),
}


@dataclass(frozen=True)
class Motif:
    """A motif: how a craft is painted, rests ("lying", "standing", "hanging"), extends, and where a close look goes."""

    paint: Painter
    pose: str
    box: Box = (-0.86, -0.86, 0.86, 0.86)
    focus: tuple[float, float] = (0.0, 0.1)
    lift: float = 1.0
    fill: float = 0.80


MOTIFS: dict[str, Motif] = {
    "basket": Motif(baskets.basket, "standing", (-0.8, -0.95, 0.8, 0.75), (0.1, 0.12)),
    "tray": Motif(baskets.tray, "lying", focus=(0.3, 0.2)),
    "lid": Motif(baskets.lid, "lying", focus=(0.25, 0.2)),
    "coasters": Motif(baskets.coasters, "lying", (-0.88, -0.88, 0.88, 0.88), (0.28, 0.28), fill=0.9),
    "slippers": Motif(slippers.slippers, "lying", focus=(-0.3, -0.2)),
    "plait": Motif(plaits.plait, "lying", focus=(0.2, 0.2)),
    "pavilion": Motif(pavilions.pavilion, "standing", (-0.75, -0.95, 0.75, 0.68), (0.05, -0.1)),
    "reed-painting": Motif(reeds.reed_painting, "hanging", (-0.86, -0.86, 0.86, 0.86), (0.1, 0.1), 1.3),
    "tiger": Motif(tigers.tiger, "standing", (-0.75, -0.7, 0.78, 0.64), (-0.2, -0.1)),
    "tiger-shoes": Motif(tigers.shoes, "lying", (-0.82, -0.82, 0.82, 0.82), (-0.36, 0.3)),
    "carving": Motif(carving.carving, "standing", (-0.66, -0.75, 0.66, 0.70), (0.1, -0.1)),
    "clay": Motif(clay.clay, "standing", (-0.7, -0.9, 0.8, 0.68), (0.0, 0.0)),
    "dough": Motif(dough.dough, "lying", (-0.82, -0.82, 0.82, 0.82), (0.1, 0.1)),
    "knot": Motif(cords.knot, "hanging", (-0.7, -0.95, 0.7, 0.95), (0.0, -0.2), fill=0.9),
    "bracelet": Motif(cords.bracelet, "lying", (-0.75, -0.75, 0.75, 0.95), (0.25, 0.35)),
    "papercut": Motif(paper.papercut, "lying", (-0.88, -0.88, 0.88, 0.88), (0.2, -0.3), 0.55),
    "qipao": Motif(silk.qipao, "hanging", (-0.65, -0.98, 0.65, 0.95), (0.06, -0.5), 1.6, 0.92),
    "hat": Motif(yarn.hat, "standing", (-0.75, -0.8, 0.75, 0.62), (0.1, 0.1)),
    "hoop": Motif(embroidery.hoop, "lying", (-0.8, -0.9, 0.8, 0.8), (0.05, -0.1)),
    "bag": Motif(baskets.bag, "standing", (-0.8, -0.8, 0.8, 0.7), (0.1, 0.2)),
}
TONED = {  # as "qipao-snow"
    f"{name}-{tone}": replace(MOTIFS[name], paint=partial(paint, pairs=pairs))
    for name, paint in (("qipao", silk.qipao), ("hat", yarn.hat), ("hoop", embroidery.hoop))
    for tone, pairs in TONES.items()
}
KINDS = MOTIFS | TONED
VIEWS = ("product", "detail", "scene")


def generator(motif: str, seed: int) -> np.random.Generator:
    return np.random.default_rng([zlib.crc32(motif.encode()), seed])


def draw(motif: str, *, seed: int, size: tuple[int, int] = (1200, 1200), view: str = "product") -> Image.Image:
    """Return a picture (RGB, `size`) of a craft. The same motif, seed, size and view draw the same picture.

    Raises ValueError for an unknown motif or view, listing those there are.
    """
    if motif not in KINDS:
        raise ValueError(f"No motif {motif!r}; there are: {', '.join(sorted(KINDS))}")
    if view not in VIEWS:
        raise ValueError(f"No view {view!r}; there are: {', '.join(VIEWS)}")
    made = {"product": product, "detail": detail, "scene": scene}[view](motif, seed, size)
    return light.finished(made)


def scene(motif: str, seed: int, size: tuple[int, int]) -> Image.Image:
    """Return several pieces of the craft on a table before a sunlit wall."""
    rng = generator(motif + "scene", seed)
    return scenes.still(scenes.craft_scene(motif, KINDS[motif].pose, rng, seed), fine, rng, size)


def hero(seed: int, size: tuple[int, int] = (1920, 1080)) -> Image.Image:
    """Return the home page's wide picture (RGB): the crafts together on a long table."""
    return light.finished(scenes.still(scenes.hero_items(seed), fine, generator("hero", seed), size))


def portrait(seed: int, size: tuple[int, int] = (900, 1100)) -> Image.Image:
    """Return a maker at work (RGB), cut as a coloured woodblock. It is no likeness of anyone."""
    return people.portrait_print(seed, size).done()


def place(seed: int, size: tuple[int, int] = (1600, 900)) -> Image.Image:
    """Return a village, field, marsh, canal, orchard or workshop by turns (RGB), cut as a coloured woodblock."""
    return places.PLACES[seed % len(places.PLACES)](seed, size).done()


def sprite(motif: str, seed: int, scale: float, box: Box | None = None, fineness: float = FINENESS) -> Image.Image:
    """Return the thing alone (RGBA), `scale` pixels per unit, over its extent or the given box."""
    kind = KINDS[motif]
    canvas = Canvas(box or kind.box, scale * fineness)
    kind.paint(canvas, generator(motif, seed))
    return light.shade(canvas, (round(canvas.width / fineness), round(canvas.height / fineness)))


def fine(motif: str, seed: int, scale: float) -> Image.Image:
    """Return the thing alone for a large still, with smoother edges."""
    return sprite(motif, seed, scale, fineness=1.7)


def background(pose: str, rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Return a sweep for what stands, paper for what hangs, paper, linen or wood for what lies."""
    kind = "paper" if pose != "lying" else str(rng.choice(["paper", "linen", "linen", "wood"]))
    tint = TINTS[kind][int(rng.integers(len(TINTS[kind])))]
    return (light.sweep(tint, size) if pose == "standing" else light.ground(kind, tint, size)).copy()


def product(motif: str, seed: int, size: tuple[int, int]) -> Image.Image:
    """Return the thing whole, filling most of the frame, on paper, linen or wood."""
    kind = KINDS[motif]
    rough = sprite(motif, seed, 24)
    found = np.array(rough.getbbox() or (0, 0, *rough.size)) / 24 + np.tile(kind.box[:2], 2)
    wide, tall = found[2] - found[0], found[3] - found[1]
    scale = min(size[0] * kind.fill / wide, size[1] * kind.fill / tall, min(size) * 0.68)
    thing = sprite(motif, seed, scale, (found[0] - 0.05, found[1] - 0.05, found[2] + 0.05, found[3] + 0.05))
    middle = size[1] * (0.53 if kind.pose == "standing" else 0.5)
    at = (round((size[0] - thing.width) / 2), round(middle - thing.height / 2))
    picture = background(kind.pose, generator(motif + "ground", seed), size)
    return light.stood(picture, thing, at) if kind.pose == "standing" else light.laid(picture, thing, at, kind.lift)


def detail(motif: str, seed: int, size: tuple[int, int]) -> Image.Image:
    """Return a close look, filling the picture."""
    kind = KINDS[motif]
    scale = min(size) / 2 * 2.9
    half = (size[0] / 2 / scale, size[1] / 2 / scale)
    x, y = kind.focus
    thing = sprite(motif, seed, scale, (x - half[0], y - half[1], x + half[0], y + half[1]))
    ground = background(kind.pose, generator(motif + "ground", seed), size)
    return light.laid(ground, thing.resize(size), (0, 0), kind.lift)
