"""Test that a promise to a buyer can be kept, counts every other order, and is never waited for."""

from datetime import date, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.core.cache import cache

from dispatch import planner, planning
from dispatch.models import WorkOrder
from dispatch.planning import promising
from dispatch.planning.making import makings_of
from shop.enquiries.promising import Promise
from shop.money import FEN
from shop.shipping.provinces import FARTHEST, carrier_days
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, in_days, without_lead_times
from workshops.models import Base, CalendarEntry, Link


@pytest.fixture(name="base")
def fixture_base(prefecture: Prefecture) -> Base:
    """Return the straw base with a day for packing and no other days beside the making."""
    base = prefecture.bases["straw"]
    without_lead_times(base)
    return base


def promised(prefecture: Prefecture, pieces: int, wish_on: date | None = None, **how: Any) -> Promise:
    """Return the promise of some baskets for Hebei, whose days are known."""
    found = planning.promise(prefecture.products["basket"], pieces, wish_on, **{"province": "河北"} | how)
    assert found is not None
    return found


def latest(prefecture: Prefecture, pieces: int, **how: Any) -> date:
    """Return the day that the base can promise."""
    found = promised(prefecture, pieces, **how).latest_on
    assert found is not None
    return found


def test_a_promise_is_one_that_a_plan_can_keep(prefecture: Prefecture, base: Base) -> None:
    """The promised day can be planned beside everything already there, and one day less cannot.

    The base packs on the day after the last piece came. No days pass on the way to the stations and back.
    """
    Link.objects.update(transport_days=0)
    work_order(prefecture, pieces=60, due_on=in_days(12))
    promise = promised(prefecture, 90, in_days(10))
    assert promise.latest_on is not None and not promise.by_wish
    assert promised(prefecture, 90, promise.latest_on).by_wish
    assert not promised(prefecture, 90, promise.latest_on - timedelta(days=1)).by_wish
    made_on = promise.latest_on - timedelta(days=1 + carrier_days("河北"))
    order = work_order(prefecture, pieces=90, due_on=made_on)
    picture = planning.build_instance(base, in_days(0))
    plan = planner.solve(picture.instance, seconds=1)
    assert plan.unplaced.pieces.sum() == 0
    WorkOrder.objects.filter(pk=order.pk).update(due_on=made_on - timedelta(days=1))
    picture = planning.build_instance(base, in_days(0))
    assert planner.solve(picture.instance, seconds=1).unplaced.pieces.sum() > 0


@pytest.mark.parametrize(
    ("lead", "how", "more"),
    [
        ({"answer_days": 3}, {}, 3),
        ({"answer_days": 3}, {"is_paid": True}, 0),
        ({"sample_days": 7}, {}, 0),
        ({"sample_days": 7}, {"with_sample": True}, 7),
        ({"material_days": 2}, {}, 2),
        ({"checking_days": 2, "packing_days": 1}, {}, 3 - 1),  # it is never packed on the day it came
        ({"pieces_a_day": 10}, {}, 6 - 1),
        ({}, {"province": "西藏"}, carrier_days("西藏") - carrier_days("河北")),
        ({}, {"province": ""}, FARTHEST - carrier_days("河北")),
    ],
)
def test_each_lead_time_makes_the_promise_so_many_days_later(
    prefecture: Prefecture, base: Base, lead: dict[str, int], how: dict[str, Any], more: int
) -> None:
    before = latest(prefecture, 60)
    without_lead_times(base, **lead)
    cache.clear()
    assert (latest(prefecture, 60, **how) - before).days == more


def test_twelve_hundred_baskets_are_not_promised_for_tomorrow(prefecture: Prefecture) -> None:
    """Three women with 240 minutes a day need 158 days for 1,200 baskets of 95 minutes, and leave others 40 %.

    One hundred take 13 days of all their time, 22 of the share for one order, and the days around the making.
    """
    assert promised(prefecture, 1200).latest_on is None
    assert latest(prefecture, 100) >= in_days(22 + 2 * 1 + 3 + 2 + 3 + 2)


def test_spring_festival_is_no_working_week(prefecture: Prefecture, base: Base) -> None:
    before = latest(prefecture, 30)
    CalendarEntry.objects.create(kind="holiday", name="春节", from_on=in_days(1), until_on=in_days(9), share=0)
    cache.clear()
    assert (latest(prefecture, 30) - before).days == 9


def test_an_order_takes_at_most_its_share_of_the_free_hours(prefecture: Prefecture, base: Base) -> None:
    whole = (latest(prefecture, 90) - in_days(0)).days
    without_lead_times(base, order_share=Decimal("0.5"))
    cache.clear()
    days = (latest(prefecture, 90) - in_days(0)).days
    around = 1 + 1 + 1 + carrier_days("河北")  # material out, lots back, packing, and to her
    assert days - around == pytest.approx(2 * (whole - around), abs=2)


def test_stations_are_believed_what_they_have_shown(
    prefecture: Prefecture, base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At half the standard pace an order takes twice as long, and weeks that differ give a range."""
    standard = promised(prefecture, 90)
    assert standard.earliest_on == standard.latest_on, "nothing is known of how it may differ"
    cache.clear()
    monkeypatch.setattr(promising, "paces_of", lambda stations, today: np.full((len(stations), 10), 0.5))
    halved = latest(prefecture, 90)
    assert standard.latest_on is not None
    around = 1 + 1 + 1 + carrier_days("河北")
    making = (standard.latest_on - in_days(0)).days - around
    assert (halved - in_days(0)).days - around == pytest.approx(2 * making, abs=2)
    cache.clear()
    shaky = np.array([[1.0, 1.0, 1.0, 0.6, 0.3, 1.0, 1.0, 1.0, 0.6, 1.0]])
    monkeypatch.setattr(promising, "paces_of", lambda stations, today: np.repeat(shaky, len(stations), axis=0))
    ranged = promised(prefecture, 90)
    assert ranged.earliest_on is not None and ranged.latest_on is not None
    assert standard.earliest_on == ranged.earliest_on < ranged.latest_on


def test_what_would_come_sooner_is_told(prefecture: Prefecture, base: Base) -> None:
    """By the wished day some pieces can be there, and half of them sooner than all. Both can be promised themselves."""
    whole = promised(prefecture, 120)
    assert whole.latest_on is not None
    wish_on = whole.latest_on - timedelta(days=4)
    asked = promised(prefecture, 120, wish_on)
    by_wish, half = asked.sooner
    assert by_wish.by_on == wish_on and 0 < by_wish.pieces < 120 and by_wish.pieces % 10 == 0
    assert promised(prefecture, by_wish.pieces, wish_on).by_wish
    assert half.pieces == 60 and half.by_on < whole.latest_on
    assert promised(prefecture, 60, half.by_on).by_wish


def test_a_promise_counts_orders_opened_meanwhile(
    prefecture: Prefecture, django_capture_on_commit_callbacks: object
) -> None:
    basket = prefecture.products["basket"]
    before = planning.promise(basket, 100, in_days(30))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        work_order(prefecture, pieces=120, due_on=in_days(25))
    after = planning.promise(basket, 100, in_days(30))
    assert before is not None and after is not None and before.earliest_on is not None and after.earliest_on is not None
    assert after.earliest_on > before.earliest_on


def test_a_product_without_a_tech_sheet_gets_no_promise(prefecture: Prefecture) -> None:
    assert planning.promise(prefecture.products["tiger"], 10, in_days(30)) is None


def test_a_page_that_asks_for_a_promise_never_waits_for_a_solve(
    prefecture: Prefecture, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    """Prepared or not, after a change or not, the answer is computed without the search."""
    basket, solve, solved_for = prefecture.products["basket"], planner.solve, []
    monkeypatch.setattr(planner, "solve", lambda *args, **more: (solved_for.append(1), solve(*args, **more))[1])
    cold = planning.promise(basket, 100, in_days(30))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        work_order(prefecture, pieces=100, due_on=in_days(25))
    fresh = planning.promise(basket, 100, in_days(30))
    assert not solved_for
    assert cold is not None and fresh is not None and fresh.earliest_on is not None and cold.earliest_on is not None
    assert fresh.earliest_on > cold.earliest_on, "the new order is counted at once"
    planning.prepare_promises()
    assert solved_for == [1], "only the base that somebody asked is prepared"
    prepared = planning.promise(basket, 100, in_days(30))
    assert solved_for == [1]
    assert prepared is not None and prepared.earliest_on is not None


@pytest.mark.parametrize(("pieces", "lots"), [(20, 1), (100, 1)])
def test_the_cost_is_what_will_be_paid(prefecture: Prefecture, pieces: int, lots: int) -> None:
    """Nobody pays the weight that a plan puts on the income in a village: 0.20 a piece and 40 a lot are paid."""
    sheet = prefecture.products["basket"].tech_sheets.get()
    making = makings_of([sheet.pk], in_days(0))[sheet.pk]
    promise = planning.promise(prefecture.products["basket"], pieces, in_days(60))
    assert promise is not None
    assert promise.stations == lots
    assert sum(count for _station, count in promise.shares) == pieces
    freight = Decimal("0.20") + Decimal(40 * lots) / pieces
    paid = making.wage * (1 + settings.STATION_MARGIN) + making.materials + freight
    assert promise.cost is not None
    assert promise.cost.per_piece == paid.quantize(FEN, ROUND_UP)
