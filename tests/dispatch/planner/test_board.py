"""Test that the search's board, after thousands of steps and undone steps, agrees with its lots."""

import numpy as np

from dispatch.planner.clock import Clock
from dispatch.planner.instance import NOTHING
from dispatch.planner.search.annealing import Annealing
from tests.dispatch.planner.planner_sizes import prefecture


def searched(*, iterations: int) -> Annealing:
    search = Annealing(prefecture(orders=60, stations=40), seed=3)
    clock = Clock(seconds=60, iterations=iterations, progress=None, stop=lambda: False)
    search.begin(NOTHING, clock)
    search.run(clock)
    return search


def test_a_board_agrees_with_its_lots() -> None:
    search = searched(iterations=5000)
    fresh = Annealing(search.instance)
    fresh.go_on_from(search.best)
    kept, rebuilt = search.board, fresh.board
    assert (kept.lanes["pieces"] == rebuilt.lanes["pieces"]).all()
    assert (kept.lanes["pieces"] > 0).sum() > 60
    assert (kept.glances == rebuilt.glances).all()
    assert (kept.orders["left"] == rebuilt.orders["left"]).all()
    assert np.allclose(kept.room, rebuilt.room, atol=1e-6)
    assert np.allclose(kept.stations["earned"], rebuilt.stations["earned"])
    assert np.allclose(kept.margins, rebuilt.margins)
    assert np.isclose(search.best_cost, fresh.best_cost)


def test_a_glance_never_hides_a_lane_that_would_do() -> None:
    board = searched(iterations=2000).board
    lanes, glances = board.lanes, board.glances
    empty = lanes["pieces"] == 0
    least = np.where(empty, board.orders["least"][lanes["order"]], 1)
    assert (glances["need"] <= lanes["minutes"] * least).all()
    assert (glances["start"] <= np.where(empty, lanes["fixed"], 0.0)).all()
    assert (glances["unit"] <= lanes["unit"]).all()
    assert (board.cells[glances["cell"]] == board.room[lanes["station"], lanes["day"]]).all()
