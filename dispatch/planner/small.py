"""Plan an instance so small that integer programming alone solves it, in milliseconds and without the compiler."""

from __future__ import annotations

import time

import numpy as np

from .exact import Exact
from .filling import fill
from .instance import NOTHING, Instance
from .load import Load
from .plan import Plan, lots_of

NODES = 500  # of the search tree


def solve_small(instance: Instance, *, seconds: float) -> Plan:
    """Return the best plan found within about `seconds`, for up to some hundred lanes."""
    simple = fill(instance, NOTHING)
    load, until = Load(instance), time.monotonic() + seconds
    pieces = np.zeros(len(instance.lanes.order), dtype=np.int64)
    pieces[simple.lots.lane] = simple.lots.pieces
    Exact(load).improve(pieces, seconds=seconds, nodes=NODES, stop=lambda: time.monotonic() > until)
    better = fill(instance, lots_of(load.pieces))  # the solver's fractions leave a piece over here and there
    return better if better.objective < simple.objective else simple
