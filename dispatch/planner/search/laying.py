"""Lay an instance out on boards: one for each thread, all over the same lots, each with a zone of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..instance import NOTHING, Instance, IntArray, Lots, minutes_left
from ..load import Premium, suffix_minimum
from .board import BARELY, GLANCE, LANE, ORDER, SHORT, STATION, ZONE, Board


def free_lanes(instance: Instance, issued: Lots = NOTHING) -> IntArray:
    """Return the lanes that may be changed, sorted by order, then issued ones first, then by cost per piece."""
    free = np.ones(len(instance.lanes.order), dtype=bool)
    free[instance.pinned.lane] = False
    free[instance.forbidden] = False
    lane = np.flatnonzero(free)
    new = ~np.isin(lane, issued.lane)
    return lane[np.lexsort((instance.lanes.cost_per_piece[lane], new, instance.lanes.order[lane]))].astype(np.int64)


def lay_out(
    instance: Instance, lane: IntArray, *, boards: int, seed: int, issued: Lots, disturbance: float
) -> list[Board]:
    """Return `boards` boards over these lanes with only the pinned lots. The zone of the first one is everything.

    Each lot of `issued` costs `disturbance` CNY as long as it has another number of pieces.
    """
    lanes, orders = _lanes(instance, lane), _orders(instance, lane)
    wanted = np.zeros(len(instance.lanes.order), dtype=np.int64)
    wanted[issued.lane] = issued.pieces
    lanes["issued"], lanes["disturbing"] = wanted[lane], disturbance
    slack = minutes_left(instance, instance.pinned)
    premium = Premium(instance)
    table = _stations(instance, lane, premium)
    stations, days = slack.shape
    room = suffix_minimum(slack)
    shared = {
        "lanes": lanes,
        "glances": _glances(lanes, orders, days),
        "orders": orders,
        "stations": table,
        "slack": slack,
        "room": room,
        "cells": room.reshape(-1),
        "margins": premium.first + (table["earned"][:, None] >= premium.start) @ premium.rise,
        "bands": np.ascontiguousarray(premium.start),
        "rises": np.concatenate(([premium.first], premium.rise)),
        "lots": np.zeros(len(lane), dtype=np.int64),
    }
    laid = [
        Board(
            **shared,
            short=np.zeros(len(orders), dtype=np.int64),
            mine=np.empty(0, dtype=np.int64),
            counts=np.array([zone, 0, 0, 0, zone, boards], dtype=np.int64),
            seed=np.random.default_rng((seed, zone)).integers(1, 2**63, 1, dtype=np.uint64),
            lane_log=np.zeros(len(lane), dtype=np.int64),
            pieces_log=np.zeros(len(lane), dtype=np.int64),
            station_log=np.zeros(stations, dtype=np.int64),
            slack_log=np.zeros((stations, days)),
            room_log=np.zeros((stations, days)),
            earned_log=np.zeros((stations, 2)),
        )
        for zone in range(boards)
    ]
    return share_out(laid, np.zeros(stations, dtype=np.int64), cells=boards)


def share_out(boards: list[Board], cell: IntArray, *, cells: int) -> list[Board]:
    """Return the boards with the cells shared out as zones.

    An order is in the cell where it has its largest lot, or else its cheapest lane, and a board's orders are sorted by
    cell.
    """
    lanes, orders, stations = boards[0].lanes, boards[0].orders, boards[0].stations
    stations["zone"] = cell * len(boards) // cells
    home = cell[_home(lanes, orders)]
    orders["zone"], orders["short"] = home * len(boards) // cells, -1
    movable = np.argsort(home, kind="stable")
    movable = movable[orders["last"][movable] > orders["first"][movable]]
    shared = []
    for board in boards:
        mine = movable[orders["zone"][movable] == board.counts[ZONE]]
        short = mine[orders["left"][mine] > 0]
        board.short[: len(short)] = short
        orders["short"][short] = np.arange(len(short))
        board.counts[SHORT] = len(short)
        shared.append(board._replace(mine=mine))
    return shared


def _home(lanes: Any, orders: Any) -> IntArray:
    """Return the station of each order's largest lot, or else of its first lane, or 0 without lanes."""
    order, pieces = lanes["order"], lanes["pieces"]
    most = np.zeros(len(orders), dtype=np.int64)
    np.maximum.at(most, order, pieces)
    largest = np.flatnonzero(pieces == most[order])[::-1]
    home = np.zeros(len(orders), dtype=np.int64)
    home[order[largest]] = lanes["station"][largest]
    return home


def _lanes(instance: Instance, lane: IntArray) -> np.ndarray:
    source, lanes = instance.lanes, np.zeros(len(lane), LANE)
    lanes["order"], lanes["station"], lanes["day"] = source.order[lane], source.station[lane], source.last_day[lane]
    lanes["minutes"], lanes["unit"] = source.minutes_per_piece[lane], source.cost_per_piece[lane]
    lanes["fixed"], lanes["touched"] = source.cost_per_lot[lane], -1
    return lanes


def _glances(lanes: Any, orders: Any, days: int) -> np.ndarray:
    glances = np.zeros(len(lanes), GLANCE)
    glances["unit"] = np.where(lanes["issued"] > 0, -np.inf, BARELY * lanes["unit"])
    glances["start"] = BARELY * lanes["fixed"]
    glances["need"] = BARELY * lanes["minutes"] * orders["least"][lanes["order"]]
    glances["cell"], glances["station"] = lanes["station"] * days + lanes["day"], lanes["station"]
    return glances


def _orders(instance: Instance, lane: IntArray) -> np.ndarray:
    source, lanes, pinned = instance.orders, instance.lanes, instance.pinned
    orders = np.zeros(len(source.id), ORDER)
    ends = np.searchsorted(lanes.order[lane], np.arange(len(orders) + 1))
    orders["first"], orders["last"] = ends[:-1], ends[1:]
    orders["left"] = source.pieces - np.bincount(lanes.order[pinned.lane], pinned.pieces, len(orders)).astype(np.int64)
    orders["least"], orders["wage"], orders["penalty"] = np.maximum(source.min_lot, 1), source.wage, source.penalty
    orders["touched"] = -1
    return orders


def _stations(instance: Instance, lane: IntArray, premium: Premium) -> np.ndarray:
    source, lanes, pinned = instance.stations, instance.lanes, instance.pinned
    stations = np.zeros(len(source.id), STATION)
    most = np.bincount(lanes.station[lane], minlength=len(stations))
    stations["first"] = np.cumsum(most) - most
    stations["open"][lanes.station[pinned.lane[pinned.pieces > 0]]] = 1
    stations["opening"], stations["touched"] = source.open_cost, -1
    wages = pinned.pieces * instance.orders.wage[lanes.order[pinned.lane]]
    stations["earned"] = np.bincount(lanes.station[pinned.lane], wages, len(stations))
    stations["charge"] = premium.of(slice(0, len(stations)), stations["earned"])
    return stations
