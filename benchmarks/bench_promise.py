"""Replay promises against what really came, and measure how fast they are answered, with usual and tenfold open work.

make bench-promise

The synthetic histories are a year of weekly paces of forty stations, drawn by rules that the promise does not know. The
demo's history is played deed by deed in a database of its own: its bases promise the day that the network answers, and
the day on which each order was delivered is compared with it. Prints a table of ratios and ends with one line of JSON
that holds the same figures.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

from ledger_fixture import database, note

DATABASE = "bench_promise"
STATIONS, WEEKS, AHEAD, DAYS = 40, 52, 30, 180
Paces = Callable[[np.random.Generator], np.ndarray]


def steady(rng: np.random.Generator) -> np.ndarray:
    """Draw stations whose weeks differ little."""
    return rng.uniform(0.6, 1.2, (STATIONS, 1)) * rng.lognormal(0, 0.1, (STATIONS, WEEKS + AHEAD))


def shaky(rng: np.random.Generator) -> np.ndarray:
    """Draw stations that make twice as much in one week as in another."""
    return rng.uniform(0.5, 1.2, (STATIONS, 1)) * rng.lognormal(0, 0.4, (STATIONS, WEEKS + AHEAD))


def together(rng: np.random.Generator) -> np.ndarray:
    """Draw stations that have their bad weeks together, several in a row, as in an epidemic or a wet summer."""
    common = np.zeros(WEEKS + AHEAD)
    for week in range(1, WEEKS + AHEAD):
        common[week] = 0.7 * common[week - 1] + rng.normal(0, 0.2)
    return rng.uniform(0.6, 1.2, (STATIONS, 1)) * np.exp(common + rng.normal(0, 0.15, (STATIONS, WEEKS + AHEAD)))


def young(rng: np.random.Generator) -> np.ndarray:
    """Draw stations of which half have shown nothing yet."""
    paces = shaky(rng)
    paces[: STATIONS // 2, :WEEKS] = np.nan
    return paces


FAMILIES: dict[str, Paces] = {"steady": steady, "shaky": shaky, "bad weeks together": together, "half unknown": young}


def network(rng: np.random.Generator) -> Any:
    """Return stations with two to twelve women and nothing planned."""
    from dispatch.planner import Instance

    workers = rng.integers(2, 13, STATIONS)
    daily = 240.0 * workers * rng.uniform(0.2, 0.8, STATIONS)  # the rest of their hours is taken
    capacity = np.outer(daily, np.arange(1, DAYS + 1)).round(2)
    empty: dict[str, list[Any]] = {"id": [], "pieces": [], "min_lot": [], "wage": [], "penalty": []}
    names = ("order", "station", "cost_per_piece", "cost_per_lot", "minutes_per_piece", "last_day")
    stations = {"id": list(range(STATIONS)), "workers": workers.tolist(), "recent_income": [0.0] * STATIONS}
    return Instance.read(
        {
            "format": "qiaoshou-instance/1", "days": DAYS, "orders": empty, "lanes": {name: [] for name in names},
            "stations": stations | {"capacity": capacity.tolist()},
        }
    )  # fmt: skip


def replay(rng: np.random.Generator, draw: Paces, share: float) -> tuple[float, float] | None:
    """Promise one order from what was seen, and return its days at the base: the promised one and the real one."""
    from dispatch.planner import Candidates, FreeTime, assess
    from dispatch.planner.instance import NOTHING
    from dispatch.planning.paces import weekly_paces
    from dispatch.planning.promising import quantile

    instance, real = network(rng), draw(rng)
    there = instance.stations.capacity[:, :1] * 7 * ~np.isnan(real[:, :WEEKS])
    paces = weekly_paces(np.nan_to_num(real[:, :WEEKS]) * there, there, np.ones(STATIONS))
    able = rng.choice(STATIONS, rng.integers(3, 16), replace=False)
    minutes, transport = float(rng.choice([20, 60, 95, 240])), rng.integers(0, 4, len(able))
    lanes = Candidates(
        able, rng.uniform(0.1, 1, len(able)), rng.uniform(20, 60, len(able)),
        minutes / np.median(paces[able], axis=1), transport, 5 + transport,
    )  # fmt: skip
    free = FreeTime(instance, assess(instance, NOTHING), lanes, share=0.6)
    pieces = max(int(rng.uniform(3_000, 150_000) / minutes), 1)
    found = free.promise(pieces=pieces, min_lot=min(30, pieces), wage=0.0, wish_day=-1)
    if found is None:
        return None
    arrivals = free.arrivals(found.stations, minutes, paces)
    promised = max(quantile(arrivals, share, making=found.earliest_day - 5), found.earliest_day)
    came = free.arrivals(found.stations, minutes, real[:, WEEKS:])[0]
    return (promised, came) if promised <= free.last else None


def kept(pairs: list[tuple[float, float]]) -> dict[str, float]:
    """Return the share of promises that were kept, the days that they had to spare, and how late the others came."""
    spare = np.array([promised - came for promised, came in pairs])
    late = -spare[spare < 0].mean() if (spare < 0).any() else 0.0
    return {
        "orders": len(spare),
        "on_time": float((spare >= 0).mean()),
        "slack_days": float(spare.mean()),
        "late_by": late,
    }


class NoPictures:
    """Stands in for the demo's easel, since nobody looks at the pictures here."""

    def order(self, _pictures: Any) -> None:
        pass


def play_demo(scale: float) -> list[tuple[float, float]]:
    """Play the demo's months. Return by order, in days since it was offered, when it was promised for and delivered.

    What is not delivered counts as a day late from now when its promised day is past, and is left out before. Orders
    that the demo spreads over chosen days are left out, among them the one that it means to be late.
    """
    from django.db import connection, transaction
    from django.utils import timezone

    from demo import loading
    from demo.clock import at, month_before, travelling
    from demo.trading import Trade
    from demo.world import MONTHS, World
    from dispatch.work.tracking import progress

    promised: list[Trade] = []
    agree = Trade.agree

    def agree_and_note(trade: Trade) -> None:
        agree(trade)
        if not trade.plot.spread:
            promised.append(trade)

    Trade.agree = agree_and_note  # type: ignore[method-assign]
    now = timezone.localtime()
    with transaction.atomic():
        with travelling(at(month_before(now.date(), MONTHS))) as clock:
            world = World(scale=scale, now=now, clock=clock)
            for _step in loading.build_what_stands(world, NoPictures()):  # type: ignore[arg-type]
                pass
            for _step in loading.live(world):
                pass
        connection.run_on_commit.clear()
    found = []
    for trade in promised:
        made, offered_on = progress(trade.order), timezone.localdate(trade.quote.sent_at)
        promise_on, came_on = trade.quote.promise_on, made.delivered_on if made else None
        if came_on or promise_on < now.date():
            came_on = came_on or now.date() + timedelta(days=1)
            found.append(((promise_on - offered_on).days, (came_on - offered_on).days))
    return found


def open_more(times: int) -> int:
    """Let there be so many times as many open work orders, all of them to be planned. Return how many there are."""
    from django.db import transaction

    from dispatch.models import WorkOrder

    with transaction.atomic():
        for work in list(WorkOrder.objects.filter(state__in=WorkOrder.UNFINISHED).select_related("line__order")):
            for copy in range(1, times):
                order, line = work.line.order, work.line
                order.pk, order.number = None, f"{work.number}X{copy}"[-32:]
                order.save(force_insert=True)
                line.pk, line.order = None, order
                line.save(force_insert=True)
                WorkOrder.objects.create(
                    number=order.number, line=line, base_id=work.base_id, sheet_id=work.sheet_id, pieces=work.pieces,
                    unplaced=work.pieces, due_on=work.due_on,
                )  # fmt: skip
    return WorkOrder.objects.open().count()


def answered(asks: int) -> dict[str, float]:
    """Measure answers when all is prepared, and when an order was opened or a lot issued just before.

    Beside the milliseconds on the clock stand those of this process, which a busy machine does not lengthen.
    """
    from django.core.cache import cache
    from django.utils import timezone

    from dispatch import planning, planning_version
    from dispatch.models import TechSheet

    sheets = list(TechSheet.objects.filter(base__work_orders__isnull=False).distinct().select_related("product")[:8])
    wish_on = timezone.localdate() + timedelta(days=45)
    spent: dict[str, list[float]] = {"ms": [], "cpu_ms": [], "changed_ms": [], "changed_cpu_ms": []}
    for ask in range(asks):
        sheet = sheets[ask % len(sheets)]
        for name in ("changed_", ""):
            if name:
                planning_version.current()
                cache.incr(planning_version.KEY)
            began, worked = perf_counter(), process_time()
            planning.promise(sheet.product, 100 + 37 * ask, wish_on, province="33")
            spent[f"{name}ms"].append(1000 * (perf_counter() - began))
            spent[f"{name}cpu_ms"].append(1000 * (process_time() - worked))
    return {f"{name}_p{rank}": float(np.percentile(times, rank)) for name, times in spent.items() for rank in (50, 95)}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--orders", type=int, default=300, help="of each synthetic history")
    ask.add_argument("--scale", type=float, default=0.1, help="of the demo whose history is played")
    ask.add_argument("--asks", type=int, default=40, help="answers that are timed")
    wanted = ask.parse_args()
    figures: dict[str, Any] = {}
    with database(DATABASE):
        for name, draw in FAMILIES.items():
            for share in (0.5, 0.8, 0.9):
                rng = np.random.default_rng(7)
                pairs = [pair for _ in range(wanted.orders) if (pair := replay(rng, draw, share))]
                figures[f"{name}, {share:.0%} certain"] = kept(pairs)
                note(f"{name}, {share:.0%} certain", kept(pairs))
        pairs = play_demo(wanted.scale)
        figures["demo"] = kept(pairs)
        note("the demo, 80% certain", figures["demo"])
        for times in (1, 10):
            count = open_more(times)
            figures[f"answers at {times}x"] = {"open": count, **answered(wanted.asks)}
            note(f"answers beside {count} open work orders ({times}x)", figures[f"answers at {times}x"])
    print(json.dumps({"benchmark": "promise", **figures}))


if __name__ == "__main__":
    main()
