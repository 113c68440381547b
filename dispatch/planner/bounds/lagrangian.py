"""Prove a lower bound for instances of any size: minutes and incomes get prices, each order goes where it is cheapest.

With any prices, what all orders and stations then choose costs no more than the best plan (Held, Wolfe and Crowder,
"Validation of subgradient optimization", 1974). The prices follow what is too full, each in steps that suit it (Kingma
and Ba, "Adam: a method for stochastic optimization", 2015), because plain subgradient steps suit few of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..assembling import cost_of
from ..compiling import compiled
from ..instance import FloatArray, Instance, minutes_left
from ..load import Premium, suffix_minimum, whole_pieces
from ..search.laying import free_lanes

ROUNDS = 200
# The first step, as a share of what a minute costs and of the highest premium, and the last one as a share of the first
FIRST_STEP, LAST_PACE = 0.1, 0.01
MEAN_MEMORY, SQUARE_MEMORY = 0.8, 0.95  # shares of earlier directions, and of their squares, that a step keeps


class _Prices:
    """Prices from 0 up to `top` that follow a subgradient."""

    def __init__(self, shape: tuple[int, ...], step: float, top: float) -> None:
        self.values, self._mean, self._square = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self._step, self._top, self._age = step, top, 0

    def follow(self, direction: FloatArray, pace: float) -> None:
        """Take a step uphill, shortened by the factor `pace`."""
        self._age += 1
        self._mean += (1 - MEAN_MEMORY) * (direction - self._mean)
        self._square += (1 - SQUARE_MEMORY) * (direction**2 - self._square)
        mean, square = self._mean / (1 - MEAN_MEMORY**self._age), self._square / (1 - SQUARE_MEMORY**self._age)
        self.values = np.clip(self.values + self._step * pace * mean / (np.sqrt(square) + 1e-9), 0.0, self._top)


class Lagrangian:
    """The choices of orders at prices by station and day (CNY per minute) and by station (CNY per CNY earned)."""

    def __init__(self, instance: Instance) -> None:
        lane = free_lanes(instance)
        lanes, orders, pinned = instance.lanes, instance.orders, instance.pinned
        self.premium, self.slack = Premium(instance), minutes_left(instance, pinned)
        pieces = np.zeros(len(lanes.order), dtype=np.int64)
        pieces[pinned.lane] = pinned.pieces
        self.left = (orders.pieces - np.bincount(lanes.order, pieces, len(orders.id))).astype(np.float64)
        wages = pieces * orders.wage[lanes.order]
        self.earned: FloatArray = np.bincount(lanes.station, wages, len(self.slack)).astype(np.float64)
        self.spent = cost_of(instance, pieces) - float(self.left @ orders.penalty)
        room = suffix_minimum(self.slack)[lanes.station[lane], lanes.last_day[lane]]
        most = np.minimum(whole_pieces(room, lanes.minutes_per_piece[lane]), self.left[lanes.order[lane]])
        lane, most = lane[most >= 1], most[most >= 1]
        self.order, self.station, self.day = lanes.order[lane], lanes.station[lane], lanes.last_day[lane]
        self.minutes, self.most = lanes.minutes_per_piece[lane], most
        self.cost = lanes.cost_per_piece[lane] + lanes.cost_per_lot[lane] / most
        self.first = np.searchsorted(self.order, np.arange(len(orders.id) + 1))
        self.wage, self.penalty = orders.wage, orders.penalty
        self.worth: FloatArray = self.penalty
        self.limit = self.earned + np.bincount(self.station, self.wage[self.order] * most, len(self.slack))

    def bound(self, rounds: int, late: Callable[[], bool] = lambda: False) -> float:
        """Return the best bound (CNY) found in `rounds` rounds, or until it is late.

        `worth` is then what one more piece of each order would cost, at the prices of that bound.
        """
        usual = float(np.median(self.cost / np.maximum(self.minutes, 1e-9))) if len(self.cost) else 0.0
        top = float(self.premium.first + self.premium.rise.sum())
        minute = _Prices(self.slack.shape, FIRST_STEP * usual, np.inf)
        income = _Prices((len(self.slack),), FIRST_STEP * top, top)
        best = -np.inf
        for turn in range(rounds):
            value, over, more, worth = self._value(minute.values, income.values)
            if value > best:
                best, self.worth = value, worth
            if late():
                break
            pace = LAST_PACE ** (turn / rounds)
            minute.follow(over, pace)
            income.follow(more, pace)
        return best

    def _value(self, minute: FloatArray, income: FloatArray) -> tuple[float, FloatArray, FloatArray, FloatArray]:
        """Return the bound at these prices, the minutes too many by day, the CNY earned too much, and `worth`."""
        # Minutes due on a day count in the limits of that day and all later ones, so they pay all those prices
        price = np.ascontiguousarray(np.cumsum(minute[:, ::-1], axis=1)[:, ::-1])
        used, earned, worth = np.zeros_like(self.slack), self.earned.copy(), self.penalty.copy()
        lanes = (self.first, self.station, self.day, self.minutes, self.cost, self.most)
        orders = (self.left, self.wage, self.penalty)
        value = choose(lanes, orders, price, income, used, earned, worth)
        wished, charge = self._wish(income)
        over = np.cumsum(used, axis=1) - self.slack
        value += self.spent - float((minute * self.slack).sum()) + charge + float(income @ self.earned)
        return value, over, earned - wished, worth

    def _wish(self, income: FloatArray) -> tuple[FloatArray, float]:
        """Return what each station would earn if it could choose at these prices, and what that costs them in all."""
        everything = slice(0, len(income))
        wished = self.earned.copy()
        least = self.premium.of(everything, wished) - income * wished
        before = float(self.premium.of(everything, wished).sum())
        for amount in [self.limit, *np.clip(self.premium.start.T, self.earned, self.limit)]:
            charge = self.premium.of(everything, amount) - income * amount
            wished = np.where(charge < least, amount, wished)
            least = np.minimum(charge, least)
        return wished, float(least.sum()) - before


@compiled
def choose(lanes: Any, orders: Any, price: Any, income: Any, used: Any, earned: Any, worth: Any) -> float:
    """Let every order fill its cheapest lanes at these prices and return what that costs with the prices.

    Adds up minutes in `used` and CNY in `earned`. `worth` becomes what the last piece of each order costs.
    """
    first, station, day, minutes, cost, most = lanes
    left, wage, penalty = orders
    total = 0.0
    for j in range(len(left)):
        rest, last = left[j], -np.inf
        while rest > 0.0:
            best, least = -1, penalty[j]
            for row in range(first[j], first[j + 1]):
                i = station[row]
                reduced = cost[row] + price[i, day[row]] * minutes[row] + income[i] * wage[j]
                if last < reduced < least:
                    best, least = row, reduced
            if best < 0:
                total += rest * penalty[j]
                break
            taken = min(rest, most[best])
            total += taken * least
            used[station[best], day[best]] += taken * minutes[best]
            earned[station[best]] += taken * wage[j]
            rest, last = rest - taken, least
            if rest <= 0.0:
                worth[j] = least
    return total
