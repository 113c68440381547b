"""Place an order where its next piece is cheapest, lot by lot, until it is placed or nothing fits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..instance import FloatArray, Instance, IntArray
from ..load import Load, Options, whole_pieces

WEEK_DAYS = 7  # orders due within a week compete by what their minutes are worth


def in_turn(instance: Instance) -> IntArray:
    """Return the orders in the order of placing: week by week as they are due, within a week by penalty per minute.

    What is due early has the fewest minutes to go to. Where minutes are short, the dearest pieces get them.
    """
    return np.lexsort((-worth_of_minutes(instance), first_due(instance) // WEEK_DAYS))


def first_due(instance: Instance) -> IntArray:
    """Return the last day of production of each order's earliest lane."""
    due = np.full(len(instance.orders.id), instance.days, dtype=np.int64)
    np.minimum.at(due, instance.lanes.order, instance.lanes.last_day)
    return due


def worth_of_minutes(instance: Instance) -> FloatArray:
    """Return the penalty of each order that a minute avoids, CNY."""
    lanes, orders = instance.lanes, instance.orders
    count = np.bincount(lanes.order, minlength=len(orders.id))
    minutes = np.bincount(lanes.order, lanes.minutes_per_piece, minlength=len(orders.id)) / np.maximum(count, 1)
    worth: FloatArray = orders.penalty / np.maximum(minutes, 1e-9)
    return worth


class Offer(NamedTuple):
    """The lots that each lane of an order could take now, as columns.

    Pieces (0 when no sensible lot fits) and their cost in CNY.
    """

    pieces: FloatArray
    freight: FloatArray
    fixed: FloatArray
    fairness: FloatArray

    @property
    def per_piece(self) -> FloatArray:
        """The CNY per piece, infinite where nothing fits."""
        with np.errstate(divide="ignore", invalid="ignore"):
            total = self.freight + self.fixed + self.fairness
            return np.where(self.pieces > 0, total / self.pieces, np.inf)


def offers(load: Load, order: int, pieces: int) -> Offer:
    """Ask every lane of an order for up to `pieces` more pieces. Shapes follow `load.options[order]`."""
    lanes = load.options[order]
    fits = np.minimum(whole_pieces(load.flat_room.take(lanes.cell), lanes.minutes), pieces)
    least: int | FloatArray = lanes.min_lot
    if load.lots[order]:
        least = np.where(load.pieces.take(lanes.lane) > 0, 1, lanes.min_lot)
    if lanes.min_lot > 1:
        stranding = (fits < pieces) & (pieces - fits < lanes.min_lot)
        enough_left = np.where(stranding, pieces - lanes.min_lot, fits)
        fits = np.where(enough_left >= least, enough_left, fits)
    return quote(load, order, np.where(fits >= least, fits, 0.0))


def quote(load: Load, order: int, pieces: FloatArray) -> Offer:
    """Price these pieces on each lane of an order, whether there is room or not."""
    lanes = load.options[order]
    fixed = lanes.fixed + load.idle_cost.take(lanes.station)
    if load.lots[order]:
        fixed[load.pieces.take(lanes.lane) > 0] = 0.0
    return Offer(pieces, lanes.unit * pieces, fixed, _fairness(load, order, pieces))


def place(load: Load, order: int, price: FloatArray | None = None, noise: FloatArray | None = None) -> None:
    """Place what is left of an order where a piece costs least and less than its penalty.

    `price` (CNY per piece) and `noise` (factors), one for each option, sway the choice of lanes.
    """
    lanes = load.options[order]
    while load.left[order] > 0 and len(lanes.lane):
        offer = offers(load, order, load.left[order])
        cost = offer.per_piece
        rank = np.where(cost < lanes.penalty, cost, np.inf)
        if lanes.min_lot > 1:
            rank += _stranded(offer.pieces, load.left[order], lanes)
        if price is not None:
            rank += price
        if noise is not None:
            rank *= noise
        best = int(rank.argmin())
        if rank[best] == np.inf:
            return
        load.put(int(lanes.lane[best]), int(offer.pieces[best]))


def _stranded(pieces: FloatArray, left: int, lanes: Options) -> FloatArray:
    """Return the penalty, spread over the pieces, of a rest that is too small for a lot of its own."""
    rest = left - pieces
    return np.where((rest > 0) & (rest < lanes.min_lot), rest, 0.0) * lanes.penalty / np.maximum(pieces, 1.0)


def _fairness(load: Load, order: int, pieces: FloatArray) -> FloatArray:
    if load.premium.free:
        return np.zeros(len(pieces))
    stations: IntArray = load.options[order].station
    now = load.earned.take(stations)
    after = now + pieces * load.options[order].wage
    return load.premium.of(stations, after) - load.premium.of(stations, now)
