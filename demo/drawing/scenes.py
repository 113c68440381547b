"""Draw wide stills: several crafts on a table before a sunlit wall."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.drawing import light
from demo.drawing.canvas import Colour
from demo.drawing.palette import linear

Size = tuple[int, int]
Item = tuple[str, int, str, float, float, float]  # motif, seed, pose, x, foot, scale
Sprite = Callable[[str, int, float], Image.Image]
TABLE = 0.60  # where the table begins, down the picture
WALLS: tuple[Colour, ...] = tuple(linear(c) for c in ("ece3d2", "e3d9c6", "d9dcd4", "e8d6c2", "c9d0cf", "efe6d8"))
WOODS: tuple[Colour, ...] = tuple(linear(c) for c in ("b58a5c", "96693f", "c29c70", "7a5233"))


@lru_cache(maxsize=8)
def room(wall: Colour, wood: Colour, size: Size) -> Image.Image:
    """Return a plaster wall in window light above a wooden table."""
    width, height = size
    picture = light.ground("plaster", wall, size).copy()
    edge = int(height * TABLE)
    table = light.ground("wood", wood, (width, height - edge))
    picture.paste(table, (0, edge))
    picture = light.shadowed(picture, window_light(size), 0.24)
    seam = Image.new("L", (width // 4, height // 4))
    ImageDraw.Draw(seam).rectangle((0, edge // 4 - 1, width // 4, edge // 4 + 1), fill=255)
    return light.shadowed(picture, seam.filter(ImageFilter.GaussianBlur(height / 200)), 0.9)


def window_light(size: Size) -> Image.Image:
    """Return an image that is white where the wall is out of the sun: all but the slanting panes of a window."""
    width, height = size[0] // 4, size[1] // 4
    dark = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(dark)
    slant = 0.34
    for col in range(4):
        for row in range(3):
            x0, y0 = width * (0.16 + 0.135 * col), height * (-0.12 + 0.24 * row)
            x1, y1 = x0 + width * 0.118, y0 + height * 0.215
            pen.polygon(
                [
                    (x0 + slant * y0, y0 + 0.1 * x0),
                    (x1 + slant * y0, y0 + 0.1 * x1),
                    (x1 + slant * y1, y1 + 0.1 * x1),
                    (x0 + slant * y1, y1 + 0.1 * x0),
                ],
                fill=0,
            )
    leaf = np.random.default_rng(3)
    for _ in range(26):
        x, y, r = leaf.uniform(0.3, 0.85) * width, leaf.uniform(0, 0.5) * height, leaf.uniform(0.006, 0.016) * width
        pen.ellipse((x - r * 2.2, y - r * 0.8, x + r * 2.2, y + r * 0.8), fill=200)
    return dark.filter(ImageFilter.GaussianBlur(height / 110))


def flattened(thing: Image.Image, depth: float = 0.46) -> Image.Image:
    """Return a thing seen from above laid down on the table: narrower and lower toward the back."""
    box = thing.getbbox()
    if box is None:
        return thing
    cut = thing.crop(box)
    width, height = cut.width, max(2, int(cut.height * depth))
    inset = width * 0.10
    # QUAD maps the output's corners to the source's: a top corner reads from beyond the source's side
    spread = inset * width / (width - 2 * inset)
    quad = (-spread, 0, 0, cut.height, width, cut.height, width + spread, 0)
    return cut.transform((width, height), Image.Transform.QUAD, quad, Image.Resampling.BILINEAR)


def trimmed(thing: Image.Image) -> Image.Image:
    return thing.crop(thing.getbbox()) if thing.getbbox() else thing


def put(picture: Image.Image, thing: Image.Image, pose: str, x: float, foot: float) -> Image.Image:
    """Set a trimmed thing with the middle of its foot at (x, foot), parts of the picture."""
    at = (round(x * picture.width - thing.width / 2), round(foot * picture.height - thing.height))
    if pose == "standing":
        return stood_at(picture, thing, at)
    return light.laid(picture, thing, at, 0.7 if pose == "lying" else 1.4)


def stood_at(picture: Image.Image, thing: Image.Image, at: tuple[int, int]) -> Image.Image:
    return light.stood(picture, thing, at, 0.05)


def still(items: Sequence[Item], sprite: Sprite, rng: np.random.Generator, size: Size) -> Image.Image:
    """Return a still of items (motif, seed, pose, x, foot, scale), painted in their order."""
    picture = room(WALLS[int(rng.integers(len(WALLS)))], WOODS[int(rng.integers(len(WOODS)))], size).copy()
    for motif, own, pose, x, foot, scale in items:
        thing = trimmed(sprite(motif, own, scale * size[1] / 2))
        picture = put(
            picture, flattened(thing, 0.66 if motif[-1] == "s" else 0.5) if pose == "lying" else thing, pose, x, foot
        )
    return picture


STANDING_BACK = ("basket", "pavilion", "bag", "carving", "hat", "clay")
WALL_BACK = ("papercut", "knot", "hoop", "reed-painting", "lid")
FRONT = ("bracelet", "plait", "tiger-shoes", "slippers", "lid")


def craft_scene(motif: str, pose: str, rng: np.random.Generator, seed: int) -> list[Item]:
    """Return three or more of one craft with a quieter companion or two, for `still`."""

    def other(names: tuple[str, ...]) -> str:
        return str(rng.choice([n for n in names if n != motif]))

    second, third, shift = seed + 1000, seed + 2000, float(rng.uniform(-0.02, 0.02))
    wall, back, front = other(WALL_BACK), other(STANDING_BACK), other(FRONT)
    if pose == "standing":
        return [
            (wall, seed, "hanging", 0.60 + shift, 0.40, 0.44),
            (motif, second, "standing", 0.20, 0.76, 0.58),
            (motif, third, "standing", 0.79, 0.78, 0.62),
            (motif, seed, "standing", 0.48 + shift, 0.90, 0.84),
            (front, seed, "lying", 0.20, 0.95, 0.38),
        ]
    if pose == "hanging":
        low = 0.57
        return [
            (motif, second, "hanging", 0.18, low, 0.58),
            (motif, seed, "hanging", 0.42 + shift, low + 0.01, 0.62),
            (motif, third, "hanging", 0.66, low, 0.58),
            (back, seed, "standing", 0.86, 0.84, 0.70),
            (front, seed, "lying", 0.27, 0.92, 0.52),
        ]
    if motif in ("papercut", "hoop", "tray", "lid"):
        return [
            (motif, second, "hanging", 0.18, 0.50, 0.50),
            (motif, third, "hanging", 0.70, 0.46, 0.44),
            (back, seed, "standing", 0.84, 0.84, 0.66),
            (motif, seed, "hanging", 0.45 + shift, 0.80, 0.80),
            (motif, seed + 3000, "lying", 0.20, 0.93, 0.54),
        ]
    return [
        (wall, seed, "hanging", 0.30, 0.46, 0.46),
        (back, seed, "standing", 0.83, 0.76, 0.72),
        (motif, second, "lying", 0.20, 0.85, 0.44),
        (motif, seed, "lying", 0.47 + shift, 0.95, 0.64),
        (motif, third, "lying", 0.75, 0.96, 0.44),
    ]


def hero_items(seed: int) -> list[Item]:
    """Return the home page's still: the federation's crafts together."""
    s = seed * 17
    return [
        ("papercut", s + 3, "hanging", 0.335, 0.40, 0.40),
        ("knot", s + 1, "hanging", 0.50, 0.46, 0.46),
        ("reed-painting", s + 2, "hanging", 0.67, 0.42, 0.44),
        ("hoop", s + 5, "hanging", 0.90, 0.37, 0.33),
        ("basket", s + 3, "standing", 0.155, 0.80, 0.80),
        ("pavilion", s + 2, "standing", 0.715, 0.72, 0.56),
        ("bag", s + 2, "standing", 0.90, 0.80, 0.60),
        ("hat", s + 8, "standing", 0.335, 0.70, 0.38),
        ("tiger", s + 2, "standing", 0.475, 0.86, 0.62),
        ("clay", s + 4, "standing", 0.625, 0.83, 0.34),
        ("tiger-shoes", s + 1, "lying", 0.775, 0.965, 0.42),
        ("plait", s + 2, "lying", 0.31, 0.945, 0.42),
        ("bracelet", s + 6, "lying", 0.59, 0.955, 0.24),
    ]
