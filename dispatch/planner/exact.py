"""Place what a load leaves open by integer programming, for small problems and neighbourhoods."""

from __future__ import annotations

from collections.abc import Callable

import highspy
import numpy as np
from numpy.typing import NDArray

from .instance import IntArray
from .load import Load, whole_pieces
from .program import Model, Open, solver

FEASIBLE = 2  # HiGHS's word for a solution that keeps the rules
WHOLE_PIECES = 20  # roomier lanes may have parts of pieces while solving, which are then cut off


class Exact:
    """The integer problem over what a load leaves open (on some lanes only).

    Open orders may have no other lots than pinned ones.
    """

    def __init__(self, load: Load, only: NDArray[np.bool_] | None = None) -> None:
        self.load, self.open = load, Open(load, only)
        self.model, self.pieces = self.open.lay_out(self.open.unit)
        self.model.whole(self.pieces[self.open.most < WHOLE_PIECES])
        self.used = self._lay_out_lots()

    def improve(
        self,
        before: IntArray,
        *,
        seconds: float,
        nodes: int,
        gap: float = 1e-7,
        stop: Callable[[], bool] = lambda: False,
    ) -> float | None:
        """Put the best pieces found for the open lanes into the load, starting from `before` (pieces by lane).

        Ends after `seconds`, after `nodes` nodes of the tree, or within a relative `gap` of the best. Returns a lower
        bound of the load's cost when it was solved to the end, else None.
        """
        if not len(self.open.lane):
            return self.load.cost
        highs = solver(self.model.build(), seconds=seconds, stop=stop)
        highs.setOptionValue("mip_max_nodes", nodes)
        highs.setOptionValue("mip_rel_gap", gap)
        start = before[self.open.lane].astype(np.float64)
        columns = np.concatenate((self.pieces, self.used)).astype(np.int32)
        highs.setSolution(len(columns), columns, np.concatenate((start, start > 0)))
        highs.run()
        solution = highs.getSolution()
        if highs.getInfo().primal_solution_status != FEASIBLE:
            return None
        self._put(np.floor(np.array(solution.col_value)[self.pieces] + 1e-6).astype(np.int64))
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(highs.getInfo().mip_dual_bound) + self.open.constant

    def _put(self, pieces: IntArray) -> None:
        """Put lots into the load, each as far as there really is room, because the solver works with tolerances."""
        load = self.load
        for row in np.flatnonzero(pieces).tolist():
            lane, here = int(self.open.lane[row]), slice(row, row + 1)
            room = load.room[load.station[lane], load.last_day[lane]]
            fits = min(
                int(pieces[row]), int(whole_pieces(room, self.open.minutes[here])[0]), load.left[load.order[lane]]
            )
            if fits >= self.open.least[row]:
                load.put(lane, fits)

    def _lay_out_lots(self) -> IntArray:
        """Add a yes or no for each lot and each closed station. A lot is at least `least` and at most `most` pieces."""
        model: Model = self.model
        count, none = len(self.open.lane), np.zeros(len(self.open.lane))
        used = model.columns(self.open.lot_cost, 0.0, 1.0)
        model.whole(used)
        for limit, low, high in ((self.open.most, -np.inf, 0.0), (self.open.least, 0.0, np.inf)):
            rows = model.rows(none + low, none + high)
            model.entries(rows, self.pieces, 1.0)
            model.entries(rows, used, -limit.astype(np.float64))
        here = np.flatnonzero(self.load.idle_cost[self.open.station] > 0) if count else np.empty(0, np.int64)
        if len(here):
            opened = model.columns(self.load.idle_cost, 0.0, 1.0)
            model.whole(opened)
            rows = model.rows(np.full(len(here), -np.inf), np.zeros(len(here)))
            model.entries(rows, used[here], 1.0)
            model.entries(rows, opened[self.open.station[here]], -1.0)
        return used
