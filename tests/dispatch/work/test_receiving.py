"""Test that only accepted pieces are received, and that lots and work orders are complete with their last piece."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from dispatch.models import Lot, Receipt, WorkOrder
from dispatch.work import issuing, receiving, tracking
from dispatch.work.forecasting import at_base_on, with_progress
from shop.payments.models import Instalment, RefundLine, RefundRequest
from shop.refusing import KeyReused, TooMany, WrongCount
from shop.shipping.home import home_country
from shop.shipping.provinces import FARTHEST, carrier_days
from tests.dispatch.lots import counted
from tests.dispatch.ordering import lot, work_order
from tests.dispatch.sending import send_ready
from tests.personas import Prefecture, in_days, without_lead_times

ShippingAddress: Any = get_model("order", "ShippingAddress")

EventHandler: Any = get_class("order.processing", "EventHandler")


def made(world: Prefecture, given: Lot, pieces: int) -> None:
    """Let pieces be accepted in the last operation of a lot (and in those before it)."""
    for operation in given.operations.all():
        counted(world, operation, pieces, accepted=pieces)


@pytest.fixture
def given(prefecture: Prefecture) -> Lot:
    """Return a lot of 60 of an order's 100 baskets, accepted by Liuzhuang, of which 40 are made."""
    order = work_order(prefecture, pieces=100)
    accepted = issuing.accept(lot(prefecture, order, prefecture.stations["liuzhuang"], 60), by=prefecture.lan)
    made(prefecture, accepted, 40)
    return accepted


def order_of(given: Lot) -> Any:
    return given.work_order.line.order


def test_no_more_is_received_than_was_accepted_in_the_last_operation(prefecture: Prefecture, given: Lot) -> None:
    counted(prefecture, given.operations.get(position=1), 10, accepted=10)
    with pytest.raises(TooMany) as refused:
        receiving.receive(given, pieces=41, by=prefecture.mei, key=uuid4())
    assert refused.value.most == 40
    receiving.receive(given, pieces=40, by=prefecture.mei, key=uuid4())
    with pytest.raises(TooMany):
        receiving.receive(given, pieces=1, by=prefecture.mei, key=uuid4())
    with pytest.raises(WrongCount):
        receiving.receive(given, pieces=0, by=prefecture.mei, key=uuid4())


def test_the_same_key_receives_once(prefecture: Prefecture, given: Lot) -> None:
    key = uuid4()
    first = receiving.receive(given, pieces=20, by=prefecture.mei, key=key)
    assert receiving.receive(given, pieces=20, by=prefecture.mei, key=key) == first
    with pytest.raises(KeyReused):
        receiving.receive(given, pieces=19, by=prefecture.mei, key=key)
    given.refresh_from_db()
    assert (given.received, Receipt.objects.count()) == (20, 1)


def test_a_lot_and_its_work_order_are_complete_with_their_last_piece(prefecture: Prefecture, given: Lot) -> None:
    made(prefecture, given, 20)
    receiving.receive(given, pieces=59, by=prefecture.mei, key=uuid4())
    given.refresh_from_db()
    assert given.state != Lot.State.RECEIVED
    receiving.receive(given, pieces=1, by=prefecture.mei, key=uuid4())
    given.refresh_from_db()
    assert given.state == Lot.State.RECEIVED
    rest = issuing.accept(lot(prefecture, given.work_order, prefecture.stations["beichen"], 40), by=prefecture.fen)
    made(prefecture, rest, 40)
    receiving.receive(rest, pieces=40, by=prefecture.mei, key=uuid4())
    order = WorkOrder.objects.get(pk=given.work_order_id)
    assert (order.received, order.state) == (100, WorkOrder.State.DONE)


def test_the_buyer_sees_what_is_made_and_when_it_will_be_there(prefecture: Prefecture, given: Lot) -> None:
    """Forty of sixty took ten days, so the other twenty take five more, and a day of transport to the base.

    From there it is checked for two days, packed for one, and carried to where nobody has said yet.
    """
    without_lead_times(prefecture.bases["straw"], checking_days=2, packing_days=1)
    Lot.objects.filter(pk=given.pk).update(begins_on=in_days(-10))
    progress = tracking.progress(order_of(given))
    assert progress is not None
    assert (progress.pieces, progress.made, progress.received, progress.forecast_on) == (100, 40, 0, None)
    rest = lot(prefecture, given.work_order, prefecture.stations["beichen"], 40)
    Lot.objects.filter(pk=rest.pk).update(due_on=in_days(3))
    progress = tracking.progress(order_of(given))
    assert progress is not None
    assert progress.forecast_on == progress.expected_on == in_days(0) + timedelta(days=6 + 3 + FARTHEST)
    assert [(station.pieces, station.made) for station in progress.stations] == [(60, 40), (40, 0)]


def test_pieces_that_are_half_done_count_in_the_forecast(prefecture: Prefecture, given: Lot) -> None:
    """Count the first step of the other twenty: a lot whose last step lags behind is no slower for that."""
    Lot.objects.filter(pk=given.pk).update(begins_on=in_days(-10))
    whole = at_base_on(with_progress(Lot.objects.filter(pk=given.pk)), in_days(0))
    counted(prefecture, given.operations.get(position=1), 20, accepted=20)
    (lot_,) = with_progress(Lot.objects.filter(pk=given.pk))
    first, last = (float(step.standard_minutes) for step in given.operations.order_by("position"))
    assert float(lot_.worked) == pytest.approx(40 + 20 * first / (first + last), abs=0.001)
    assert whole == in_days(6) and at_base_on([lot_], in_days(0)) < whole


def test_a_forecast_ends_when_all_is_sent(prefecture: Prefecture, given: Lot) -> None:
    """Received pieces are not forecast anew each day, and a sent order keeps the day on which it is delivered."""
    rest = issuing.accept(lot(prefecture, given.work_order, prefecture.stations["beichen"], 40), by=prefecture.fen)
    for each, pieces in ((given, 20), (rest, 40)):
        made(prefecture, each, pieces)
    for each, pieces in ((given, 60), (rest, 40)):
        receiving.receive(each, pieces=pieces, by=prefecture.mei, key=uuid4())
    without_lead_times(prefecture.bases["straw"], checking_days=2, packing_days=1)
    lots = list(with_progress(given.work_order.lots.all()))
    assert at_base_on(lots, in_days(30)) == in_days(0)
    order = order_of(given)
    waiting = tracking.progress(order)
    assert waiting is not None and not waiting.waits_for_payment
    balance = Instalment.objects.create(order=order, kind="balance", amount=4200)
    waiting = tracking.progress(order)
    assert waiting is not None and waiting.waits_for_payment and waiting.expected_on == in_days(3 + FARTHEST)
    Instalment.objects.filter(pk=balance.pk).update(paid=4200)
    order.refresh_from_db()
    send_ready(order, by=prefecture.mei, base=given.work_order.base)
    progress = tracking.progress(order)
    assert progress is not None
    assert (progress.shipped, progress.forecast_on, progress.sent_on) == (100, None, in_days(0))
    assert progress.delivered_on == progress.expected_on == in_days(FARTHEST)
    address = ShippingAddress.objects.create(last_name="陈", state="河北省", line1="1", country=home_country())
    order.shipping_address = address
    order.save()
    at_home = tracking.progress(order)
    assert at_home is not None and at_home.expected_on == in_days(carrier_days("河北"))


def test_a_forecast_ends_too_when_the_rest_is_given_up(prefecture: Prefecture, given: Lot) -> None:
    """Of 100 pieces 60 are sent and the money for 40 goes back, so that nothing more will come."""
    made(prefecture, given, 20)
    receiving.receive(given, pieces=60, by=prefecture.mei, key=uuid4())
    order = order_of(given)
    send_ready(order, by=prefecture.mei, base=given.work_order.base)
    asked = RefundRequest.objects.create(order=order, amount=3040, reason="not_sent", state="released")
    RefundLine.objects.create(request=asked, line=order.lines.get(), pieces=40)
    progress = tracking.progress(order)
    assert progress is not None
    assert (progress.shipped, progress.forecast_on, progress.sent_on) == (60, None, in_days(0))


def test_what_lies_at_the_base_is_not_expected_in_the_past(prefecture: Prefecture, given: Lot) -> None:
    rest = issuing.accept(lot(prefecture, given.work_order, prefecture.stations["beichen"], 40), by=prefecture.fen)
    for each, pieces in ((given, 20), (rest, 40)):
        made(prefecture, each, pieces)
    for each, pieces in ((given, 60), (rest, 40)):
        receiving.receive(each, pieces=pieces, by=prefecture.mei, key=uuid4())
    Receipt.objects.update(at=timezone.now() - timedelta(days=60))
    progress = tracking.progress(order_of(given))
    assert progress is not None and progress.forecast_on is not None
    assert progress.forecast_on > in_days(0)


def test_pieces_from_the_shelf_are_not_counted_as_made_and_sent(prefecture: Prefecture, given: Lot) -> None:
    order, tiger = order_of(given), prefecture.products["tiger"]
    line = order.lines.get()
    line.pk, line.product, line.quantity = None, tiger, 7
    line.save()
    EventHandler().send(order, {order.lines.get(product=tiger): 7}, reference="SF7")
    progress = tracking.progress(order)
    assert progress is not None
    assert progress.shipped == 0
