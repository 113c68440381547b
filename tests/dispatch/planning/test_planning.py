"""Test that plans rest on current facts, keep what is pinned, and are not published once facts have changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from dispatch import planning
from dispatch.models import DispatchPlan, Lot, PlanLine, WorkOrder
from dispatch.planning.budget import steps_for
from dispatch.planning.capacity import free_minutes
from dispatch.planning.errors import MoveRefused, StalePlan
from dispatch.planning.replanning import draft_before
from dispatch.views.desk.reasons import reasons
from dispatch.work import issuing
from shop.refusing import TooMany, WrongState
from tests.dispatch.lots import counted
from tests.dispatch.ordering import lot, work_order
from tests.personas import Prefecture, in_days
from workshops.models import CalendarEntry, Certification, Link, Station, Worker

DAY = date(2026, 11, 2)  # far from any harvest
Draft = tuple[WorkOrder, DispatchPlan]


def solved(world: Prefecture, like: DispatchPlan | None = None) -> DispatchPlan:
    """Return a plan of the straw base, solved at once."""
    plan = planning.propose(world.bases["straw"], by=world.mei, like=like)
    return planning.solve_plan(plan.pk, seconds=0.5)


@pytest.fixture
def draft(prefecture: Prefecture) -> Draft:
    """Return a work order of 60 baskets due in 20 days, and its plan."""
    order = work_order(prefecture, pieces=60)
    return order, solved(prefecture)


def placed(plan: DispatchPlan) -> dict[str, int]:
    return {line.station.name_en.split()[0]: line.pieces for line in plan.lines.filter(pieces__gt=0)}


def test_a_larger_base_is_searched_longer_within_limits_and_twice_as_long_each_time_it_is_searched_on() -> None:
    assert [steps_for(lanes) for lanes in (0, 5_000, 120_000)] == [100_000, 500_000, 3_000_000]
    assert [steps_for(5_000, effort=effort) for effort in (1, 2, 4, 9)] == [10**6, 2 * 10**6, 8 * 10**6, 8 * 10**6]


def test_free_minutes_by_hand(prefecture: Prefecture) -> None:
    """Liuzhuang has two women, 480 minutes a day.

    Ten baskets of 95 minutes are due on day 5, and four bodies are done.
    """
    station = prefecture.stations["liuzhuang"]
    given = lot(prefecture, work_order(prefecture, pieces=10), station, 10)
    Lot.objects.filter(pk=given.pk).update(due_on=DAY + timedelta(days=5))
    assert free_minutes([station], [480], DAY, 8)[0].tolist() == [480, 960, 1440, 1920, 1930, 1930, 2410, 2890]
    counted(prefecture, given.operations.get(position=1), 4, accepted=4)
    assert free_minutes([station], [480], DAY, 8)[0].tolist() == [480, 960, 1440, 1920, 2210, 2210, 2690, 3170]


def test_late_lots_weigh_on_the_first_day_and_harvest_shortens_days(prefecture: Prefecture) -> None:
    station = prefecture.stations["liuzhuang"]
    given = lot(prefecture, work_order(prefecture, pieces=10), station, 10)
    Lot.objects.filter(pk=given.pk).update(due_on=DAY - timedelta(days=3))
    assert free_minutes([station], [480], DAY, 4)[0].tolist() == [0, 10, 490, 970]
    CalendarEntry.objects.create(
        kind="less", name="麦收", share="0.5", from_on=date(2026, 6, 1), until_on=date(2026, 6, 30)
    )
    assert free_minutes([prefecture.stations["beichen"]], [240], date(2026, 5, 31), 3)[0].tolist() == [240, 360, 480]


def test_the_instance_agrees_with_the_database(prefecture: Prefecture) -> None:
    order = work_order(prefecture, pieces=60, due_on=DAY + timedelta(days=20))
    Station.objects.filter(pk=prefecture.stations["beichen"].pk).update(efficiency=Decimal("0.80"))
    Certification.objects.filter(station=prefecture.stations["xiaowang"]).delete()
    Worker.objects.filter(pk=prefecture.workers["guilan"].pk).update(is_active=False)
    picture = planning.build_instance(prefecture.bases["straw"], DAY)
    instance = picture.instance
    assert instance.orders.id == (order.pk,)
    assert (instance.orders.wage[0], instance.orders.min_lot[0]) == (28.0, 10)
    lanes = {picture.stations[lane.station].name_en.split()[0]: row for row, lane in enumerate(picture.lanes)}
    assert set(lanes) == {"Liuzhuang", "Beichen"}, "nobody may give work to a station without the certificate"
    assert instance.lanes.minutes_per_piece[lanes["Liuzhuang"]] == 95
    assert instance.lanes.minutes_per_piece[lanes["Beichen"]] == pytest.approx(118.75)
    assert instance.lanes.last_day[lanes["Liuzhuang"]] == 19
    assert instance.lanes.cost_per_lot[lanes["Liuzhuang"]] == 40
    liuzhuang = instance.lanes.station[lanes["Liuzhuang"]]
    assert instance.stations.capacity[liuzhuang, 0] == 240


def test_a_certificate_for_a_craft_holds_for_its_branches(prefecture: Prefecture) -> None:
    work_order(prefecture)
    Certification.objects.filter(craft=prefecture.crafts["straw"]).delete()
    assert len(planning.build_instance(prefecture.bases["straw"], timezone.localdate()).lanes) == 3
    Certification.objects.all().delete()
    assert not planning.build_instance(prefecture.bases["straw"], timezone.localdate()).lanes


def test_building_an_instance_takes_a_constant_number_of_queries(
    prefecture: Prefecture, django_assert_num_queries: object, django_assert_max_num_queries: object
) -> None:
    for _ in range(4):
        work_order(prefecture, pieces=30)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        planning.build_instance(prefecture.bases["straw"], timezone.localdate())


def test_a_draft_places_every_piece_in_time_and_says_why(prefecture: Prefecture, draft: Draft) -> None:
    order, plan = draft
    assert plan.state == DispatchPlan.State.DRAFT
    assert sum(placed(plan).values()) == 60
    assert plan.parts["unplaced"] == 0
    assert plan.bound is not None and plan.objective is not None and plan.bound <= plan.objective
    for line in plan.lines.all():
        assert in_days(0) <= line.begins_on <= line.ends_on <= order.due_on - timedelta(days=1)
        assert line.why["because"] in {"cheapest", "cheaper_full", "fairness", "only_one", "whole_plan"}
        assert line.cost >= line.pieces * Decimal("0.20") + 40


def test_pieces_that_cannot_be_made_are_listed_with_the_reason(prefecture: Prefecture) -> None:
    order = work_order(prefecture, pieces=5000)
    plan = solved(prefecture)
    (left,) = plan.unplaced
    assert (left["work_order"], left["reason"]) == (order.pk, "no_capacity")
    assert left["pieces"] + sum(placed(plan).values()) == 5000


def test_publishing_makes_lots_and_takes_the_pieces(prefecture: Prefecture, draft: Draft) -> None:
    order, plan = draft
    expected = sorted(placed(plan).values())
    lots = planning.publish(plan, by=prefecture.hong)
    order.refresh_from_db()
    plan.refresh_from_db()
    assert sorted(lot.pieces for lot in lots) == expected
    assert (order.unplaced, order.state, plan.state) == (0, WorkOrder.State.IN_WORK, DispatchPlan.State.PUBLISHED)
    with pytest.raises(WrongState):
        planning.publish(plan, by=prefecture.hong)
    assert Lot.objects.count() == len(lots)


@pytest.mark.parametrize("change", ["another order", "fewer people", "a dearer link"])
def test_a_stale_plan_is_refused_and_nothing_is_lost(prefecture: Prefecture, draft: Draft, change: str) -> None:
    order, plan = draft
    line = plan.lines.filter(pieces__gt=0)[0]
    planning.pin(line, by=prefecture.mei)
    if change == "another order":
        work_order(prefecture, pieces=20)
    elif change == "fewer people":
        Worker.objects.filter(pk=prefecture.workers["xiuying"].pk).update(is_active=False)
    else:
        Link.objects.filter(base=prefecture.bases["straw"]).exclude(station=line.station).update(cost_per_piece=9)
    with pytest.raises(StalePlan):
        planning.publish(plan, by=prefecture.mei)
    order.refresh_from_db()
    plan.refresh_from_db()
    assert (order.unplaced, plan.state, Lot.objects.count()) == (60, DispatchPlan.State.DRAFT, 0)
    assert plan.lines.get(pk=line.pk).is_pinned


def test_pieces_finished_meanwhile_do_not_make_a_plan_stale(prefecture: Prefecture) -> None:
    given = lot(prefecture, work_order(prefecture, pieces=10), prefecture.stations["liuzhuang"], 10)
    work_order(prefecture, pieces=40)
    plan = solved(prefecture)
    issuing.accept(given, by=prefecture.lan)
    counted(prefecture, given.operations.get(position=1), 4, accepted=4)
    assert planning.publish(plan, by=prefecture.mei)


def test_nothing_pinned_moves(prefecture: Prefecture, draft: Draft) -> None:
    """Ten baskets pinned to Beichen stay there, though one lot would be cheaper than two."""
    order, plan = draft
    wish = planning.Move(order, plan.lines.filter(pieces__gt=0)[0].station, prefecture.stations["beichen"], 11)
    if wish.source == wish.target:
        wish = planning.Move(order, prefecture.stations["beichen"], prefecture.stations["liuzhuang"], 11)
    assert wish.target is not None
    planning.move(plan, wish, by=prefecture.mei)
    before = placed(plan)
    again = solved(prefecture, like=plan)
    assert placed(again) == before
    assert set(again.lines.filter(pieces__gt=0).values_list("is_pinned", flat=True)) == {True}


def test_a_barred_station_gets_nothing_until_it_is_allowed_again(prefecture: Prefecture, draft: Draft) -> None:
    _order, plan = draft
    line = plan.lines.filter(pieces__gt=0)[0]
    station = line.station
    planning.adopt(plan, planning.Barred(line.work_order_id, station.pk), by=prefecture.mei)
    assert station.name_en.split()[0] not in placed(plan)
    again = solved(prefecture, like=plan)
    assert station.name_en.split()[0] not in placed(again)
    planning.allow(again.lines.get(is_forbidden=True), by=prefecture.mei)
    assert not again.lines.filter(is_forbidden=True).exists()


def test_the_consequence_of_a_move_is_what_the_move_costs(prefecture: Prefecture, draft: Draft) -> None:
    order, plan = draft
    source = plan.lines.filter(pieces__gt=0).order_by("-pieces")[0].station
    target = next(prefecture.stations[name] for name in ("beichen", "liuzhuang") if prefecture.stations[name] != source)
    wish = planning.Move(order, source, target, 12)
    effect = planning.consequence(plan, wish)
    before = plan.objective
    planning.move(plan, wish, by=prefecture.mei)
    plan.refresh_from_db()
    assert before is not None and plan.objective is not None
    assert plan.objective - before == pytest.approx(effect.extra, abs=Decimal("0.02"))


def test_a_move_beyond_a_stations_minutes_is_refused(prefecture: Prefecture) -> None:
    """Beichen has 240 minutes on each of 20 days: 50 baskets of 95 minutes."""
    order = work_order(prefecture, pieces=100)
    plan = solved(prefecture)
    kept = placed(plan)
    room = 50 - kept.get("Beichen", 0)
    wish = planning.Move(order, prefecture.stations["liuzhuang"], prefecture.stations["beichen"], room + 5)
    effect = planning.consequence(plan, wish)
    assert effect.minutes_short == (room + 5 + kept.get("Beichen", 0)) * 95 - 20 * 240
    with pytest.raises(MoveRefused):
        planning.move(plan, wish, by=prefecture.mei)
    assert placed(plan) == kept
    with pytest.raises(TooMany):
        planning.consequence(plan, planning.Move(order, prefecture.stations["xiaowang"], wish.target, 1))


def test_a_reason_of_fairness_is_true_to_the_cent(prefecture: Prefecture) -> None:
    """60 baskets pay 1,680. Beichen is 3.00 cheaper, but has one woman.

    Her pay goes beyond three bands, 10 + 25 + 18, and that of the two of Liuzhuang beyond one, 13.60.
    """
    Link.objects.filter(station=prefecture.stations["liuzhuang"]).update(cost_per_piece=Decimal("0.25"))
    Link.objects.filter(station=prefecture.stations["xiaowang"]).delete()
    order = work_order(prefecture, pieces=60, due_on=in_days(40))
    plan = solved(prefecture)
    (line,) = plan.lines.all()
    assert (line.station, line.why["because"]) == (prefecture.stations["liuzhuang"], "fairness")
    expected = {
        "station": prefecture.stations["beichen"].pk,
        "saving": 3.0,
        "more_premium": 39.4,
        "income_after": 1680.0,
    }
    assert line.why["bands"] == expected
    effect = planning.consequence(plan, planning.Move(order, line.station, prefecture.stations["beichen"], 60))
    assert (effect.transport, effect.fairness) == (Decimal("-3.00"), Decimal("39.40"))
    with translation.override("en"):
        assert any(
            "¥3.00 less, but each of its women would come to ¥1,680.00 in 90 days, and fairness counts ¥39.40" in said
            for said in reasons(line)
        )


def test_two_plans_are_compared_lot_by_lot(prefecture: Prefecture, draft: Draft) -> None:
    _order, plan = draft
    line = plan.lines.filter(pieces__gt=0)[0]
    later = solved(prefecture, like=plan)
    planning.adopt(later, planning.Barred(line.work_order_id, line.station_id), by=prefecture.mei)
    later.refresh_from_db()
    found = planning.compare(plan, later)
    assert [(d.before, d.after) for d in found.differences if d.line.station == line.station] == [(line.pieces, 0)]
    assert found.figures["late"] == (0, 0)
    assert found.figures["objective"] == (plan.objective, later.objective)


def test_asking_twice_gives_the_plan_that_is_being_made(prefecture: Prefecture) -> None:
    work_order(prefecture)
    first = planning.propose(prefecture.bases["straw"], by=prefecture.mei)
    assert planning.propose(prefecture.bases["straw"], by=prefecture.hong) == first


def test_pins_that_do_not_fit_any_more_fail_the_plan_with_a_message(prefecture: Prefecture, draft: Draft) -> None:
    _order, plan = draft
    PlanLine.objects.filter(plan=plan, pieces__gt=0).update(is_pinned=True)
    Worker.objects.all().update(is_active=False)
    failed = solved(prefecture, like=plan)
    assert (failed.state, failed.message) == (DispatchPlan.State.FAILED, "pins")


def test_pins_that_are_to_blame_are_named_and_can_be_lifted(prefecture: Prefecture, draft: Draft) -> None:
    """Beichen has 240 minutes on each of 20 days. Without Yan it has none for 40 baskets of 95 minutes."""
    order, plan = draft
    plan.lines.all().delete()
    for name, pieces in (("beichen", 40), ("liuzhuang", 20)):
        pinned = {"station": prefecture.stations[name], "pieces": pieces, "is_pinned": True, "cost": 0}
        PlanLine.objects.create(plan=plan, work_order=order, begins_on=in_days(0), ends_on=in_days(9), **pinned)
    Worker.objects.filter(pk=prefecture.workers["yan"].pk).update(is_active=False)
    failed = solved(prefecture, like=plan)
    beichen = prefecture.stations["beichen"]
    assert planning.crowded(failed) == {beichen.pk: 40 * 95}
    with pytest.raises(WrongState):
        planning.pin(failed.lines.get(station=beichen), by=prefecture.mei)
    planning.unpin(failed.lines.get(station=beichen), by=prefecture.mei)
    again = solved(prefecture, like=failed)
    assert (again.state, placed(again)["Liuzhuang"]) == (DispatchPlan.State.DRAFT, 20)


def test_pieces_without_a_place_get_a_later_day_or_training(prefecture: Prefecture) -> None:
    """200 baskets do not fit in 20 days. They fit by the day that is named, and some at a station to be trained."""
    Certification.objects.filter(station=prefecture.stations["beichen"]).delete()
    order = work_order(prefecture, pieces=200)
    (left,) = solved(prefecture).unplaced
    remedies = {remedy["way"]: remedy for remedy in left["ways"]}
    trained = remedies["training"]
    assert trained["shares"] == [[prefecture.stations["beichen"].pk, 6 * 240 // 95]], "from the 15th day to the 20th"
    assert trained["class"] is None
    WorkOrder.objects.filter(pk=order.pk).update(due_on=order.due_on + timedelta(days=remedies["later"]["days"]))
    assert solved(prefecture).unplaced == []


def test_more_minutes_where_the_plan_says_place_the_rest(prefecture: Prefecture) -> None:
    """With one more woman who has the missing minutes at the named station, everything has a place."""
    order = work_order(prefecture, pieces=170)
    plan = solved(prefecture)
    (left,) = plan.unplaced
    (remedy,) = [each for each in left["ways"] if each["way"] == "minutes"]
    days = (date.fromisoformat(remedy["by_on"]) - plan.starts_on).days + 1
    (station, pieces), *others = remedy["shares"]
    assert (pieces, others) == (left["pieces"], [])
    more = -(-remedy["minutes"] // days)
    Worker.objects.create(number="M1", station_id=station, name="新来", minutes_per_day=more, joined_on=in_days(0))
    assert solved(prefecture).unplaced == [], order


def test_a_move_to_where_nobody_may_make_it_is_refused(prefecture: Prefecture, draft: Draft) -> None:
    order, plan = draft
    source = plan.lines.filter(pieces__gt=0)[0].station
    target = next(station for name, station in prefecture.stations.items() if name == "qingxian")
    kept = placed(plan)
    with pytest.raises(MoveRefused):
        planning.consequence(plan, planning.Move(order, source, target, 1))
    assert placed(plan) == kept


def test_what_is_published_is_not_put_aside(prefecture: Prefecture, draft: Draft) -> None:
    _order, plan = draft
    planning.publish(plan, by=prefecture.hong)
    with pytest.raises(WrongState):
        planning.discard(plan, by=prefecture.mei)
    plan.refresh_from_db()
    assert plan.state == DispatchPlan.State.PUBLISHED


def lots_of(plan: DispatchPlan) -> dict[tuple[int, int], int]:
    return {(line.work_order_id, line.station_id): line.pieces for line in plan.lines.filter(pieces__gt=0)}


def test_planning_the_same_facts_again_changes_nothing(prefecture: Prefecture) -> None:
    for pieces in (60, 45, 30, 24):
        work_order(prefecture, pieces=pieces)
    first = solved(prefecture)
    second = solved(prefecture, like=first)
    third = solved(prefecture)
    assert lots_of(first) == lots_of(second) == lots_of(third)
    assert first.objective == second.objective == third.objective
    assert first.bound is not None and second.bound is not None and second.bound >= first.bound


def test_one_more_order_leaves_the_lots_of_the_others_where_they_are(prefecture: Prefecture) -> None:
    for pieces in (60, 45):
        work_order(prefecture, pieces=pieces)
    first = solved(prefecture)
    added = work_order(prefecture, pieces=20)
    second = solved(prefecture)
    kept = {pair: pieces for pair, pieces in lots_of(second).items() if pair[0] != added.pk}
    assert kept == lots_of(first)
    assert sum(pieces for pair, pieces in lots_of(second).items() if pair[0] == added.pk) == 20


def test_another_weight_of_fairness_is_planned_afresh(prefecture: Prefecture) -> None:
    work_order(prefecture, pieces=60)
    first = solved(prefecture)
    fair = planning.propose(prefecture.bases["straw"], by=prefecture.mei, fairness=Decimal(4))
    assert draft_before(fair) is None and draft_before(first) is None


def test_a_lot_moves_when_its_station_has_no_time_any_more(prefecture: Prefecture) -> None:
    work_order(prefecture, pieces=40)
    first = solved(prefecture)
    busy = next(iter(first.lines.filter(pieces__gt=0))).station
    Worker.objects.filter(station=busy).update(is_active=False)
    second = solved(prefecture)
    assert busy.pk not in {station for _order, station in lots_of(second)}
    assert sum(lots_of(second).values()) == 40
