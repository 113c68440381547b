"""Test that the cost built up for an offer is what the lots, the ledger and the deeds really pay."""

from collections import Counter
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pgtrigger
from django.db.models import Sum
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dispatch import planning
from dispatch.figures import price_split
from dispatch.models import DispatchPlan, Earning, Lot, LotMaterial, Material, PlanLine, RateCard, TechSheet, WorkOrder
from dispatch.planning.facts import facts_of
from dispatch.work import receiving
from dispatch.work.opening import open_work_orders
from shop.enquiries import asking, quoting
from shop.enquiries.costing import Cost
from shop.enquiries.models import Quote
from shop.money import FEN
from tests.dispatch.examples import few, rolled_back
from tests.dispatch.lots import hand, judge, tell
from tests.dispatch.ordering import bulk_order
from tests.personas import Prefecture, in_days
from workshops.models import Link, Worker

MAKERS = {"liuzhuang": "xiuying", "beichen": "yan"}
RATES = st.decimals(min_value=Decimal(20), max_value=Decimal(40), places=4)
PARTS = {
    "wheat straw": "materials", "Stations' margin": "margin", "Brokers' margin": "broker", "Packing": "packing",
    "Freight to and from the villages": "transport", "Lots": "transport",
}  # fmt: skip
SMALL = st.decimals(min_value=Decimal(0), max_value=Decimal("0.99"), places=4)


def terms_of(world: Prefecture, rates: list[Decimal], broker: Decimal, packing: Decimal, straw: Decimal) -> TechSheet:
    """Let new rates, a broker at one station, packing and another price of straw hold."""
    sheet: TechSheet = world.products["basket"].tech_sheets.get()
    for operation, rate in zip(sheet.operations.order_by("position"), rates, strict=True):
        RateCard.objects.create(
            operation=operation, version=2, rate=rate, standard_minutes=operation.standard_minutes,
            from_on=in_days(-1), proposed_by=world.mei, approved_by=world.hong, approved_at=world.hong.date_joined,
        )  # fmt: skip
    Link.objects.filter(station=world.stations["liuzhuang"]).update(broker=world.fen, broker_rate=broker)
    Link.objects.filter(station=world.stations["beichen"]).update(cost_per_piece=Decimal("0.2345"), cost_per_lot=31)
    Material.objects.update(unit_cost=straw)
    with pgtrigger.ignore("dispatch.TechSheet:only_a_draft_changes"):
        TechSheet.objects.filter(pk=sheet.pk).update(packing_cost=packing)
    sheet.refresh_from_db()
    return sheet


def offered(world: Prefecture, pieces: int, due_on: date) -> Quote:
    """Mei's offer of 76 a basket, for a wish of a guest."""
    contact = asking.Contact("陈安娜", "", "+8613900000003", "")
    enquiry = asking.ask(
        product=world.products["basket"], pieces=max(pieces, 100), wish_on=due_on, contact=contact, by=None, key=uuid4()
    )
    terms = quoting.Terms(
        pieces=pieces, unit_price=Decimal(76), freight=Decimal(0), deposit_share=Decimal("0.3"), promise_on=due_on,
        valid_until_on=in_days(5), below_cost_because="a sample order",
    )  # fmt: skip
    return quoting.send(enquiry, terms, by=world.mei, key=uuid4())


def published(world: Prefecture, order: WorkOrder, cost: Cost) -> list[Lot]:
    """The lots of a plan that splits an order as its cost was built up."""
    plan = DispatchPlan.objects.create(
        base=order.base, state=DispatchPlan.State.DRAFT, starts_on=in_days(0), created_by=world.mei,
        fingerprint=facts_of(order.base).fingerprint(),
    )  # fmt: skip
    for share in cost.shares:
        PlanLine.objects.create(
            plan=plan, work_order=order, station_id=share.station, pieces=share.pieces, begins_on=in_days(0),
            ends_on=in_days(10), cost=0,
        )  # fmt: skip
    return planning.publish(plan, by=world.mei)


def make(world: Prefecture, lot: Lot) -> None:
    """A woman makes a lot, in two reports for each step, and the base receives it."""
    Lot.objects.filter(pk=lot.pk).update(state=Lot.State.ACCEPTED, accepted_at=lot.issued_at)
    lot.refresh_from_db()
    lead, lan = world.people["fen"] if lot.station.place.name == "北陈屯" else world.lan, world.lan
    village = next(key for key, station in world.stations.items() if station == lot.station)
    world.people["lan"] = lead
    for step in (1, 2):
        held = hand(world, lot, MAKERS[village], lot.pieces, step=step)
        for pieces in filter(None, (lot.pieces // 3, lot.pieces - lot.pieces // 3)):
            judge(world, tell(world, held, pieces), pieces)
    world.people["lan"] = lan
    receiving.receive(Lot.objects.get(pk=lot.pk), pieces=lot.pieces, by=world.mei, key=uuid4())


def posted(kind: Earning.Kind) -> Decimal:
    """CNY in the ledger of one kind."""
    return Earning.objects.filter(kind=kind).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


@few(6)
@given(
    pieces=st.sampled_from([12, 60, 131]), rates=st.lists(RATES, min_size=2, max_size=2), broker=SMALL, packing=SMALL,
    straw=RATES,
)  # fmt: skip
def test_what_is_paid_is_what_the_offer_said(
    prefecture: Prefecture, pieces: int, rates: list[Decimal], broker: Decimal, packing: Decimal, straw: Decimal
) -> None:
    world = prefecture
    with rolled_back():
        Worker.objects.filter(name="赵艳").update(minutes_per_day=480)
        terms_of(world, rates, broker, packing, straw)
        earliest = planning.promise(world.products["basket"], pieces, in_days(1))
        assert earliest is not None and earliest.earliest_on is not None
        quote = offered(world, pieces, max(earliest.earliest_on, in_days(6)))
        cost = quote.built_up
        assert cost is not None and sum(share.pieces for share in cost.shares) == pieces
        assert len(cost.shares) == (2 if pieces == 131 else 1)
        order = bulk_order(world, pieces=pieces, status="paid", due_on=quote.promise_on)
        [work] = open_work_orders(order, by=None)
        lots = published(world, work, cost)
        for lot in lots:
            make(world, lot)
        said: Counter[str] = Counter()
        with translation.override("en"):
            for line in cost.lines:
                said[PARTS.get(line.name, "pay")] += line.total  # type: ignore[assignment]
        paid = {
            "materials": sum(each.planned * each.unit_cost for each in LotMaterial.objects.all()),
            "pay": posted(Earning.Kind.ACCEPTANCE),
            "margin": posted(Earning.Kind.MARGIN),
            "broker": posted(Earning.Kind.BROKER),
            "transport": sum(lot.freight for lot in lots),
            "packing": work.packing_cost * pieces,
        }
        rounding = Decimal("0.00005") * Earning.objects.filter(kind=Earning.Kind.MARGIN).count()
        assert abs(cost.total - sum(paid.values())) <= rounding, "the ledger rounds each margin to four places"
        assert said.keys() == paid.keys()
        assert all(abs(said[part] - paid[part]) <= 2 * FEN for part in paid), (said, paid)
        assert sum(said.values()) == cost.total_shown and 0 <= cost.total_shown - cost.total < FEN
        assert sum(line.each for line in cost.lines) == cost.per_piece
        split = price_split.split(WorkOrder.objects.filter(pk=work.pk))
        assert quote.left is not None and abs(split.base_margin - quote.left.total) <= FEN + rounding


def test_a_price_at_the_shown_cost_is_no_loss(prefecture: Prefecture) -> None:
    """One piece costs 40.65 and a fraction: the fraction is not lost by rounding to the nearest fen."""
    for pieces in range(20, 60, 7):
        promise = planning.promise(prefecture.products["basket"], pieces, in_days(60))
        assert promise is not None and promise.cost is not None
        assert pieces * promise.cost.per_piece >= promise.cost.total > pieces * (promise.cost.per_piece - FEN)


def test_the_weight_of_fairness_stands_apart(prefecture: Prefecture) -> None:
    basket = prefecture.products["basket"]
    before = planning.promise(basket, 100, in_days(60))
    assert before is not None and before.cost is not None
    names = [line.name for line in before.cost.lines]
    assert not any("公平" in name for name in names)
    assert before.cost.total == sum(
        (share.transport for share in before.cost.shares), 100 * (Decimal(28) * Decimal("1.08") + Decimal("5.2"))
    )


def test_each_part_names_its_source(prefecture: Prefecture) -> None:
    promise = planning.promise(prefecture.products["basket"], 100, in_days(60))
    assert promise is not None and promise.cost is not None
    with translation.override("en"):
        sources = {line.name: line.source for line in promise.cost.lines}
    assert "0.8 kg × ¥6.50" in sources["wheat straw"]
    assert "¥20.50" in sources["Piece pay: 编篮身"] and "v1" in sources["Piece pay: 编篮身"]
    assert "2026" in sources["Piece pay: 编篮身"], "since when the rate is in force"
    assert "8 %" in sources["Stations' margin"]


def test_an_operation_without_a_rate_is_named(prefecture: Prefecture) -> None:
    sheet = prefecture.products["basket"].tech_sheets.get()
    with pgtrigger.ignore("dispatch.Operation:enters_a_draft"):
        sheet.operations.create(
            position=3, name="贴标", name_en="Label", craft=prefecture.crafts["straw"], standard_minutes=Decimal(2)
        )
    promise = planning.promise(prefecture.products["basket"], 100, in_days(60))
    assert promise is not None and promise.cost is not None
    assert promise.cost.without_rate == ["贴标"]
