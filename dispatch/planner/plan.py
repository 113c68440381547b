"""Define a plan: which station makes how many pieces of which order, what is unplaced, and how good it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from .columns import BadInstance, Table
from .instance import IntArray, Lots, load_json

FORMAT = "qiaoshou-plan/1"


class Status(StrEnum):
    """Tells whether a plan is proven to be the best."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


class Reason(StrEnum):
    """The reason why pieces of an order could not be placed."""

    NO_STATION = "no_station"  # no lane, or every lane is forbidden or pinned
    NO_CAPACITY = "no_capacity"  # every lane is full
    BELOW_MIN_LOT = "below_min_lot"  # fewer pieces left than the smallest lot, and no lot can take them
    TOO_DEAR = "too_dear"  # there is room, but it costs more than the penalty
    OUT_OF_TIME = "out_of_time"  # the time was over before every order was looked at


@dataclass(frozen=True)
class Unplaced:
    """Pieces that no station makes, one row per order."""

    order: IntArray
    pieces: IntArray
    reason: tuple[Reason, ...]


@dataclass(frozen=True)
class Plan:
    """The lots of a plan with its objective and proven bound (CNY), their relative gap and the seconds taken."""

    lots: Lots
    unplaced: Unplaced
    objective: float
    bound: float | None = None
    seconds: float = 0.0
    why: tuple[dict[str, Any], ...] = ()

    @property
    def gap(self) -> float | None:
        """The share of the objective that might still be saved, or None without a bound."""
        if self.bound is None:
            return None
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-9)

    @property
    def status(self) -> Status:
        """The status: optimal when the bound meets the objective up to a millionth."""
        return Status.OPTIMAL if self.gap is not None and self.gap <= 1e-6 else Status.FEASIBLE

    def because(self, why: tuple[dict[str, Any], ...]) -> Plan:
        """Return the same plan with its reasons."""
        return replace(self, why=why)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan ready for JSON."""
        return {
            "format": FORMAT,
            "status": str(self.status),
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "seconds": round(self.seconds, 3),
            "lots": {"lane": self.lots.lane.tolist(), "pieces": self.lots.pieces.tolist()},
            "unplaced": {
                "order": self.unplaced.order.tolist(),
                "pieces": self.unplaced.pieces.tolist(),
                "reason": [str(reason) for reason in self.unplaced.reason],
            },
            "why": list(self.why),
        }

    @classmethod
    def read(cls, source: str | Path | dict[str, Any]) -> Plan:
        """Read a plan from a path (.json, .json.gz) or a decoded dictionary.

        Raises BadInstance naming field and row.
        """
        data = source if isinstance(source, dict) else load_json(source)
        if data.get("format") != FORMAT:
            raise BadInstance(f'format: must be "{FORMAT}", not {data.get("format")!r}')
        lots, unplaced = Table(data, "lots"), Table(data, "unplaced")
        lane, order = lots.whole("lane"), unplaced.whole("order")
        reasons = unplaced.ids("reason")
        if len(reasons) != len(order) or not set(reasons) <= set(Reason):
            raise BadInstance("unplaced.reason: must have a known reason for every order")
        numbers = Table({"plan": {name: [data.get(name)] for name in ("objective", "seconds")}}, "plan")
        bound = data.get("bound")
        return cls(
            lots=Lots(lane, lots.whole("pieces", rows=len(lane))),
            unplaced=Unplaced(order, unplaced.whole("pieces", rows=len(order)), tuple(map(Reason, reasons))),
            objective=float(numbers.numbers("objective")[0]),
            bound=None if bound is None else float(Table({"plan": {"bound": [bound]}}, "plan").numbers("bound")[0]),
            seconds=float(numbers.numbers("seconds")[0]),
            why=tuple(data.get("why", ())),
        )

    def write(self, path: str | Path) -> None:
        """Write the plan as JSON."""
        Path(path).write_text(json.dumps(self.to_dict(), ensure_ascii=False) + "\n", encoding="utf-8")


def lots_of(pieces: IntArray) -> Lots:
    """Return the lots of a vector of pieces by lane."""
    lane = np.flatnonzero(pieces)
    return Lots(lane, pieces[lane])
