"""Test that every fen of a buyer's money has one owner, whatever the rates."""

from decimal import Decimal

import pgtrigger
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dispatch.figures import price_split
from dispatch.models import Earning, Lot, Receipt, WorkOrder
from dispatch.pay import ledger
from dispatch.pay.ledger import reconcile
from dispatch.work import receiving
from shop.money import by_largest_remainder
from shop.refusing import NotYours, WrongCount
from tests.dispatch.lots import hand, judge, lot_at, made, tell
from tests.personas import Prefecture
from workshops import households
from workshops.models import Household, Worker

PARTS = st.dictionaries(st.integers(), st.integers(0, 50), min_size=1, max_size=8).filter(
    lambda all_: any(all_.values())
)


@given(amount=st.decimals(min_value=0, max_value=100_000, places=4), parts=PARTS)
def test_shares_are_the_whole_and_each_within_a_unit_of_its_part(amount: Decimal, parts: dict[int, int]) -> None:
    shares, whole = by_largest_remainder(amount, parts), sum(parts.values())
    assert sum(shares.values()) == amount
    for key, part in parts.items():
        assert abs(shares[key] - amount * part / whole) < Decimal("0.0001")
        assert shares[key] >= 0 and (part or not shares[key])


def priced(world: Prefecture, **of_lot: object) -> WorkOrder:
    """Return an order of 30 baskets at 76, 10 of them in a lot."""
    lot = lot_at(world, rates=("20.3333", "7.1111"))
    Lot.objects.filter(pk=lot.pk).update(**of_lot)
    lot.materials.update(unit_cost=Decimal("6.5"))
    WorkOrder.objects.filter(pk=lot.work_order_id).update(pieces=30, unplaced=20)
    lot.work_order.line.line_price_incl_tax = Decimal("2280.00")
    with pgtrigger.ignore("payments.AgreedLine:line_frozen"):
        lot.work_order.line.save()
    return WorkOrder.objects.get(pk=lot.work_order_id)


def test_the_parts_of_a_price_are_the_price(prefecture: Prefecture) -> None:
    order = priced(prefecture, freight=Decimal("12.3456"), broker=prefecture.fen, broker_rate=Decimal("0.3333"))
    split = price_split.split(WorkOrder.objects.filter(pk=order.pk))
    assert split.price == Decimal("2280.00") == sum(amount for _name, amount, _share in split.parts)
    assert (split.freight, split.broker_margin, split.unplaced) == (Decimal("12.35"), Decimal("3.33"), 20)
    rates = sum(card.rate for operation in order.sheet.operations.all() for card in operation.rates.all())
    assert abs(split.piece_pay - (Decimal("274.444") + 20 * rates)) <= Decimal("0.01")
    assert split.materials == 30 * Decimal("0.8") * Decimal("6.5")


def test_the_base_and_the_federation_see_it(prefecture: Prefecture, client: Client) -> None:
    order = priced(prefecture)
    for who, address in [
        ("mei", reverse("desk:order-detail", args=[order.number])),
        ("guan", reverse("federation:bases")),
    ]:
        client.force_login(getattr(prefecture, who))
        assert client.get(address).context["split"].price == Decimal("2280.00")


def test_the_broker_earns_for_each_piece_that_she_brings_back(prefecture: Prefecture) -> None:
    lot = lot_at(prefecture)
    Lot.objects.filter(pk=lot.pk).update(broker=prefecture.fen, broker_rate=Decimal("0.25"))
    for step in (1, 2):
        made(prefecture, lot, "xiuying", 6, step=step)
    receipt = receiving.receive(
        Lot.objects.get(pk=lot.pk), pieces=4, by=prefecture.mei, key=Earning.objects.latest("pk").key
    )
    assert receipt == Receipt.objects.get()
    assert ledger.balance(ledger.broker_of(prefecture.fen)) == Decimal("1.0000")
    assert reconcile() == []


@pytest.fixture
def household(prefecture: Prefecture) -> Household:
    """Return the household of Xiuying and Guilan."""
    house = Household.objects.create(code="H1", station=prefecture.stations["liuzhuang"], head="刘")
    Worker.objects.filter(pk__in=[prefecture.workers[who].pk for who in ("xiuying", "guilan")]).update(household=house)
    for who in ("xiuying", "guilan"):
        prefecture.workers[who].refresh_from_db()
    return house


def test_a_household_shares_what_its_card_earns(prefecture: Prefecture, household: Household) -> None:
    xiuying, guilan = prefecture.workers["xiuying"], prefecture.workers["guilan"]
    households.agree_parts(household, {xiuying: 2, guilan: 1}, by=prefecture.lan)
    report = tell(prefecture, hand(prefecture, lot_at(prefecture, rates=("0.3575", "1")), "xiuying", 2), 2)
    households.agree_parts(household, {}, by=prefecture.lan)  # from the next hand-out on
    inspection = judge(prefecture, report, 2)
    earned = [ledger.balance(ledger.account_of(worker)) for worker in (xiuying, guilan)]
    assert earned == [Decimal("0.4767"), Decimal("0.2383")]
    assert inspection.earnings.filter(kind=Earning.Kind.SHARE).get().note == "1 / 3"
    assert reconcile() == []


def test_only_her_lead_sets_how_a_household_shares(prefecture: Prefecture, household: Household) -> None:
    xiuying = prefecture.workers["xiuying"]
    with pytest.raises(NotYours):
        households.agree_parts(household, {}, by=prefecture.fen)
    for parts in ({xiuying: 1}, {xiuying: 0, prefecture.workers["guilan"]: 1}):
        with pytest.raises(WrongCount):
            households.agree_parts(household, parts, by=prefecture.lan)
