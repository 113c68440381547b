"""Drive every machine through all its states, by the deeds that people and the provider do."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pgtrigger
from django.utils import timezone
from oscar.core.loading import get_model

from dispatch import planning
from dispatch.models import DispatchPlan, Dispute, Lot, PayoutBatch, Period, WorkOrder
from dispatch.pay import disputing, paying, remitting, settling
from dispatch.rates import tech_sheets
from dispatch.work import buying, handing, inspecting, issuing, receiving, shipping, shortening, stopping
from shop.enquiries import agreeing, asking, quoting
from shop.order import cancelling
from shop.payments import contesting, giving_back, refunding, transferring
from shop.payments import paying as charging
from shop.payments.models import Cancellation, Payment, Refund, RefundRequest
from shop.payments.stripe_api import Contested, Seen
from tests.dispatch.lots import hand, judge, made, tell
from tests.dispatch.sending import by_post
from tests.media.test_intake import sent
from tests.payments.orders import order_of
from tests.personas import Prefecture, in_days, person
from tests.workshops.test_applying import approved, written
from workshops import applying, honours, managers, reviewing, standing
from workshops.models import Honour, PayAccount

ShippingAddress: Any = get_model("order", "ShippingAddress")
Country: Any = get_model("address", "Country")
ANNA = asking.Contact("陈安娜", "安家礼品", "+8613900000003", "anna@example.org")


def asked(world: Prefecture) -> Any:
    """Let Anna ask for 100 baskets."""
    basket, key = world.products["basket"], uuid4()
    return asking.ask(product=basket, pieces=100, wish_on=in_days(30), contact=ANNA, by=world.anna, key=key)


def quoted(world: Prefecture) -> Any:
    """Let Mei offer them."""
    terms = quoting.Terms(100, Decimal(76), Decimal(0), Decimal("0.3"), in_days(30), in_days(10))
    return quoting.send(asked(world), terms, by=world.mei, key=uuid4())


def agreed(world: Prefecture) -> Any:
    """Let Anna accept the offer, and return the order."""
    china, _new = Country.objects.get_or_create(iso_3166_1_a2="CN", defaults={"printable_name": "中国", "name": "中国"})
    where = {"last_name": "陈安娜", "state": "北京市", "line4": "朝阳区", "line1": "工体北路 1 号"}
    address = ShippingAddress(country=china, phone_number="+8613900000003", **where)
    return agreeing.accept(quoted(world), address=address, by=world.anna)


def pay(world: Prefecture, order: Any) -> None:
    """Let Anna transfer what is due next, and Tai confirm it."""
    part = next(part for part in order.instalments.order_by("pk") if not part.is_paid)
    transferring.confirm(transferring.announce(part, by=world.anna), reference=f"ICBC-{part.pk}", by=world.tai)
    order.refresh_from_db()


def in_production(world: Prefecture) -> WorkOrder:
    """Let Anna pay the deposit, so that the work order is opened."""
    order = agreed(world)
    pay(world, order)
    return WorkOrder.objects.get(line__order=order)


def issued(world: Prefecture, pieces: int = 100) -> Lot:
    """Let the base give pieces of a new order to the station of Liuzhuang."""
    from dispatch.models import PlanLine

    order = in_production(world)
    line = PlanLine(
        work_order=order, station=world.stations["liuzhuang"], pieces=pieces, begins_on=in_days(0), ends_on=in_days(9)
    )
    return issuing.issue([line], by=world.mei)[0]


def accepted(world: Prefecture, pieces: int = 100) -> Lot:
    return issuing.accept(issued(world, pieces), by=world.lan)


def finished(world: Prefecture, pieces: int = 100) -> Lot:
    """Let Xiuying make the bodies and Guilan the handles of a whole lot."""
    lot = accepted(world, pieces)
    made(world, lot, "xiuying", pieces)
    made(world, lot, "guilan", pieces, step=2)
    return lot


def last_inspection(lot: Lot) -> Any:
    step = lot.operations.order_by("position").last()
    return step.assignments.get().reports.get().inspections.standing().get()


def wishes_and_offers(world: Prefecture) -> None:
    """Let buyers ask, and both sides answer in every way."""
    quoting.decline(asked(world), words="too many", by=world.mei, key=uuid4())
    quoting.decline(quoted(world).enquiry, words="no straw", by=world.mei, key=uuid4())
    asking.withdraw(asked(world))
    asking.withdraw(quoted(world).enquiry)
    agreeing.decline(quoted(world))
    first = quoted(world)
    terms = quoting.Terms(100, Decimal(75), Decimal(0), Decimal("0.3"), in_days(30), in_days(10))
    quoting.send(first.enquiry, terms, by=world.mei, key=uuid4())


def plans(world: Prefecture) -> None:
    """Let a manager plan, publish, discard, and lose a plan that its worker never finished."""
    base = world.bases["straw"]
    in_production(world)
    planning.discard(planning.propose(base, by=world.mei), by=world.mei)
    lost = planning.propose(base, by=world.mei)
    DispatchPlan.objects.filter(pk=lost.pk).update(created_at=timezone.now() - timedelta(days=1))
    draft = planning.solve_plan(planning.propose(base, by=world.mei).pk, seconds=0.3)
    lost.refresh_from_db()
    planning.discard(lost, by=world.mei)
    planning.discard(draft, by=world.mei)
    draft = planning.solve_plan(planning.propose(base, by=world.mei).pk, seconds=0.3)
    for lot in planning.publish(draft, by=world.mei):
        issuing.decline(lot, reason="harvest", by=world.lan)


def lots(world: Prefecture) -> None:
    """Let lots be made, declined, recalled, shortened."""
    issuing.recall(issued(world), reason="wrong station", by=world.mei)
    issuing.recall(accepted(world), reason="wrong station", by=world.mei)
    emptied = accepted(world, 10)
    handing.take_back(hand(world, emptied, "xiuying", 4), pieces=4, by=world.lan)
    shortening.take_back(emptied, pieces=10, reason="late", by=world.mei)
    short = accepted(world, 10)
    made(world, short, "xiuying", 3)
    made(world, short, "guilan", 3, step=2)
    receiving.receive(short, pieces=3, by=world.mei, key=uuid4())
    shortening.take_back(short, pieces=7, reason="late", by=world.mei)
    again = finished(world)
    inspecting.withdraw(last_inspection(again), why="miscounted", by=world.lan)
    judge(world, again.operations.last().assignments.get().reports.get(), 100)
    receiving.receive(again, pieces=100, by=world.mei, key=uuid4())


def stops(world: Prefecture) -> None:
    """Let work orders and lots be stopped, and pieces come in or be counted back."""
    stopping.stop(in_production(world), reason="no straw", by=world.mei)
    begun = accepted(world, 10)
    hand(world, begun, "xiuying", 4)
    stopping.stop(begun.work_order, reason="no straw", by=world.mei)
    Lot.objects.filter(pk=begun.pk).update(hand_in_by_on=in_days(-1))
    stopping.count_back(begun)
    idle = accepted(world, 10)
    judged = made(world, idle, "xiuying", 2)
    stopping.stop_lot(idle, reason="flood", by=world.mei)
    inspecting.withdraw(judged, why="miscounted", by=world.lan)
    whole = accepted(world, 10)
    made(world, whole, "xiuying", 10)
    told = tell(world, hand(world, whole, "guilan", 10, step=2), 10)
    stopping.stop_lot(whole, reason="flood", by=world.mei)
    judge(world, told, 10)
    inspecting.withdraw(last_inspection(whole), why="miscounted", by=world.lan)


def orders(world: Prefecture) -> None:
    """Let orders be paid, sent in parts and whole, completed, and cancelled at each step."""
    basket = world.products["basket"]
    basket.stockrecords.update(num_in_stock=500)
    cancelling.cancel(order_of(world.anna, basket, 2), reason=Cancellation.Reason.BUYER, by=world.anna)
    cancelling.cancel(paid(world, 2), reason=Cancellation.Reason.SHOP, by=world.tai)
    cancelling.cancel(in_production(world).line.order, reason=Cancellation.Reason.BASE, by=world.mei, all_back=True)
    in_parts = paid(world, 2)
    first = send(world, in_parts, 1)
    shipping.take_back(first, by=world.tai)
    send(world, in_parts, 1)
    send(world, in_parts, 1)
    shipping.take_back(send(world, paid(world, 2), 2), by=world.tai)
    for parts in ([100], [40, 60]):
        order = received(world)
        sent = [send(world, order, pieces) for pieces in parts]
        for shipment in reversed(sent):
            shipping.take_back(shipment, by=world.mei)
        sent += [send(world, order, pieces) for pieces in parts]
        pay(world, order)
        shipping.take_back(sent[-1], by=world.mei)


def received(world: Prefecture) -> Any:
    """Let all pieces of an order be made and received at the base, and return the order."""
    lot = finished(world)
    receiving.receive(lot, pieces=100, by=world.mei, key=uuid4())
    return lot.work_order.line.order


def paid(world: Prefecture, pieces: int) -> Any:
    order = order_of(world.anna, world.products["basket"], pieces)
    pay(world, order)
    return order


def send(world: Prefecture, order: Any, pieces: int) -> Any:
    """Let pieces be packed, which the carrier collects tomorrow."""
    tomorrow = by_post(collected_at=timezone.now() + timedelta(days=1), unpaid_reason="she is known to us")
    parts = {order.lines.get().pk: pieces}
    return shipping.ship(order, pieces=parts, consignment=tomorrow, by=world.tai, key=uuid4())


def money(world: Prefecture) -> None:
    """Let payments fail and come late, refunds be asked, decided, made and fail, and a bank contest payments."""
    for state in (Payment.State.FAILED, Payment.State.CANCELLED):
        attempt = transferring.announce(order_of(world.anna, world.products["basket"]).instalments.get(), by=world.anna)
        charging.record(attempt, Seen(f"pi_{state}", state))
        charging.record(attempt, Seen(f"pi_{state}", "succeeded", amount=attempt.amount, currency="cny"))
    order, reason = paid(world, 30), RefundRequest.Reason.GOODWILL
    little = giving_back.ask(order, amount=Decimal(10), reason=reason, by=world.tai)
    transferring.confirm_refund(little.refunds.get(), reference="B1")
    refunding.record(little.refunds.get(), reference="B1", state=Refund.State.FAILED)
    much = giving_back.ask(order, amount=Decimal(1200), reason=reason, by=world.tai)
    giving_back.decide(much, agreed=True, by=world.root)
    refunding.record(much.refunds.get(), reference="B2", state=Refund.State.FAILED)
    giving_back.decide(
        giving_back.ask(order, amount=Decimal(1300), reason=reason, by=world.tai), agreed=False, by=world.root
    )
    payment = Payment.objects.get(instalment__order=order)
    for name, end in (("d1", "won"), ("d2", "lost")):
        for state in ("open", end):
            contesting.record(payment, Contested(name, state, Decimal(20), "fraud", None))


def wages_and_disputes(world: Prefecture) -> None:
    """Let Xiuying and Guilan, who has only her card, be paid in every way, and contest what they are paid."""
    for days, (way, end) in enumerate(WAYS, start=100):
        lot = accepted(world, 10)
        first = made(world, lot, "xiuying", 2)
        made(world, lot, "guilan", 2)
        period = Period.objects.get(state="open", base=world.bases["straw"])
        Period.objects.filter(pk=period.pk).update(begins_on=in_days(-days))  # else only one ends on a day
        period.refresh_from_db()
        settling.close(period, by=world.mei)
        period.refresh_from_db()
        hers, other = period.payslips.order_by("worker__number")
        settling.confirm(other, by=None)
        settling.confirm(settling.take_back(other, by=None), by=None)
        if end == "taken_out":
            prepared = paying.prepare(period, way=way, by=world.mei)
            contested = disputing.contest_payslip(hers, words="two more", by=world.xiuying)
            paying.release(prepared, by=world.hong)
            disputing.answer(contested, is_right=False, words="no", by=world.mei)
            continue
        settling.see(hers, by=world.xiuying)
        disputing.withdraw(disputing.contest_payslip(hers, words="two more", by=world.xiuying), by=world.xiuying)
        settling.confirm(hers, by=world.xiuying)
        with pgtrigger.ignore("workshops.PayAccount:changes_by_a_change"):
            PayAccount.objects.update(kind="wechat" if way == PayoutBatch.Way.WECHAT else "bank")
        _pay(world, period, way, end)
    missing = disputing.contest_missing(
        hand(world, lot, "xiuying", 1), pieces=1, reason=Dispute.Reason.UNWRITTEN, by=world.xiuying
    )
    disputing.answer(missing, is_right=True, by=world.mei)
    rising = disputing.contest_inspection(first, words="they were good", by=world.xiuying)
    for _level in range(2):
        Dispute.objects.filter(pk=rising.pk).update(answer_by_on=in_days(-1))
        disputing.escalate()


def bases_come_and_go(world: Prefecture) -> None:
    """Some apply and are returned, rejected or take it back. Bases open, are suspended and leave."""
    wei = person("Wei", phone="+8613900000050", phone_verified_at=timezone.now())
    applying.withdraw(written(world, wei), by=wei)
    applying.withdraw(applying.submit(written(world, wei), by=wei), by=wei)
    reviewing.reject(applying.submit(written(world, wei), by=wei), reason="no", by=world.shu)
    for end in ("returned", "rejected", "withdrawn", "returned, withdrawn"):
        one = applying.submit(written(world, wei), by=wei)
        if end.startswith("returned"):
            reviewing.send_back(one, reason="blurred", remarks={}, by=world.shu)
            one = one if end.endswith("withdrawn") else applying.submit(one, by=wei)
        if end == "returned, withdrawn":
            applying.withdraw(one, by=wei)
            continue
        reviewing.endorse(one, by=world.shu)
        if end == "rejected":
            reviewing.reject(one, reason="no", by=world.guan)
        elif end == "withdrawn":
            applying.withdraw(one, by=wei)
        else:
            reviewing.send_back(one, reason="blurred", remarks={}, by=world.guan)
            applying.withdraw(one, by=wei)
    for end in ("suspended", "left", "open", "resumed", "left open"):
        base = approved(world, wei)
        if end in ("open", "resumed", "left open"):
            standing.open_for_orders(base, by=wei)
        if end in ("suspended", "resumed", "open"):
            standing.suspend(base, reason="late", by=world.guan)
        if end in ("suspended", "resumed"):
            standing.resume(base, by=world.guan)
        if end in ("left", "open", "left open"):
            standing.leave(base, reason="enough", by=wei)
    invitation = managers.invite(base, email="anna@example.org", by=wei)
    managers.decline(invitation, by=world.anna)
    managers.withdraw(managers.invite(base, email="anna@example.org", by=wei), by=wei)
    managers.accept(managers.invite(base, email="anna@example.org", by=wei), by=world.anna)
    for judge_it in (honours.check, lambda one, by: honours.decline(one, reason="blurred", by=by)):
        about = {"title": "省级示范基地", "level": "provincial", "year": 2025, "document": sent()}
        judge_it(honours.add(Honour(base=base, **about), by=wei), by=world.shu)


CASH, BANK, WECHAT = PayoutBatch.Way.CASH, PayoutBatch.Way.BANK, PayoutBatch.Way.WECHAT
WAYS = [
    (CASH, "taken_out"), (CASH, "confirmed"), (BANK, "accepted"), (BANK, "returned"), (WECHAT, "unclear"),
    (WECHAT, "unclear, returned"),
]  # fmt: skip


def _pay(world: Prefecture, period: Period, way: str, end: str) -> None:
    batch = paying.release(paying.prepare(period, way=way, by=world.mei), by=world.hong)
    one, two = batch.payouts.order_by("pk")
    if way == WECHAT:  # the wallet's address answers nothing, so nobody knows
        remitting.send(one)
    if end == "returned":
        remitting.bring_back(two, why="wrong name", by=world.mei)
    if end in ("accepted", "unclear"):
        remitting.accept(batch, reference="B7", by=world.mei)
    if end == "unclear, returned":
        remitting.bring_back(one, why="the wallet does not know it", by=world.mei)
        return
    for payout in batch.payouts.exclude(state="returned").order_by("-pk"):
        paying.confirm(payout, by=None)
        paying.take_back(payout, by=None)
    one.refresh_from_db()
    if end == "accepted":
        remitting.bring_back(one, why="wrong name", by=world.mei)
    else:
        paying.confirm(one, by=None)


def sheets(world: Prefecture) -> None:
    """Let a base discard a draft, and put the next one in force."""
    basket, straw = world.products["basket"], world.bases["straw"]
    tech_sheets.discard(tech_sheets.draw_up(basket, base=straw, by=world.mei), by=world.mei)
    tech_sheets.put_in_force(tech_sheets.draw_up(basket, base=straw, by=world.mei), by=world.mei)


def purchases(world: Prefecture) -> None:
    """Let a base receive one purchase, and close another."""
    straw = world.bases["straw"]
    wanted = [buying.Wanted(straw.materials.get(), Decimal(9), Decimal(6))]
    notes = [buying.order(straw, wanted, supplier="草行", by=world.mei, key=uuid4()) for _note in range(2)]
    came = {notes[0].lines.get().pk: (Decimal(9), Decimal(6))}
    buying.receive(notes[0], came, by=world.mei, key=uuid4())
    buying.close(notes[1], by=world.mei)


STORIES = [
    *(sheets, purchases, wishes_and_offers, plans, lots, stops, orders, money, wages_and_disputes),
    bases_come_and_go,
]
