"""Test that a mended plan keeps the rules, changes few lots, and is saved at the cost that was shown."""

from decimal import Decimal

import numpy as np
import pytest

from dispatch import planning
from dispatch.models import DispatchPlan, PlanLine, WorkOrder
from dispatch.planner import assess
from dispatch.planner.instance import Lots
from dispatch.planning.building import picture_of
from dispatch.planning.errors import PinsDoNotFit, StalePlan
from dispatch.planning.keeping import keep
from shop.refusing import WrongState
from tests.dispatch.ordering import work_order
from tests.dispatch.planning.test_planning import placed, solved
from tests.personas import Prefecture, in_days
from workshops.models import Station, Worker

Draft = tuple[WorkOrder, DispatchPlan]


@pytest.fixture
def draft(prefecture: Prefecture) -> Draft:
    """Return a work order of 60 baskets due in 20 days, and its plan."""
    order = work_order(prefecture, pieces=60)
    return order, solved(prefecture)


def lay(plan: DispatchPlan, order: WorkOrder, pieces: dict[Station, int]) -> None:
    """Save a draft with just these lots of one order."""
    picture = picture_of(plan)
    lots = {picture.index[order.pk, station.pk]: count for station, count in pieces.items()}
    chosen = Lots(np.array(sorted(lots)), np.array([lots[lane] for lane in sorted(lots)]))
    keep(plan, picture, assess(picture.instance, chosen), pinned=set(), forbidden=set())


def test_a_station_that_drops_out_loses_its_lots_and_the_others_take_them(prefecture: Prefecture, draft: Draft) -> None:
    """40 of the 60 are at Liuzhuang, 20 at Beichen. Without Beichen all 60 fit at Liuzhuang."""
    order, plan = draft
    beichen, liuzhuang = prefecture.stations["beichen"], prefecture.stations["liuzhuang"]
    lay(plan, order, {liuzhuang: 40, beichen: 20})
    before = placed(plan)
    outcome = planning.what_if(plan, planning.StationOut(beichen.pk))
    assert {(each.station, each.before, each.after) for each in outcome.changes} == {
        (beichen.pk, 20, 0), (liuzhuang.pk, 40, 60),
    }  # fmt: skip
    assert outcome.unplaced == {}
    assert placed(plan) == before, "asking saves nothing"
    new = planning.adopt(plan, planning.StationOut(beichen.pk), by=prefecture.mei)
    assert placed(new) == {"Liuzhuang": 60}
    assert (new.like, new.state) == (plan, DispatchPlan.State.DRAFT)
    assert placed(plan) == {"Liuzhuang": 60}, "which is better without the restriction too, so the draft takes it over"
    new.refresh_from_db()
    plan.refresh_from_db()
    assert new.objective is not None and plan.objective is not None
    assert new.objective - plan.objective == pytest.approx(Decimal(str(round(outcome.extra, 2))), abs=Decimal("0.02"))
    assert placed(solved(prefecture, like=new)) == {"Liuzhuang": 60}, "and it stays out when the plan is run again"


def test_a_barred_station_is_mended_in_the_draft_itself(prefecture: Prefecture, draft: Draft) -> None:
    order, plan = draft
    line = plan.lines.filter(pieces__gt=0)[0]
    wish = planning.Barred(order.pk, line.station_id)
    outcome = planning.what_if(plan, wish)
    assert planning.adopt(plan, wish, by=prefecture.mei) == plan
    station = line.station.name_en.split()[0]
    assert station not in placed(plan)
    assert sum(placed(plan).values()) == 60 - sum(outcome.unplaced.values())
    assert plan.lines.get(is_forbidden=True).station == line.station


def test_an_idle_station_can_drop_out_without_a_change(prefecture: Prefecture, draft: Draft) -> None:
    _order, plan = draft
    idle = next(
        station for station in prefecture.stations.values() if not plan.lines.filter(station=station, pieces__gt=0)
    )
    assert planning.what_if(plan, planning.StationOut(idle.pk)).changes == ()


def test_a_rush_order_shows_whether_it_can_be_made(prefecture: Prefecture, draft: Draft) -> None:
    """480 minutes a day at Liuzhuang and 240 at Beichen make 150 baskets in all by the 20th day, and not one more."""
    order, plan = draft
    sheet = order.sheet_id
    assert planning.what_if(plan, planning.Rush(sheet, 80, in_days(20))).unplaced == {}
    outcome = planning.what_if(plan, planning.Rush(sheet, 500, in_days(20)))
    assert outcome.unplaced[0] + outcome.unplaced.get(order.pk, 0) >= 560 - 3 * 20 * 240 // 95
    assert WorkOrder.objects.count() == 1


def test_fewer_minutes_leave_pieces_over(prefecture: Prefecture, draft: Draft) -> None:
    order, plan = draft
    name = next(iter(placed(plan)))
    station = next(each for each in prefecture.stations.values() if each.name_en.startswith(name))
    outcome = planning.what_if(plan, planning.MinutesChanged(station.pk, 0))
    assert any((each.station, each.after) == (station.pk, 0) for each in outcome.changes)
    PlanLine.objects.filter(plan=plan).update(is_pinned=True)
    with pytest.raises(PinsDoNotFit):
        planning.what_if(plan, planning.MinutesChanged(station.pk, 0))
    assert order.unplaced == 60


def test_a_stale_or_discarded_plan_is_refused(prefecture: Prefecture, draft: Draft) -> None:
    _order, plan = draft
    wish = planning.StationOut(prefecture.stations["beichen"].pk)
    Worker.objects.filter(pk=prefecture.workers["yan"].pk).update(is_active=False)
    with pytest.raises(StalePlan):
        planning.what_if(plan, wish)
    planning.discard(plan, by=prefecture.mei)
    plan.refresh_from_db()
    with pytest.raises(WrongState):
        planning.what_if(plan, wish)


def test_fairness_has_a_price_and_a_weight(prefecture: Prefecture, draft: Draft) -> None:
    """The curve has a point for each weight. A plan keeps the weight it is asked with, and hands it on."""
    _order, plan = draft
    points = planning.draw_curve(plan.pk, seconds=0.2)
    plan.refresh_from_db()
    assert plan.curve == points
    assert [point["weight"] for point in points] == [0, 0.5, 1, 2, 4]
    assert all(point["cost"] >= points[0]["cost"] - 0.01 for point in points), "cost alone is the cheapest"
    fair = planning.propose(prefecture.bases["straw"], by=prefecture.mei, like=plan, fairness=Decimal(4))
    planning.solve_plan(fair.pk, seconds=0.3)
    assert planning.propose(prefecture.bases["straw"], by=prefecture.mei, like=fair).fairness == 4
