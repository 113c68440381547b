"""Test that no plan breaks an inequality that counts lots, whatever it was found from, and none spoils the bound."""

from itertools import product

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.planner import Instance, bound
from dispatch.planner.bounds.auction import Auction
from dispatch.planner.bounds.covering import Covers, Mixture
from dispatch.planner.load import Load
from dispatch.planner.program import Open
from tests.dispatch.planner.tiny import cheapest, instances, village

quick = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 2**32 - 1)


def shared(*takes: int, pieces: int, penalty: float = 99, **columns: list[float]) -> Instance:
    """Return one order and stations that can each make `most` pieces."""
    stations, all_ = len(takes), [1] * len(takes)
    return Instance.read(
        village(
            orders={"id": ["hats"], "pieces": [pieces], "min_lot": [1], "wage": [0], "penalty": [penalty]},
            stations={
                "id": list(range(stations)),
                "workers": all_,
                "recent_income": all_,
                "open_cost": [0] * stations,
                "capacity": [[0, most, most] for most in takes],
            },
            lanes={"order": [0] * stations, "station": list(range(stations)), "minutes_per_piece": all_}
            | {"cost_per_piece": all_, "cost_per_lot": [9] * stations, "last_day": all_, **columns},
        )
    )


def any_mixture(open_: Open, seed: int) -> Mixture:
    """Return pieces and lots that no plan might have, but a linear program."""
    rng = np.random.default_rng(seed)
    lots = rng.choice([0.0, 0.2, 0.7, 1.0], len(open_.lane))
    pieces, wholes = lots * open_.most * rng.choice([0.5, 1.0], len(lots)), lots * rng.choice([0.0, 1.0], len(lots))
    return Mixture(np.array([pieces, lots, wholes]), np.zeros(len(open_.left)))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(1, 16), seeds)
@settings(max_examples=300, deadline=None)
def test_every_plan_fulfils_the_inequalities(takes: list[int], pieces: int, seed: int) -> None:
    covers = Covers(Open(Load(shared(*takes, pieces=pieces))))
    for cover in covers.violated(any_mixture(covers.open, seed)):
        for lots in product(*(range(most + 1) for most in takes)):
            if sum(lots) <= pieces:
                made = np.array(lots)[covers.open.lane[cover.rows]]
                counted = (cover.each * [made, made > 0, made == pieces]).sum()
                assert counted + (pieces - sum(lots)) * cover.per_unplaced >= cover.least - 1e-9


@given(instances(), seeds)
@quick
def test_whatever_their_prices_no_plan_costs_less(instance: Instance, seed: int) -> None:
    auction, rng = Auction(Load(instance)), np.random.default_rng(seed)
    covers = auction.covers.violated(any_mixture(auction.open, seed))
    prices = rng.choice([0.0, 0.4, 3.0, 25.0], len(auction.open.left) + len(covers))
    assert auction.ask(prices, nodes=400)[0] <= cheapest(instance) + 1e-6


def test_two_stations_that_are_too_small_alone_need_two_lots() -> None:
    """Mix offers of six pieces: ten of them would cost one lot and two thirds."""
    for takes in ([6, 6, 6], [6, 7, 5]):
        instance = shared(*takes, pieces=10)
        assert 27.99 < bound(instance) <= cheapest(instance) == 28.0


def test_what_a_large_station_leaves_needs_a_lot_of_its_own() -> None:
    instance = shared(9, 9, pieces=10, cost_per_lot=[1, 9])
    assert 19.99 < bound(instance) <= cheapest(instance) == 20.0


def test_a_lot_of_the_whole_order_is_enough() -> None:
    """Demand no second lot of either station, though it takes two otherwise."""
    auction = Auction(Load(shared(10, 10, pieces=10)))
    parts = Mixture(np.array([[5.0, 5.0], [0.6, 0.6], [0.0, 0.0]]), np.zeros(1))
    (cover,) = auction.covers.violated(parts)
    assert (cover.each[2] > 0).all()
    for price in (3.0, 9.0, 40.0):
        assert auction.ask(np.array([1.0, price]), nodes=400)[0] <= 19.0 + 1e-9


@given(st.sampled_from([0.0, 1.0, 2.0]), st.sampled_from([3.0, 27.0, 80.0]))
@settings(deadline=None)
def test_pieces_may_still_have_no_place(worth: float, price: float) -> None:
    auction = Auction(Load(shared(6, 6, pieces=10, penalty=1)))
    halves = Mixture(np.array([[5.0, 5.0], [5 / 6, 5 / 6], [0.0, 0.0]]), np.zeros(1))
    assert len(auction.covers.violated(halves)) == 1
    assert auction.ask(np.array([worth, price]), nodes=400)[0] <= 10.0 + 1e-9
