"""Light all pictures alike: sun from the upper left, sky, crevice and cast shadow, film tone, and the paper below."""

from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from demo.drawing.canvas import Canvas, Colour, blur
from demo.drawing.noise import Array, field, sheet

SUN = (-0.50, -0.56, 0.66)
SUN_TINT = np.array([1.10, 1.0, 0.86], np.float32) * 1.02
SKY_TINT = np.array([0.90, 0.97, 1.08], np.float32) * 0.62
SHADOW_INK = (72, 52, 44)
Size = tuple[int, int]


@lru_cache(maxsize=1)
def film() -> Any:
    """Return the table from linear light 0..2 in 4096 steps to print values: a gentle shoulder, then the sRGB curve."""
    light = np.linspace(0, 2, 4096)
    light = light * 1.22
    toned = light * (1 + light / 3.2) / (1 + light * 0.62)
    toned = np.clip(toned, 0, 1)
    curve = np.where(toned <= 0.0031308, toned * 12.92, 1.055 * toned ** (1 / 2.4) - 0.055)
    return (np.clip(curve, 0, 1) * 255 + 0.5).astype(np.uint8)


def printed(light: Array) -> Any:
    """Return linear light (3, h, w) as print values (h, w, 3)."""
    index = np.clip(light * 2047.5, 0, 4095).astype(np.uint16)
    return np.ascontiguousarray(film()[index].transpose(1, 2, 0))


def crevices(rise: Array, scale: float) -> tuple[Array, Array]:
    """Return how open to the sky and how free of cast shadow each pixel is, at a quarter of the size."""
    shrink = 4
    small = np.asarray(Image.fromarray(rise).reduce(shrink), np.float32) * (scale / shrink)
    fine, wide = blur(small, 3), blur(small, 14)
    open_ = 1 - np.clip((fine - small) * 0.16, 0, 0.42) - np.clip((wide - small) * 0.045, 0, 0.4)
    height, width = small.shape
    over = np.zeros_like(small)
    for reach in (1, 2, 4, 7, 11, 16, 23):
        if reach + 1 >= min(height, width):
            break
        over[reach:, reach:] = np.maximum(
            over[reach:, reach:], small[:-reach, :-reach] - small[reach:, reach:] - reach * 1.0
        )
    free = 1 - np.clip(blur(over, 2) * 0.42, 0, 0.78)
    return open_, free


def enlarged(small: Array, width: int, height: int) -> Array:
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BILINEAR), np.float32)


def shade(canvas: Canvas, size: Size) -> Image.Image:
    """Return the canvas under the light, as RGBA of the given size."""
    gx, gy = np.clip(canvas.slope_x, -4, 4), np.clip(canvas.slope_y, -4, 4)
    up = 1 / np.sqrt(1 + gx * gx + gy * gy)
    sun = np.clip((SUN[2] - gx * np.float32(SUN[0]) - gy * np.float32(SUN[1])) * up, 0, 1.2)
    sky = (0.62 + 0.38 * up) + 0.16 * np.clip(gy, -1, 1) * up
    open_, free = crevices(canvas.rise, canvas.scale)
    open_, free = (enlarged(part, canvas.width, canvas.height) for part in (open_, free))
    sun *= free * (0.5 + 0.5 * open_)
    sky *= open_
    light = np.empty_like(canvas.albedo)
    for k in range(3):
        light[k] = canvas.albedo[k] * (sun * SUN_TINT[k] + sky * SKY_TINT[k])
    if canvas.gloss.any():
        half = np.array([SUN[0], SUN[1], SUN[2] + 1], np.float32)
        half /= np.linalg.norm(half)
        glint = np.clip((half[2] - gx * half[0] - gy * half[1]) * up, 0, 1)
        for _ in range(4):
            glint *= glint
        soft = np.sqrt(glint)
        light += canvas.gloss * free * (glint * glint * 0.9 + soft * 0.16)
    alpha = (canvas.cover * 255).astype(np.uint8)
    return Image.fromarray(np.dstack([printed(light), alpha])).resize(size, Image.Resampling.BILINEAR)


@lru_cache(maxsize=24)
def ground(kind: str, tint: Colour, size: Size) -> Image.Image:
    """Return the ground under things: "paper", "linen", "wood", "plaster" or "cloth", lit from the upper left."""
    width, height = size
    side = max(size)
    tone = {"linen": linen, "wood": planks, "cloth": linen}.get(kind, rag)(height, width)
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :] * (width / side)
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None] * (height / side)
    fall = 1.12 - 0.20 * (x + y) - 0.30 * np.clip(np.hypot(x + 0.12, y + 0.12) - 0.25, 0, 0.8)
    tone = tone * fall
    return Image.fromarray(printed(np.stack([tone * np.float32(c) for c in tint])))


def rag(height: int, width: int) -> Array:
    """Return handmade paper: soft clouds, small fibres."""
    return (
        1
        + 0.012 * sheet("paper", height, width)
        + 0.02 * sheet("cloud", height, width, 40)
        + 0.006 * sheet("grain", height, width)
    )


def linen(height: int, width: int) -> Array:
    """Return plain linen, a thread about every five pixels, with slubs."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    slub = sheet("fibre", height, width)
    slub_down = np.ascontiguousarray(sheet("fibre", width, height, 9).T)
    x += 0.5 * slub_down
    y += 0.5 * slub
    check = np.sign(np.sin(x * 0.6) * np.sin(y * 0.6))
    thread = np.where(check > 0, np.abs(np.cos(y * 0.6 + 1.57)), np.abs(np.cos(x * 0.6 + 1.57)))
    return np.asarray(
        0.87 + 0.13 * thread + 0.018 * slub + 0.018 * slub_down + 0.015 * sheet("cloud", height, width), np.float32
    )


def planks(height: int, width: int) -> Array:
    """Return a table of long boards, oiled."""
    board = max(60, height // 5)
    row = (np.arange(height) // board).astype(np.int64)
    grain = field("fibre")
    y, x = np.mgrid[0:height, 0:width]
    bend = (6 * sheet("cloud", height, width, 3)).astype(np.int64)
    streak = grain[(y // 2 + bend + row[:, None] * 91) & 511, (x // 3 + row[:, None] * 173) & 511]
    tone = 1 + 0.085 * streak + 0.07 * np.sin(row * 2.4)[:, None] + 0.03 * sheet("paper", height, width)
    seam = np.minimum(np.arange(height) % board, board - np.arange(height) % board)
    tone *= np.clip(0.45 + seam * 0.22, 0, 1)[:, None]
    return np.asarray(tone, np.float32)


@lru_cache(maxsize=12)
def sweep(tint: Colour, size: Size) -> Image.Image:
    """Return a paper sweep: wall above, floor below, no hard corner between."""
    width, height = size
    tone = rag(height, width)
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    wall = 1.06 - 0.20 * x + 0.10 * np.exp(-(((x - 0.25) / 0.35) ** 2) - ((y - 0.3) / 0.4) ** 2)
    floor = 1.14 - 0.16 * x - 0.10 * (y - 0.7)
    part = 1 / (1 + np.exp(-(y - 0.66) * 26))
    dip = 1 - 0.05 * np.exp(-(((y - 0.645) / 0.03) ** 2))
    tone = tone * (wall * (1 - part) + floor * part) * dip
    return Image.fromarray(printed(np.stack([tone * np.float32(c) for c in tint])))


def shadowed(picture: Image.Image, dark: Image.Image, strength: float = 1.0) -> Image.Image:
    """Return the picture darkened where `dark` (L, any size) is light."""
    mask = dark.point(lambda v: int(v * strength)).resize(picture.size, Image.Resampling.BILINEAR)
    return Image.composite(ImageChops.multiply(picture, shadow_ink(picture.size)), picture, mask)


@lru_cache(maxsize=4)
def shadow_ink(size: Size) -> Image.Image:
    return Image.new("RGB", size, SHADOW_INK)


def gathered(shadows: list[tuple[Image.Image, float]]) -> Image.Image:
    """Join several shadows (L) with their strengths into one, multiplying the light left by each."""
    left = Image.new("L", shadows[0][0].size, 255)
    for dark, strength in shadows:
        left = ImageChops.multiply(left, dark.point(lambda v, s=strength: 255 - int(v * s)))
    return ImageChops.invert(left)


def small_alpha(thing: Image.Image, at: tuple[int, int], size: Size, shrink: int) -> Image.Image:
    """Return the thing's cover on the whole picture, shrunk."""
    alpha = Image.new("L", (size[0] // shrink, size[1] // shrink))
    part = thing.getchannel("A").resize(
        (max(1, thing.width // shrink), max(1, thing.height // shrink)), Image.Resampling.BOX
    )
    alpha.paste(part, (at[0] // shrink, at[1] // shrink))
    return alpha


def laid(picture: Image.Image, thing: Image.Image, at: tuple[int, int], lift: float = 1.0) -> Image.Image:
    """Return the picture with a thing lying on it: a tight dark shadow, a wide soft one toward the lower right."""
    shrink = 4
    alpha = small_alpha(thing, at, picture.size, shrink)
    unit = min(picture.size) / shrink / 100
    shadows = []
    for offset, soft, strength in ((0.5, 0.6, 0.50), (1.7, 2.0, 0.42), (3.4, 5.0, 0.30)):
        move = round(offset * unit * lift)
        fallen = ImageChops.offset(alpha, move, move).filter(ImageFilter.GaussianBlur(soft * unit * lift))
        shadows.append((fallen, strength))
    picture = shadowed(picture, gathered(shadows))
    picture.paste(thing, at, thing)
    return picture


def stood(picture: Image.Image, thing: Image.Image, at: tuple[int, int], depth: float = 0.06) -> Image.Image:
    """Return the picture with a thing standing on it: a contact shadow at its foot, a long one along the floor."""
    shrink = 4
    alpha = small_alpha(thing, at, picture.size, shrink)
    box = alpha.getbbox()
    if box is not None:
        unit = min(picture.size) / shrink / 100
        foot = box[3] - depth * (box[3] - box[1])
        shadows = []
        for flat, shear, soft, strength in ((0.16, 0.62, 3.2, 0.34), (0.12, 0.30, 1.6, 0.34), (0.05, 0.06, 0.8, 0.5)):
            # a floor point (x', y') hides from the sun behind the thing's point at height h = (foot - y') / flat
            across = (1.0, shear / flat, -shear / flat * foot, 0.0, 1 / flat, foot - foot / flat)
            fallen = alpha.transform(alpha.size, Image.Transform.AFFINE, across, Image.Resampling.BILINEAR)
            shadows.append((fallen.filter(ImageFilter.GaussianBlur(soft * unit)), strength))
        rim = ImageChops.offset(alpha.crop((0, int(foot), *alpha.size)), 0, round(0.8 * unit))
        pool = Image.new("L", alpha.size)
        pool.paste(rim, (0, int(foot)))
        shadows.append((pool.filter(ImageFilter.GaussianBlur(1.3 * unit)), 0.75))
        picture = shadowed(picture, gathered(shadows))
    picture.paste(thing, at, thing)
    return picture


@lru_cache(maxsize=6)
def grain(size: Size) -> Image.Image:
    noise = sheet("grain", size[1], size[0], 5) + 0.8 * sheet("paper", size[1], size[0], 11)
    return Image.fromarray(np.clip(128 + 2.6 * noise, 0, 255).astype(np.uint8)).convert("RGB")


def finished(picture: Image.Image) -> Image.Image:
    """Return the print: fine grain over all."""
    return ImageChops.add(picture, grain(picture.size), 1, -128)
