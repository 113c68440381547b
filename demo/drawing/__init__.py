"""Draw pictures of the crafts by code: every strand, bead and fold is modelled and lit, none is a photograph."""

from demo.drawing.pictures import MOTIFS, VIEWS, draw, hero, place, portrait

__all__ = ["MOTIFS", "VIEWS", "draw", "hero", "place", "portrait"]
