"""Test that everyone can read every page: the colour tokens keep WCAG AA contrast, in light and in dark."""

import re

import pytest

from shop.settings import ROOT

GROUNDS = ("paper", "paper-raised", "paper-sunk")
DYES = ("cinnabar", "indigo", "straw", "bamboo")
WRITING = ("ink", "ink-soft", "ink-faint", *(f"{dye}-ink" for dye in DYES))
DRAWING = ("line-strong", *(f"thread-{number}" for number in range(1, 6)))

TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
PAIRS = [
    *((ink, ground, TEXT) for ink in WRITING for ground in GROUNDS),
    *((shape, ground, SHAPE) for shape in DRAWING for ground in GROUNDS),
    *((ink, f"{dye}-wash", TEXT) for dye in DYES for ink in ("ink", "ink-soft", f"{dye}-ink")),
    *(("on-fill", f"{dye}-{depth}", TEXT) for dye in DYES for depth in ("fill", "deep")),
]


def colours(scheme: str) -> dict[str, str]:
    """Return the colours of tokens.css by name, as light or dark pages show them."""
    text = (ROOT / "shop/static/shop/css/tokens.css").read_text()
    written = re.findall(r"--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));", text)
    return {name: same or (dark if scheme == "dark" else light) for name, light, dark, same in written}


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2 definition)."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_can_be_read(scheme: str) -> None:
    shown = colours(scheme)
    too_faint = {
        f"{front} on {ground}": round(contrast(shown[front], shown[ground]), 2)
        for front, ground, least in PAIRS
        if contrast(shown[front], shown[ground]) < least
    }
    assert not too_faint


def test_black_on_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
