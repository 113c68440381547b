"""Cutting stations into zones so that few orders have lanes in several."""

from __future__ import annotations

import numpy as np

from .instance import FloatArray, IntArray

SMOOTHING = 12  # rounds after which a random field over the stations follows the lanes


def zones(order: IntArray, station: IntArray, *, stations: int, count: int, rng: np.random.Generator) -> IntArray:
    """Give each of so many stations a zone from 0 to `count` - 1, with about as many lanes in each zone.

    `order` and `station` are by lane. A random field over the stations is smoothed along the lanes until neighbours are
    alike; it is cut at its quantiles. Each call cuts elsewhere.
    """
    by_order = np.maximum(np.bincount(order), 1)
    by_station = np.bincount(station, minlength=stations)
    field: FloatArray = rng.standard_normal(stations)
    for _ in range(SMOOTHING):
        means = np.bincount(order, field[station], len(by_order)) / by_order
        field = np.bincount(station, means[order], stations) / np.maximum(by_station, 1)
        field -= field @ by_station / max(by_station.sum(), 1)
    rank = np.argsort(field, kind="stable")
    lanes_before = np.cumsum(by_station[rank]) - by_station[rank]
    zone = np.empty(stations, dtype=np.int64)
    zone[rank] = np.minimum(lanes_before * count // max(by_station.sum(), 1), count - 1)
    return zone


def majority(order: IntArray, zone: IntArray, *, orders: int, count: int) -> IntArray:
    """Give for each order the zone in which it has most lanes; `order` and `zone` are by lane."""
    votes = np.array([np.bincount(order, zone == k, orders) for k in range(count)])
    most: IntArray = np.argmax(votes, axis=0)
    return most
