"""Define the planning problem as arrays: orders, stations, the lanes between them, and what is already fixed."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .columns import BadInstance, Table

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
FORMAT = "qiaoshou-instance/1"
ROUNDING_MINUTES = 1e-6  # tolerance for sums when minutes are not whole numbers


@dataclass(frozen=True)
class Orders:
    """One row per work order: pieces to make, smallest sensible lot, CNY wage and CNY penalty per piece."""

    id: tuple[Any, ...]
    pieces: IntArray
    min_lot: IntArray
    wage: FloatArray
    penalty: FloatArray


@dataclass(frozen=True)
class Stations:
    """One row per station. `capacity[i, d]` is worker-minutes free from day 0 up to and including day d."""

    id: tuple[Any, ...]
    workers: FloatArray
    recent_income: FloatArray
    open_cost: FloatArray
    capacity: FloatArray


@dataclass(frozen=True)
class Lanes:
    """One row per order that a station may make: CNY per piece and per lot, minutes per piece, last production day."""

    order: IntArray
    station: IntArray
    cost_per_piece: FloatArray
    cost_per_lot: FloatArray
    minutes_per_piece: FloatArray
    last_day: IntArray


@dataclass(frozen=True)
class Fairness:
    """Premium in CNY per CNY earned, one for each income band. `bands` are CNY per worker."""

    bands: FloatArray
    premium: FloatArray


@dataclass(frozen=True)
class Lots:
    """Pieces on lanes. A lane appears at most once."""

    lane: IntArray
    pieces: IntArray


NOTHING = Lots(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True)
class Instance:
    """Everything the planner knows. Build it with `read`, which refuses what makes no sense."""

    days: int
    orders: Orders
    stations: Stations
    lanes: Lanes
    fairness: Fairness
    pinned: Lots
    forbidden: IntArray

    @classmethod
    def read(cls, source: str | Path | dict[str, Any]) -> Instance:
        """Read an instance from a path (.json, .json.gz) or a decoded dictionary.

        Raises BadInstance naming field and row.
        """
        data = source if isinstance(source, dict) else load_json(source)
        if data.get("format") != FORMAT:
            raise BadInstance(f'format: must be "{FORMAT}", not {data.get("format")!r}')
        days = data.get("days")
        if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 100_000:
            raise BadInstance(f"days: must be a whole number from 0 to 100000, not {days!r}")
        orders, stations = _orders(Table(data, "orders")), _stations(Table(data, "stations"), days)
        lanes = _lanes(Table(data, "lanes"), len(orders.id), len(stations.id), days)
        count = len(lanes.order)
        instance = cls(
            days=days,
            orders=orders,
            stations=stations,
            lanes=lanes,
            fairness=_fairness(Table(data, "fairness", optional=True)),
            pinned=_pinned(Table(data, "pinned", optional=True), count),
            forbidden=Table({"": data}, "").indexes("forbidden", below=count, default=[]),
        )
        _check_fixed(instance)
        return instance

    def to_dict(self) -> dict[str, Any]:
        """Return the dictionary that `read` takes, ready for JSON."""
        tables = {name: _table(getattr(self, name)) for name in ("orders", "stations", "lanes", "fairness", "pinned")}
        return {"format": FORMAT, "days": self.days, **tables, "forbidden": self.forbidden.tolist()}


def load_json(path: str | Path) -> dict[str, Any]:
    """Decode a JSON object from a .json or .json.gz file. Raises BadInstance when it is not one."""
    path = Path(path)
    try:
        raw = path.read_bytes()
        data = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    except (OSError, EOFError, ValueError) as error:
        raise BadInstance(f"{path}: cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict):
        raise BadInstance(f"{path}: must be a JSON object")
    return data


def minutes_left(instance: Instance, lots: Lots) -> FloatArray:
    """Return what `lots` leave of `capacity`: worker-minutes by station and day, shape (stations, days)."""
    lanes, chosen = instance.lanes, lots.lane
    used = np.zeros((len(instance.stations.id), instance.days))
    np.add.at(used, (lanes.station[chosen], lanes.last_day[chosen]), lots.pieces * lanes.minutes_per_piece[chosen])
    return instance.stations.capacity - np.cumsum(used, axis=1)


def _table(row: Any) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value.tolist() for key, value in vars(row).items()}


def _orders(table: Table) -> Orders:
    id_ = table.ids("id")
    return Orders(
        id_,
        pieces=table.whole("pieces", rows=len(id_)),
        min_lot=table.whole("min_lot", rows=len(id_)),
        wage=table.numbers("wage", rows=len(id_)),
        penalty=table.numbers("penalty", rows=len(id_)),
    )


def _stations(table: Table, days: int) -> Stations:
    id_ = table.ids("id")
    return Stations(
        id_,
        workers=table.numbers("workers", rows=len(id_)),
        recent_income=table.numbers("recent_income", rows=len(id_)),
        open_cost=table.numbers("open_cost", rows=len(id_), default=[0] * len(id_)),
        capacity=table.cumulative("capacity", rows=len(id_), columns=days),
    )


def _lanes(table: Table, orders: int, stations: int, days: int) -> Lanes:
    order = table.indexes("order", below=orders)
    rows = len(order)
    return Lanes(
        order,
        station=table.indexes("station", below=stations, rows=rows),
        **{n: table.numbers(n, rows=rows) for n in ("cost_per_piece", "cost_per_lot", "minutes_per_piece")},
        last_day=table.indexes("last_day", below=days, rows=rows),
    )


def _fairness(table: Table) -> Fairness:
    bands = table.numbers("bands", default=[])
    premium = table.numbers("premium", rows=len(bands) + 1, default=[0] * (len(bands) + 1))
    table.rising("bands", bands)
    table.rising("premium", premium)
    return Fairness(bands, premium)


def _pinned(table: Table, lanes: int) -> Lots:
    lane = table.indexes("lane", below=lanes, default=[])
    table.once("lane", lane)
    return Lots(lane, table.whole("pieces", rows=len(lane), default=[]))


def _check_fixed(instance: Instance) -> None:
    """Refuse pinned lots that are forbidden, exceed their order, or exceed a station's minutes on some day."""
    pinned, lanes = instance.pinned, instance.lanes
    for row in np.flatnonzero(np.isin(pinned.lane, instance.forbidden) & (pinned.pieces > 0)):
        raise BadInstance(f"pinned.lane, row {row}: lane {pinned.lane[row]} is forbidden too")
    order = lanes.order[pinned.lane]
    placed = np.bincount(order, weights=pinned.pieces, minlength=len(instance.orders.id))
    for row in np.flatnonzero(placed[order] > instance.orders.pieces[order]):
        total, limit = int(placed[order[row]]), instance.orders.pieces[order[row]]
        raise BadInstance(f"pinned.pieces, row {row}: order {order[row]} has {limit} pieces but {total} are pinned")
    left, station = minutes_left(instance, pinned), lanes.station[pinned.lane]
    over: npt.NDArray[np.bool_] = left < -ROUNDING_MINUTES * np.maximum(1.0, instance.stations.capacity)
    for row in np.flatnonzero(np.any(over, axis=1)[station] & (pinned.pieces > 0)):
        day = int(over[station[row]].argmax())
        if lanes.last_day[pinned.lane[row]] <= day:
            short = f"by {-left[station[row], day]:g} minutes on day {day}"
            raise BadInstance(f"pinned.pieces, row {row}: beyond the capacity of station {station[row]} {short}")
