"""Test the materials of a base: stock, purchases, trips, short deliveries, use, and that everything adds up."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch import planning
from dispatch.models import Lot, LotMaterial, Material, PlanLine, Purchase, ShortDelivery
from dispatch.pay.ledger import reconcile
from dispatch.work import buying, issuing, missing, needing, slips, stocking, supplying, using
from dispatch.work.buying import Wanted
from dispatch.work.errors import AlreadyReported, NoMaterials, NotEnoughMaterial, NothingToSend, NotInStock
from shop.accounts.models import Notice
from shop.refusing import AlreadyDone, NotYours, ReasonMissing, Refused, WrongState
from tests.dispatch.lots import made, work_order
from tests.personas import Prefecture, in_days


def straw(world: Prefecture) -> Material:
    return Material.objects.get(base=world.bases["straw"])


def bought(world: Prefecture, quantity: str, cost: str) -> Purchase:
    """Let Mei buy straw and take all of it into stock."""
    wanted = [Wanted(straw(world), Decimal(quantity), Decimal(cost))]
    note = buying.order(world.bases["straw"], wanted, supplier="草行", by=world.mei, key=uuid4())
    came = {note.lines.get().pk: (Decimal(quantity), Decimal(cost))}
    buying.receive(note, came, by=world.mei, key=uuid4())
    note.refresh_from_db()
    return note


def issued(world: Prefecture, pieces: int = 10) -> Lot:
    """Let Mei give a new order of baskets to the station of Liuzhuang, which accepts it."""
    order = work_order(world, pieces=pieces, unplaced=pieces)
    line = PlanLine(work_order=order, station=world.stations["liuzhuang"], pieces=pieces)
    line.begins_on, line.ends_on = in_days(0), in_days(9)
    return issuing.accept(issuing.issue([line], by=world.mei)[0], by=world.lan)


def sent(world: Prefecture, lot: Lot, quantity: str = "8") -> LotMaterial:
    """Let Mei send straw for a lot, and return its line."""
    line = lot.materials.get()
    slips.send(world.bases["straw"], {line.pk: Decimal(quantity)}, by=world.mei, key=uuid4())
    line.refresh_from_db()
    return line


def test_what_is_bought_comes_into_stock_at_the_average_of_what_was_paid(prefecture: Prefecture) -> None:
    assert bought(prefecture, "10", "6").state == "received"
    bought(prefecture, "30", "8")
    now = straw(prefecture)
    assert (now.stock, now.unit_cost) == (Decimal(40), Decimal("7.5"))


def test_a_purchase_comes_in_parts_and_is_closed(prefecture: Prefecture) -> None:
    wanted = [Wanted(straw(prefecture), Decimal(10), Decimal(6))]
    note = buying.order(prefecture.bases["straw"], wanted, supplier="草行", by=prefecture.mei, key=uuid4())
    line, key = note.lines.get(), uuid4()
    for _repeat in range(2):
        buying.receive(note, {line.pk: (Decimal(4), Decimal(6))}, by=prefecture.mei, key=key)
    (row,) = stocking.with_needs(Material.objects.all())
    assert (row.stock, row.ordered) == (Decimal(4), Decimal(6))
    buying.close(note, by=prefecture.mei)
    with pytest.raises(WrongState):
        buying.receive(note, {line.pk: (Decimal(6), Decimal(6))}, by=prefecture.mei, key=uuid4())
    with pytest.raises(NotYours):
        buying.order(prefecture.bases["straw"], wanted, supplier="草行", by=prefecture.otto, key=uuid4())


def test_stock_is_counted_and_written_off_with_a_reason(prefecture: Prefecture) -> None:
    bought(prefecture, "10", "6.5")
    stocking.count(straw(prefecture), quantity=Decimal("9.5"), note="年中盘点", by=prefecture.mei, key=uuid4())
    with pytest.raises(ReasonMissing):
        stocking.spoil(straw(prefecture), quantity=Decimal(1), note=" ", by=prefecture.mei, key=uuid4())
    with pytest.raises(NotInStock, match=r"9\.5"):
        stocking.spoil(straw(prefecture), quantity=Decimal(10), note="受潮", by=prefecture.mei, key=uuid4())
    stocking.spoil(straw(prefecture), quantity=Decimal(1), note="受潮", by=prefecture.mei, key=uuid4())
    assert straw(prefecture).stock == Decimal("8.5")
    assert [each.quantity for each in stocking.book(straw(prefecture), 9)] == [
        Decimal(-1),
        Decimal("-0.5"),
        Decimal(10),
    ]


def test_one_slip_takes_materials_to_several_lots(prefecture: Prefecture) -> None:
    bought(prefecture, "20", "6.5")
    first, second = issued(prefecture), issued(prefecture)
    lines = list(slips.to_send(prefecture.bases["straw"]))
    assert [line.to_send for line in lines] == [Decimal(8), Decimal(8)]
    wanted, key = {line.pk: line.to_send for line in lines}, uuid4()
    slip = slips.send(prefecture.bases["straw"], wanted, driver="王师傅", by=prefecture.mei, key=key)
    assert slips.send(prefecture.bases["straw"], wanted, by=prefecture.mei, key=key) == slip
    assert {move.line.lot for move in slip.moves.all()} == {first, second}
    assert straw(prefecture).stock == Decimal(4)
    assert not slips.to_send(prefecture.bases["straw"]).exists()
    third = issued(prefecture).materials.get()
    with pytest.raises(NotInStock, match="4"):
        slips.send(prefecture.bases["straw"], {third.pk: Decimal(8)}, by=prefecture.mei, key=uuid4())
    with pytest.raises(NothingToSend):
        slips.send(prefecture.bases["straw"], {third.pk: Decimal(0)}, by=prefecture.mei, key=uuid4())


def test_what_came_without_a_slip_is_taken_from_stock(prefecture: Prefecture) -> None:
    lot = issued(prefecture)
    line = lot.materials.get()
    supplying.book_in(lot, quantities={line.pk: Decimal(8)}, by=prefecture.lan, key=uuid4())
    line.refresh_from_db()
    assert (line.issued, line.booked_in, straw(prefecture).stock) == (Decimal(8), Decimal(8), Decimal(-8))
    with pytest.raises(NotEnoughMaterial):
        supplying.book_in(lot, quantities={line.pk: Decimal(1)}, by=prefecture.lan, key=uuid4())


@pytest.mark.parametrize(
    ("outcome", "again", "stock", "line"),
    [
        ("not_sent", False, "3", ("7", "0", "7")),
        ("not_sent", True, "2", ("8", "0", "7")),
        ("lost", False, "2", ("8", "1", "7")),
        ("lost", True, "1", ("9", "1", "7")),
    ],
)
def test_a_short_delivery_is_reported_and_answered(
    prefecture: Prefecture, outcome: str, again: bool, stock: str, line: tuple[str, ...]
) -> None:
    bought(prefecture, "10", "6.5")
    lot = issued(prefecture)
    one = sent(prefecture, lot)
    supplying.book_in(lot, quantities={one.pk: Decimal(7)}, by=prefecture.lan, key=uuid4())
    with pytest.raises(NotEnoughMaterial):
        missing.report(one, quantity=Decimal(2), words="", by=prefecture.lan, key=uuid4())
    short = missing.report(one, quantity=Decimal(1), words="袋子破了", by=prefecture.lan, key=uuid4())
    with pytest.raises(AlreadyReported):
        missing.report(one, quantity=Decimal(1), words="", by=prefecture.lan, key=uuid4())
    assert Notice.objects.filter(user=prefecture.mei, event__startswith="short-delivery:").exists()
    if outcome == "lost":
        with pytest.raises(ReasonMissing):
            missing.answer(short, outcome=outcome, words="", by=prefecture.mei)
    missing.answer(short, outcome=outcome, words="查过了", by=prefecture.mei, send_again=again)
    with pytest.raises(AlreadyDone):
        missing.answer(short, outcome=outcome, words="查过了", by=prefecture.mei)
    one.refresh_from_db()
    assert (one.issued, one.lost, one.booked_in) == tuple(map(Decimal, line))
    assert straw(prefecture).stock == Decimal(stock)
    assert Notice.objects.filter(user=prefecture.lan, event__startswith="short-delivery-answered:").exists()
    assert not ShortDelivery.objects.open().exists()


def test_what_is_left_is_weighed_and_the_difference_shown(prefecture: Prefecture) -> None:
    bought(prefecture, "10", "6.5")
    lot = issued(prefecture)
    line = sent(prefecture, lot)
    supplying.book_in(lot, quantities={line.pk: Decimal(8)}, by=prefecture.lan, key=uuid4())
    made(prefecture, lot, "xiuying", 10)
    made(prefecture, lot, "guilan", 10, step=2)
    with pytest.raises(NotEnoughMaterial):
        supplying.count_left(lot, left={line.pk: Decimal(9)}, by=prefecture.lan, key=uuid4())
    supplying.scrap(line, quantity=Decimal("0.5"), by=prefecture.lan, key=uuid4(), note="受潮")
    supplying.count_left(lot, left={line.pk: Decimal("0.3")}, by=prefecture.lan, key=uuid4())
    supplying.give_back(line, quantity=Decimal("0.3"), by=prefecture.lan, key=uuid4())
    (use,) = using.uses_of(prefecture.bases["straw"], in_days(-1))
    assert (use.expected, use.used, use.scrapped, use.difference) == tuple(map(Decimal, ("8", "7.2", "0.5", "-0.3")))
    supplying.receive_back(line, quantity=Decimal("0.2"), by=prefecture.mei, key=uuid4())
    supplying.lose_back(line, quantity=Decimal("0.1"), by=prefecture.mei, key=uuid4(), note="漏在车上")
    line.refresh_from_db()
    assert (line.at_hand, line.on_its_way, straw(prefecture).stock) == (0, 0, Decimal("2.2"))


def test_material_of_a_recalled_lot_comes_back(prefecture: Prefecture) -> None:
    bought(prefecture, "10", "6.5")
    lot = issued(prefecture)
    line = sent(prefecture, lot)
    issuing.recall(lot, reason="wrong station", by=prefecture.mei)
    supplying.book_in(lot, quantities={line.pk: Decimal(8)}, by=prefecture.lan, key=uuid4())
    line = LotMaterial.objects.select_related("lot").get(pk=line.pk)
    assert (line.to_return, line.to_send) == (Decimal(8), 0)
    supplying.give_back(line, quantity=Decimal(8), by=prefecture.lan, key=uuid4())
    supplying.receive_back(line, quantity=Decimal(8), by=prefecture.mei, key=uuid4())
    assert straw(prefecture).stock == Decimal(10)


def test_a_plan_says_what_it_lacks_and_orders_it_at_once(prefecture: Prefecture) -> None:
    bought(prefecture, "50", "6.5")
    issued(prefecture)
    work_order(prefecture, pieces=100, unplaced=100)
    plan = planning.solve_plan(planning.propose(prefecture.bases["straw"], by=prefecture.mei).pk, seconds=0.3)
    (need,) = needing.needs_of(plan)
    assert (need.needed, need.promised, need.short) == (Decimal(80), Decimal(8), Decimal(38))
    key = uuid4()
    (note,) = needing.buy_what_is_short(plan, by=prefecture.mei, key=key)
    assert note.lines.get().quantity == Decimal(38)
    (now,) = needing.needs_of(plan)
    assert (now.ordered, now.short) == (Decimal(38), 0)
    with pytest.raises(NoMaterials):
        needing.buy_what_is_short(plan, by=prefecture.mei, key=uuid4())


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE dispatch_lotmaterial SET used = used + 1",
        "UPDATE dispatch_lotmaterial SET issued = 0",
        "UPDATE dispatch_material SET stock = 99",
        "UPDATE dispatch_purchaseline SET received = 1",
        """INSERT INTO dispatch_materialmove (line_id, kind, quantity, note, by_id, at, key)
        SELECT line_id, 'used', 1000, '', by_id, now(), gen_random_uuid() FROM dispatch_materialmove LIMIT 1""",
    ],
)
def test_the_database_lets_no_quantity_change_but_by_a_move_that_adds_up(prefecture: Prefecture, change: str) -> None:
    bought(prefecture, "10", "6.5")
    sent(prefecture, issued(prefecture))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


AMOUNTS = st.decimals("0.01", "9", places=2)
DEEDS = [
    "buy", "count", "spoil", "send", "book_in", "short", "answer_lost", "answer_not_sent", "use", "scrap", "left",
    "give_back", "receive_back", "lose_back", "recall",
]  # fmt: skip


@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), AMOUNTS, st.integers(0, 1)), min_size=8, max_size=14))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_happens_to_materials_everything_adds_up(
    prefecture: Prefecture, deeds: list[tuple[str, Decimal, int]]
) -> None:
    with transaction.atomic():
        bought(prefecture, "12", "6.5")
        lots = [issued(prefecture), issued(prefecture)]
        for name, amount, which in deeds:
            line = LotMaterial.objects.select_related("lot").get(lot=lots[which])
            try:
                DO[name](prefecture, line, amount)
            except (Refused, ShortDelivery.DoesNotExist):
                continue
        _must_add_up(prefecture)
        transaction.set_rollback(True)


def _must_add_up(world: Prefecture) -> None:
    """Check the equation of every line and of the stock by the moves themselves."""
    assert reconcile() == []
    there = Decimal(0)
    for line in LotMaterial.objects.all():
        parts = (line.coming, line.lost, line.used, line.scrapped, line.at_hand, line.returned)
        assert line.issued == sum(parts) and min(parts) >= 0
        assert line.returned == line.on_its_way + line.arrived + line.lost_back and line.on_its_way >= 0
        there += line.issued - line.arrived
    own = sum(move.quantity for move in straw(world).stock_moves.all())
    assert straw(world).stock == own - there


def _short(world: Prefecture, line: LotMaterial) -> ShortDelivery:
    return ShortDelivery.objects.open().get(line=line)


DO: dict[str, Callable[[Prefecture, LotMaterial, Decimal], Any]] = {
    "buy": lambda world, _line, amount: bought(world, f"{amount}", "7"),
    "count": lambda world, line, amount: stocking.count(
        line.material, quantity=amount, note="x", by=world.mei, key=uuid4()
    ),
    "spoil": lambda world, line, amount: stocking.spoil(
        line.material, quantity=amount, note="x", by=world.mei, key=uuid4()
    ),
    "send": lambda world, line, amount: slips.send(world.bases["straw"], {line.pk: amount}, by=world.mei, key=uuid4()),
    "book_in": lambda world, line, amount: supplying.book_in(
        line.lot, quantities={line.pk: amount}, by=world.lan, key=uuid4()
    ),
    "short": lambda world, line, amount: missing.report(line, quantity=amount, words="", by=world.lan, key=uuid4()),
    "answer_lost": lambda world, line, _amount: missing.answer(
        _short(world, line), outcome="lost", words="x", by=world.mei, send_again=True
    ),
    "answer_not_sent": lambda world, line, _amount: missing.answer(
        _short(world, line), outcome="not_sent", words="", by=world.mei
    ),
    "use": lambda world, line, amount: supplying.use(line, quantity=amount, by=world.lan, key=uuid4()),
    "scrap": lambda world, line, amount: supplying.scrap(line, quantity=amount, by=world.lan, key=uuid4(), note="x"),
    "left": lambda world, line, amount: supplying.count_left(
        line.lot, left={line.pk: amount}, by=world.lan, key=uuid4()
    ),
    "give_back": lambda world, line, amount: supplying.give_back(line, quantity=amount, by=world.lan, key=uuid4()),
    "receive_back": lambda world, line, amount: supplying.receive_back(
        line, quantity=amount, by=world.mei, key=uuid4()
    ),
    "lose_back": lambda world, line, amount: supplying.lose_back(
        line, quantity=amount, by=world.mei, key=uuid4(), note="x"
    ),
    "recall": lambda world, line, _amount: issuing.recall(line.lot, reason="x", by=world.mei),
}
