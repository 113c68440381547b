"""Build the seeded prefectures that the benchmarks use, as instances."""

from benchmarks.planner_instances import instance
from dispatch.planner import Instance


def prefecture(*, orders: int, stations: int) -> Instance:
    """Return a prefecture of a size, always the same."""
    return Instance.read(instance(orders=orders, stations=stations, lanes=20, seed=7))
