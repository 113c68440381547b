"""Schedule each station's lots into its free minutes, the earliest due date first."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from dispatch.planner import Instance
from dispatch.planner.instance import Lots


class Days(NamedTuple):
    """First and last day of making a lot, from day 0 of the instance."""

    begins: int
    ends: int


def schedule(instance: Instance, lots: Lots) -> list[Days]:
    """Return the days of each lot, in the order of `lots`.

    None ends after its lane's last day if the plan keeps the rules.
    """
    lanes = instance.lanes
    by_station: dict[int, list[int]] = defaultdict(list)
    for row, lane in enumerate(lots.lane.tolist()):
        by_station[int(lanes.station[lane])].append(row)
    days = [Days(0, 0)] * len(lots.lane)
    for station, rows in by_station.items():
        rows.sort(key=lambda row: (lanes.last_day[lots.lane[row]], row))
        minutes = np.array([lots.pieces[row] * lanes.minutes_per_piece[lots.lane[row]] for row in rows])
        ends = np.cumsum(minutes)
        free = instance.stations.capacity[station]
        first = np.searchsorted(free, ends - minutes, side="right")
        last = np.searchsorted(free, ends - 1e-6 * np.maximum(ends, 1.0), side="left")
        for row, begin, end in zip(rows, first.tolist(), last.tolist(), strict=True):
            end = min(end, instance.days - 1)
            days[row] = Days(min(begin, end), end)
    return days
