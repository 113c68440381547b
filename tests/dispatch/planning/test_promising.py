"""Test that a promise to a buyer can be kept, counts every other order, and is never waited for."""

from datetime import timedelta
from decimal import ROUND_UP, Decimal

import pytest
from django.conf import settings

from dispatch import planner, planning
from dispatch.models import WorkOrder
from dispatch.planning.making import makings_of
from shop.money import FEN
from tests.dispatch.ordering import work_order
from tests.personas import Prefecture, in_days


def test_a_promise_is_one_that_a_plan_can_keep(prefecture: Prefecture) -> None:
    """The promised earliest day can be planned beside everything already there, and one day less cannot."""
    work_order(prefecture, pieces=60, due_on=in_days(12))
    basket = prefecture.products["basket"]
    promise = planning.promise(basket, 90, in_days(10))
    assert promise is not None and promise.earliest_on is not None and not promise.by_wish
    assert planning.promise(basket, 90, promise.earliest_on).by_wish  # type: ignore[union-attr]
    order = work_order(prefecture, pieces=90, due_on=promise.earliest_on)
    picture = planning.build_instance(prefecture.bases["straw"], in_days(0))
    plan = planner.solve(picture.instance, seconds=1)
    assert plan.unplaced.pieces.sum() == 0
    WorkOrder.objects.filter(pk=order.pk).update(due_on=promise.earliest_on - timedelta(days=1))
    picture = planning.build_instance(prefecture.bases["straw"], in_days(0))
    assert planner.solve(picture.instance, seconds=1).unplaced.pieces.sum() > 0


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
    sheet = prefecture.products["basket"].tech_sheet
    making = makings_of([sheet.pk], in_days(0))[sheet.pk]
    promise = planning.promise(prefecture.products["basket"], pieces, in_days(60))
    assert promise is not None
    assert promise.stations == lots
    freight = Decimal("0.20") + Decimal(40 * lots) / pieces
    paid = making.wage * (1 + settings.STATION_MARGIN) + making.materials + freight
    assert promise.cost is not None
    assert promise.cost.per_piece == paid.quantize(FEN, ROUND_UP)
