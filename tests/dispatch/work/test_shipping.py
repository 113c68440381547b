"""Test that what is here and paid goes out by a named carrier, never twice, and comes back only before it has left."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from dispatch.models import Shipment, WorkOrder
from dispatch.models.shipments import Carrier
from dispatch.work import errors, shipping, tracking
from shop.accounts.models import Notice
from shop.order.errors import HeldBack
from shop.payments import transferring
from shop.payments.models import Instalment, Payment
from shop.payments.refunding import reserve
from shop.payments.schedule import due_now, plan_deposit
from shop.refusing import KeyReused, WrongState
from tests.dispatch.ordering import work_order
from tests.dispatch.sending import by_post, send_ready
from tests.payments.orders import order_of
from tests.personas import Prefecture
from workshops.journal import Verb
from workshops.models import JournalEntry

EventHandler: Any = get_class("order.processing", "EventHandler")
StockRecord: Any = get_model("partner", "StockRecord")


@pytest.fixture
def order(prefecture: Prefecture) -> Any:
    """Return Anna's order of 100 baskets, deposit paid and balance not, of which the base has 40."""
    made = work_order(prefecture, pieces=100)
    WorkOrder.objects.filter(pk=made.pk).update(received=40)
    deposit, _balance = plan_deposit(made.line.order, share=Decimal("0.3"))
    Instalment.objects.filter(pk=deposit.pk).update(paid=F("amount"))
    return made.line.order


def settle(order: Any) -> None:
    order.instalments.update(paid=F("amount"))


def status_of(order: Any) -> str:
    order.refresh_from_db()
    return str(order.status)


def in_two_hours() -> Any:
    return timezone.now() + timedelta(hours=2)


def test_nothing_goes_unpaid_without_a_reason_that_is_kept(prefecture: Prefecture, order: Any) -> None:
    with pytest.raises(errors.NotPaidYet) as refused:
        send_ready(order, by=prefecture.mei)
    assert "5,320.00" in str(refused.value)
    assert not order.shipping_events.exists()
    shipment = send_ready(order, by=prefecture.mei, unpaid_reason="公立学校，货到付款")
    assert shipment.unpaid_reason == "公立学校，货到付款"
    entry = JournalEntry.objects.get(verb=Verb.SHIP)
    assert (entry.by, entry.data["unpaid_reason"]) == (prefecture.mei, "公立学校，货到付款")


def test_a_paid_order_needs_no_reason_and_keeps_none(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    assert send_ready(order, by=prefecture.mei, unpaid_reason="没有").unpaid_reason == ""


def test_an_order_goes_in_parts_and_is_completed_when_sent_and_paid(prefecture: Prefecture, order: Any) -> None:
    first = send_ready(order, by=prefecture.mei, unpaid_reason="老客户")
    assert (status_of(order), first.pieces, first.number) == ("part_shipped", 40, f"{order.number}-1")
    with pytest.raises(errors.NothingReady):
        send_ready(order, by=prefecture.mei, unpaid_reason="老客户")
    WorkOrder.objects.filter(line__order=order).update(received=100)
    assert send_ready(order, by=prefecture.mei, unpaid_reason="老客户").number == f"{order.number}-2"
    assert status_of(order) == "shipped"
    transferring.confirm(transferring.announce(due_now(order), by=None), reference="B1", by=prefecture.tai)
    assert status_of(order) == "completed"


def test_no_more_goes_than_is_here(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    with pytest.raises(errors.TooManyOfLine) as refused:
        shipping.ship(order, pieces={order.lines.get().pk: 41}, consignment=by_post(), by=prefecture.mei, key=uuid4())
    assert refused.value.most == 40


def test_the_same_key_sends_once(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    key, sent, pieces = uuid4(), by_post(), {order.lines.get().pk: 15}
    first = shipping.ship(order, pieces=pieces, consignment=sent, by=prefecture.mei, key=key)
    assert shipping.ship(order, pieces=pieces, consignment=sent, by=prefecture.mei, key=key) == first
    with pytest.raises(KeyReused):
        shipping.ship(order, pieces=pieces, consignment=by_post(), by=prefecture.mei, key=key)
    assert Shipment.objects.count() == 1


def test_a_carrier_and_a_number_that_it_could_have_given_are_needed(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    for wrong in ("", "  ", "1234", "顺丰单号", "x" * 41):
        with pytest.raises(errors.WrongWaybill):
            send_ready(order, by=prefecture.mei, waybill=wrong)
    with pytest.raises(errors.CarrierUnnamed):
        send_ready(order, by=prefecture.mei, carrier=Carrier.OTHER)
    sent = send_ready(
        order, by=prefecture.mei, carrier=Carrier.OTHER, carrier_name="县城货运", waybill="ｓｆ １２３４ 5678"
    )
    assert (sent.carrier_label, sent.waybill) == ("县城货运", "SF12345678")


def test_an_own_vehicle_is_named_by_its_plate(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    assert send_ready(order, by=prefecture.mei, carrier=Carrier.OWN, waybill="冀J·12345").waybill == "冀J·12345"


def test_it_comes_back_until_the_carrier_has_it(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    sent = send_ready(order, by=prefecture.mei, collected_at=in_two_hours())
    back = shipping.take_back(sent, by=prefecture.hong)
    assert (status_of(order), back.taken_back_by) == ("in_production", prefecture.hong)
    assert sum(shipping.ready_to_ship(order).values()) == 40
    assert tracking.parcels(order) == []
    assert shipping.take_back(sent, by=prefecture.mei).taken_back_by == prefecture.hong
    again = send_ready(order, by=prefecture.mei, collected_at=in_two_hours())
    shipping.collect(again, by=prefecture.mei)
    with pytest.raises(errors.OnItsWay):
        shipping.take_back(again, by=prefecture.mei)


def test_its_time_has_come(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    sent = send_ready(order, by=prefecture.mei)
    with pytest.raises(errors.OnItsWay):
        shipping.take_back(sent, by=prefecture.mei)


def test_what_was_taken_back_is_not_collected(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    sent = shipping.take_back(send_ready(order, by=prefecture.mei, collected_at=in_two_hours()), by=prefecture.mei)
    with pytest.raises(WrongState):
        shipping.collect(sent, by=prefecture.mei)


def test_a_collection_is_within_a_week(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    for days in (-8, 8):
        with pytest.raises(errors.WrongCollection):
            send_ready(order, by=prefecture.mei, collected_at=timezone.now() + timedelta(days=days))


def test_the_shelf_has_again_what_did_not_leave(prefecture: Prefecture) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"], 3)
    settle(order)
    order.set_status("paid")
    record = prefecture.products["basket"].stockrecords.get
    sent = send_ready(order, by=prefecture.tai, collected_at=in_two_hours())
    assert (record().num_in_stock, record().num_allocated, status_of(order)) == (47, 0, "completed")
    shipping.take_back(sent, by=prefecture.tai)
    assert (record().num_in_stock, record().num_allocated, status_of(order)) == (50, 3, "paid")
    send_ready(order, by=prefecture.tai)
    assert (record().num_in_stock, record().num_allocated, status_of(order)) == (47, 0, "completed")


def test_what_was_made_for_an_order_never_comes_to_the_shelf(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    shipping.take_back(send_ready(order, by=prefecture.mei, collected_at=in_two_hours()), by=prefecture.mei)
    record = prefecture.products["basket"].stockrecords.get()
    assert (record.num_in_stock, record.num_allocated or 0) == (50, 0)


@pytest.mark.parametrize("status", ["placed", "cancelled"])
def test_an_order_that_is_unpaid_or_cancelled_stays(prefecture: Prefecture, status: str) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"], 3)
    if status == "cancelled":
        EventHandler().handle_order_status_change(order, "cancelled")
    with pytest.raises(WrongState):
        send_ready(order, by=prefecture.tai, unpaid_reason="先发货")


def test_an_order_whose_money_went_back_stays(prefecture: Prefecture) -> None:
    order = order_of(prefecture.anna, prefecture.products["basket"], 3)
    settle(order)
    order.set_status("paid")
    part = Instalment.objects.get(order=order)
    payment = Payment.objects.create(instalment=part, amount=part.amount, method="card", state="succeeded")
    reserve(payment, amount=part.amount, reason="不要了", by=prefecture.tai)
    with pytest.raises(HeldBack):
        send_ready(order, by=prefecture.tai)


def test_a_base_sends_its_own_lines_alone(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    assert shipping.ready_to_ship(order, prefecture.bases["cloth"]) == {}
    with pytest.raises(errors.NothingReady):
        shipping.ship(
            order, pieces={order.lines.get().pk: 1}, consignment=by_post(), by=prefecture.otto, key=uuid4(),
            base=prefecture.bases["cloth"],
        )  # fmt: skip


def test_the_buyer_is_told_the_carrier_and_that_it_came_back(prefecture: Prefecture, order: Any, at_once: Any) -> None:
    settle(order)
    with at_once():
        sent = send_ready(
            order, by=prefecture.mei, carrier=Carrier.SF, waybill="SF1234567890123", collected_at=in_two_hours()
        )
    assert [letter.to for letter in mail.outbox] == [["anna@example.org"]]
    assert "顺丰速运" in mail.outbox[0].body and "SF1234567890123" in mail.outbox[0].body
    with at_once():
        shipping.take_back(sent, by=prefecture.mei)
    assert len(mail.outbox) == 2 and "还没有发出" in mail.outbox[1].body


def test_the_buyer_sees_each_part_with_its_carrier(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    send_ready(order, by=prefecture.mei, carrier=Carrier.SF, waybill="SF1234567890123")
    (parcel,) = tracking.parcels(order)
    assert (parcel.carrier, parcel.waybill, parcel.parts) == ("顺丰速运", "SF1234567890123", (("草柳编收纳篮", 40),))


def test_a_carriers_number_is_corrected_after_it_left_and_the_buyer_told_once(
    prefecture: Prefecture, order: Any
) -> None:
    settle(order)
    sent = send_ready(order, by=prefecture.mei)
    for _ in range(2):
        sent = shipping.correct_waybill(sent, carrier=sent.carrier, waybill=" sf 7777777 ", by=prefecture.hong)
    sent.refresh_from_db()
    assert sent.waybill == "SF7777777"
    told = Notice.objects.filter(event__startswith="shipment-corrected")
    assert [("SF7777777" in one.words, one.user) for one in told] == [(True, prefecture.anna)]
    entry = JournalEntry.objects.get(verb=Verb.CORRECT_WAYBILL)
    assert entry.by == prefecture.hong
    assert entry.data["now"]["waybill"] == "SF7777777"
    assert entry.data["before"]["waybill"] not in ("", "SF7777777")


def test_a_wrong_number_or_a_shipment_that_came_back_is_not_corrected(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    sent = send_ready(order, by=prefecture.mei, collected_at=in_two_hours())
    with pytest.raises(errors.WrongWaybill):
        shipping.correct_waybill(sent, carrier=sent.carrier, waybill="?", by=prefecture.mei)
    with pytest.raises(errors.CarrierUnnamed):
        shipping.correct_waybill(sent, carrier="other", waybill="SF7777777", by=prefecture.mei)
    shipping.take_back(sent, by=prefecture.mei)
    with pytest.raises(WrongState):
        shipping.correct_waybill(sent, carrier=sent.carrier, waybill="SF7777777", by=prefecture.mei)


def test_a_carriers_number_changes_by_a_correction_alone(prefecture: Prefecture, order: Any) -> None:
    settle(order)
    sent = send_ready(order, by=prefecture.mei)
    with pytest.raises(DatabaseError), transaction.atomic():
        Shipment.objects.filter(pk=sent.pk).update(waybill="SF7777777")
