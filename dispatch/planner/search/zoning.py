"""Find which stations are neighbours, and cut them into zones so that few orders have lanes in several."""

from __future__ import annotations

import numpy as np

from ..instance import FloatArray, IntArray

AXES = 3  # of the chart
SMOOTHING_ROUNDS = 30  # after which random places follow the lanes
ENOUGH_LANES = 100_000  # show well enough which stations are neighbours
WAVER = 0.4  # how far cuts lean and shift, so that each cut lies elsewhere


def chart(order: IntArray, station: IntArray, *, stations: int, rng: np.random.Generator) -> FloatArray:
    """Return for each station a place in space, near those that have lanes of the same orders.

    `order` and `station` are by lane. Random places are averaged over the lanes again and again while the axes are kept
    apart: orthogonal iteration for the slowest modes of that diffusion. Shape (stations, AXES).
    """
    some = order % (len(order) // ENOUGH_LANES + 1) == 0
    order, station = order[some], station[some]
    by_order, by_station = np.maximum(np.bincount(order), 1), np.bincount(station, minlength=stations)
    places: FloatArray = rng.standard_normal((stations, AXES))
    for _ in range(SMOOTHING_ROUNDS):
        for axis in range(AXES):
            means = np.bincount(order, places[station, axis], len(by_order)) / by_order
            places[:, axis] = np.bincount(station, means[order], stations) / np.maximum(by_station, 1)
        places -= by_station @ places / max(by_station.sum(), 1)
        places = np.linalg.qr(places)[0] if stations >= AXES else places
    return places


def zones(places: FloatArray, weight: FloatArray, *, count: int, rng: np.random.Generator) -> IntArray:
    """Return for each station a zone from 0 to `count` - 1 (a power of two) of about the same weight.

    Every zone is cut in half across its longest axis, each time elsewhere. Zones 2k and 2k + 1 are neighbours.
    """
    zone = np.zeros(len(places), dtype=np.int64)
    for level in range(count.bit_length() - 1):
        halves = 2 * zone
        for k in range(2**level):
            here = np.flatnonzero(zone == k)
            if len(here) > 1:
                rank = here[np.argsort(places[here] @ _long_axis(places[here], rng), kind="stable")]
                share = np.cumsum(weight[rank]) / max(weight[rank].sum(), 1e-9)
                halves[rank[share > 0.5 + 0.1 * WAVER * (rng.random() - 0.5)]] += 1
        zone = halves
    return zone


def _long_axis(places: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return roughly the direction in which places spread most."""
    centred = places - places.mean(axis=0)
    axis: FloatArray = np.linalg.eigh(centred.T @ centred)[1][:, -1]
    leaning: FloatArray = axis + WAVER * rng.standard_normal(AXES) / np.sqrt(AXES)
    return leaning
