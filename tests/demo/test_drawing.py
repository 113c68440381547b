"""Test the drawn pictures: the same every time, no two alike, whole, and found by name."""

import numpy as np
import pytest

from demo.drawing import MOTIFS, VIEWS, draw, hero, place, portrait

SMALL = (160, 160)


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_every_motif_draws_something_that_fills_its_picture(motif):
    picture = draw(motif, seed=3, size=SMALL)
    assert (picture.mode, picture.size) == ("RGB", SMALL)
    pixels = np.asarray(picture, float)
    middle, edge = pixels[30:130, 30:130], pixels[:12]
    assert middle.std() > 2 * edge.std(axis=(0, 1)).mean()  # a thing stands out from a quiet ground
    assert 60 < pixels.mean() < 235  # neither lost in the dark nor burnt out


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_seeds_give_different_pieces_and_repeat_themselves(motif):
    first, again, other = (draw(motif, seed=s, size=SMALL) for s in (5, 5, 6))
    assert first.tobytes() == again.tobytes()
    assert np.abs(np.asarray(first, float) - np.asarray(other, float)).mean() > 1


def test_a_detail_is_another_picture_and_fills_the_frame():
    whole, close = (draw("basket", seed=1, size=SMALL, view=view) for view in ("product", "detail"))
    assert whole.tobytes() != close.tobytes()
    assert np.asarray(close, float)[:20].std() > np.asarray(whole, float)[:20].std()


@pytest.mark.parametrize("motif", ["basket", "slippers", "papercut", "qipao"])
def test_a_scene_takes_any_shape(motif):
    assert draw(motif, seed=2, size=(320, 180), view="scene").size == (320, 180)


def test_portraits_places_and_the_hero_repeat_themselves_and_differ():
    for made, size in ((portrait, (90, 110)), (place, (160, 90))):
        assert made(1, size).tobytes() == made(1, size).tobytes() != made(2, size).tobytes()
        assert made(1, size).size == size
    assert hero(1, (320, 180)).size == (320, 180)


def test_an_unknown_name_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match="basket") as refused:
        draw("spaceship", seed=1)
    assert all(motif in str(refused.value) for motif in MOTIFS)
    with pytest.raises(ValueError, match="detail") as refused:
        draw("basket", seed=1, view="sideways")
    assert all(view in str(refused.value) for view in VIEWS)
