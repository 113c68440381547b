"""Build one bulk order halfway through its life, so that every address has something to point at."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone
from oscar.core.loading import get_class

from dispatch import planning
from dispatch.models import (
    Assignment,
    Ceilings,
    Deduction,
    DispatchPlan,
    Dispute,
    Earning,
    Inspection,
    IssueSlip,
    Lot,
    Outlay,
    Payout,
    PayoutBatch,
    Payslip,
    Period,
    PlanLine,
    Purchase,
    Shipment,
    ShortDelivery,
    TakingBack,
    WorkOrder,
    WorkReport,
)
from dispatch.pay import advancing, ceilings, deducting, disputing, ledger, paying, settling, taking_back
from dispatch.work import buying, inspecting, issuing, missing, slips, stocking
from dispatch.work.opening import open_work_orders
from shop.accounts import notices
from shop.accounts.models import Notice
from shop.enquiries.models import Enquiry, Message
from shop.payments.models import Instalment, Payment
from shop.payments.schedule import plan_deposit
from tests.dispatch.by_two import costs
from tests.dispatch.lots import hand, judge, make_good, tell
from tests.dispatch.ordering import bulk_order, plan_line
from tests.personas import Prefecture, in_days
from workshops import households, pay_accounts
from workshops.models import CalendarEntry, Household, PayAccountChange

EventHandler: Any = get_class("order.processing", "EventHandler")


@dataclass
class Scene:
    """Rows that belong to Anna's order, the straw base, the station of Liuzhuang and Xiuying."""

    world: Prefecture
    order: Any
    enquiry: Enquiry
    file: Message
    instalment: Instalment
    payment: Payment
    work_order: WorkOrder
    plan: DispatchPlan
    plan_line: PlanLine
    lot: Lot
    assignment: Assignment
    report: WorkReport
    inspection: Inspection
    period: Period
    payslip: Payslip
    batch: PayoutBatch
    payout: Payout
    dispute: Dispute
    risen: Dispute
    household: Household
    deduction: Deduction
    costs: Earning
    shipment: Shipment
    notice: Notice
    outlay: Outlay
    ceilings: Ceilings
    taking_back: TakingBack
    account_change: PayAccountChange
    calendar_entry: CalendarEntry
    purchase: Purchase
    slip: IssueSlip
    short_delivery: ShortDelivery


def build_scene(world: Prefecture) -> Scene:
    """Pay and issue the order. Xiuying has made some, been paid for them, and disputes a refused piece."""
    order = bulk_order(world, pieces=40, due_on=in_days(30))
    instalments = plan_deposit(order, Decimal("0.3"))
    payment = Payment.objects.create(instalment=instalments[0], amount=instalments[0].amount, method="card")
    file = Message.objects.create(
        enquiry=order.enquiry,
        by=world.anna,
        words="见附件",
        attachment_name="a.txt",
        attachment=ContentFile(b"a", "a.txt"),
    )  # fmt: skip
    Instalment.objects.filter(pk=instalments[0].pk).update(paid=instalments[0].amount)
    order.set_status("paid")
    work_order = WorkOrder.objects.filter(line__order=order).first() or open_work_orders(order, by=None)[0]
    line = plan_line(world, work_order, world.stations["liuzhuang"], 20)
    lot = issuing.accept(issuing.issue([line], by=world.mei)[0], by=world.lan)
    purchase, slip, short = supplied(world, lot)
    plan = planning.propose(world.bases["straw"], by=world.mei)
    planning.solve_plan(plan.pk, iterations=50)
    plan.refresh_from_db()
    picture = ContentFile(b"a picture", "fault.jpg")
    verdict = inspecting.Verdict(accepted=3, rejected=1, reason="loose", picture=picture)
    reported = tell(world, hand(world, lot, "xiuying", 6), 4)
    first = inspecting.inspect(reported, verdict=verdict, by=world.lan, key=uuid4())
    dispute = disputing.contest_inspection(inspection=first, words="没有坏", by=world.xiuying)
    period = ledger.open_period(world.bases["straw"], in_days(0))
    settling.close(period=period, by=world.mei)
    period.refresh_from_db()
    payslip = Payslip.objects.get(worker=world.workers["xiuying"])
    make_good(world, dispute, Decimal("1.00"), words="同意")
    batch = paying.prepare(period=period, way=PayoutBatch.Way.CASH, by=world.mei)
    paying.release(batch=batch, by=world.hong)
    assignment = hand(world, lot, "xiuying", 5)
    report = tell(world, assignment, 2)
    risen = disputing.contest_missing(assignment=assignment, pieces=1, words="少记一件", by=world.xiuying)
    Dispute.objects.filter(pk=risen.pk).update(answer_by_on=in_days(-1))
    disputing.escalate()
    members = [world.workers[who] for who in ("xiuying", "guilan")]
    span = {"from_on": in_days(30), "until_on": in_days(32)}
    entry_of_days = CalendarEntry.objects.create(kind="less", name="秋收", share=Decimal("0.5"), **span)
    household = households.register(world.stations["liuzhuang"], head="王大山", members=members, by=world.lan)
    judge(world, tell(world, hand(world, lot, "xiuying", 4), 4), 4)
    deduction = deducting.propose(
        world.bases["straw"], worker=world.workers["xiuying"], why=Deduction.Why.SPOILED, amount=Decimal("5.00"),
        words="麦草受潮", by=world.mei, key=uuid4(),
    )  # fmt: skip
    deduction = deducting.approve(deduction, by=world.hong)
    entry = costs(world, "xiuying", "3.00", words="买线")
    outlay = advancing.give(
        world.bases["straw"], worker=world.workers["xiuying"], amount=Decimal("5.00"), words="看病", by=world.mei,
        key=uuid4(),
    )  # fmt: skip
    limits = ceilings.propose(
        world.bases["straw"], advance=Decimal(600), costs=Decimal(400), broker_rate=Decimal(1), by=world.mei
    )
    back = taking_back.ask(entry, because="记错了", by=world.mei)
    change = pay_accounts.enter(
        world.workers["xiuying"], kind="bank", bank="农业银行", holder="王秀英", number="6222020000000003",
        by=world.lan, key=uuid4(),
    )  # fmt: skip
    sent = EventHandler().send(order, {order.lines.get(): 1}, reference="SF0000001")
    shipment = Shipment.objects.create(
        order=order, position=1, event=sent, base=world.bases["straw"], carrier=Shipment.Carrier.SF,
        waybill="SF0000001", by=world.mei, key=uuid4(), collected_at=timezone.now() + timedelta(hours=2),
    )  # fmt: skip
    notices.send("scene", "给安娜的通知", "您的订单已经开工。", user=world.anna)
    return Scene(
        world=world, order=order, enquiry=order.enquiry, file=file, instalment=instalments[0], payment=payment,
        work_order=work_order, plan=plan, plan_line=plan.lines.filter(pieces__gt=0)[0], lot=lot,
        assignment=assignment, report=report,
        inspection=first, period=period, payslip=payslip, batch=batch, payout=payslip.payout, dispute=dispute,
        risen=risen, household=household, calendar_entry=entry_of_days,
        deduction=deduction, costs=entry, outlay=outlay, ceilings=limits,
        taking_back=back, account_change=change, shipment=shipment, notice=Notice.objects.get(event="scene"),
        purchase=purchase, slip=slip, short_delivery=short,
    )  # fmt: skip


def supplied(world: Prefecture, lot: Lot) -> tuple[Purchase, IssueSlip, ShortDelivery]:
    """Let Mei order straw, send a lot what it needs, and Lan report with a picture that some of it is missing."""
    base, line = world.bases["straw"], lot.materials.get()
    stocking.count(line.material, quantity=Decimal(50), note="盘点", by=world.mei, key=uuid4())
    wanted = [buying.Wanted(line.material, Decimal(4), Decimal(6))]
    purchase = buying.order(base, wanted, supplier="草行", by=world.mei, key=uuid4())
    slip = slips.send(base, {line.pk: line.to_send}, driver="王师傅", by=world.mei, key=uuid4())
    picture = ContentFile(b"a picture", "bag.jpg")
    short = missing.report(line, quantity=Decimal(1), words="袋子破了", picture=picture, by=world.lan, key=uuid4())
    return purchase, slip, short
