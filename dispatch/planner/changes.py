"""Compare two plans, also of different instances: orders and stations are matched by their ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .instance import Instance, Lots
from .plan import lots_of

Pair = tuple[Any, Any]  # ids of order and station


@dataclass(frozen=True)
class Change:
    """Pieces of an order (id) at a station (id) before and after, 0 for none."""

    order: Any
    station: Any
    before: int
    after: int


def changes(old: Instance, before: Lots, new: Instance, after: Lots) -> tuple[Change, ...]:
    """Return every lot that is not the same in both plans, sorted by the new instance's orders, new lots last."""
    were, are = _by_pair(old, before), _by_pair(new, after)
    rank = {order: row for row, order in enumerate(new.orders.id)}
    differ = [pair for pair in were | are if were.get(pair, 0) != are.get(pair, 0)]
    found = [Change(*pair, were.get(pair, 0), are.get(pair, 0)) for pair in differ]
    return tuple(sorted(found, key=lambda each: (rank.get(each.order, len(rank)), -each.before)))


def carried(old: Instance, lots: Lots, new: Instance) -> Lots:
    """Return the lots of a plan on the lanes of another instance.

    Kept are lots whose order and station are there, on a lane that is not forbidden, with at most as many pieces as the
    order has.
    """
    kept, left = _by_pair(old, lots), dict(zip(new.orders.id, new.orders.pieces.tolist(), strict=True))
    lanes, barred = new.lanes, set(new.forbidden.tolist())
    pieces = np.zeros(len(lanes.order), dtype=np.int64)
    for lane, (order, station) in enumerate(zip(lanes.order.tolist(), lanes.station.tolist(), strict=True)):
        pair = (new.orders.id[order], new.stations.id[station])
        if pair in kept and lane not in barred:
            pieces[lane] = min(kept.pop(pair), left[pair[0]])
            left[pair[0]] -= int(pieces[lane])
    return lots_of(pieces)


def _by_pair(instance: Instance, lots: Lots) -> dict[Pair, int]:
    lanes, found = instance.lanes, dict[Pair, int]()
    for lane, pieces in zip(lots.lane.tolist(), lots.pieces.tolist(), strict=True):
        pair = (instance.orders.id[lanes.order[lane]], instance.stations.id[lanes.station[lane]])
        found[pair] = found.get(pair, 0) + pieces
    return {pair: pieces for pair, pieces in found.items() if pieces}
