"""Lots as a station holds them, made without planning: for tests of what happens after a lot was issued."""

from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from oscar.core.loading import get_model

from dispatch.models import (
    Assignment,
    Dispute,
    Inspection,
    Lot,
    LotMaterial,
    LotOperation,
    MaterialMove,
    RateCard,
    WorkOrder,
    WorkReport,
)
from dispatch.pay import disputing
from dispatch.work import handing, inspecting, reporting
from dispatch.work.inspecting import Verdict
from tests.personas import Prefecture, in_days

Order: Any = get_model("order", "Order")
Line: Any = get_model("order", "Line")
numbers = count(1)


def work_order(world: Prefecture, pieces: int, *, unplaced: int = 0) -> WorkOrder:
    """A work order of the straw base for so many baskets, some of them not placed."""
    basket, base, number = world.products["basket"], world.bases["straw"], next(numbers)
    total = Decimal(76 * pieces)
    sums = {"total_incl_tax": total, "total_excl_tax": total, "shipping_incl_tax": 0, "shipping_excl_tax": 0}
    order = Order.objects.create(number=f"T{number:05}", currency="CNY", status="placed", user=world.anna, **sums)
    prices = ("line_price_incl_tax", "line_price_excl_tax", "line_price_before_discounts_incl_tax")
    line = Line.objects.create(
        order=order, partner=base.partner, partner_name=base.name, partner_sku="S1", title=basket.title, upc="",
        product=basket, quantity=pieces, num_allocated=0, line_price_before_discounts_excl_tax=total,
        **dict.fromkeys(prices, total),
    )  # fmt: skip
    return WorkOrder.objects.create(
        number=f"W{number:05}", line=line, base=base, sheet=basket.tech_sheets.get(), pieces=pieces, unplaced=unplaced,
        due_on=in_days(30), state=WorkOrder.State.IN_WORK,
    )  # fmt: skip


@transaction.atomic
def lot_at(
    world: Prefecture, station: str = "liuzhuang", *, pieces: int = 10, state: Lot.State = Lot.State.ACCEPTED,
    rates: tuple[str, ...] = (), margin: str = "0.080",
) -> Lot:  # fmt: skip
    """A lot of baskets at a station, with the tech sheet's two operations (at `rates` where given) and its straw."""
    is_live, number = state in Lot.LIVE, next(numbers)
    order = work_order(world, pieces, unplaced=0 if is_live else pieces)
    lot = Lot.objects.create(
        number=f"L{number:05}", work_order=order, station=world.stations[station], pieces=pieces, begins_on=in_days(0),
        due_on=in_days(20), state=state, margin=Decimal(margin), issued_by=world.mei,
        accepted_at=None if state == Lot.State.ISSUED else timezone.now(),
    )  # fmt: skip
    for index, operation in enumerate(order.sheet.operations.order_by("position")):
        rate = Decimal(rates[index]) if rates else RateCard.objects.get(operation=operation).rate
        LotOperation.objects.create(
            lot=lot, operation=operation, position=operation.position, rate=rate,
            standard_minutes=operation.standard_minutes, minimum_hourly=Decimal("15.00"),
        )  # fmt: skip
    for needed in order.sheet.materials.all():
        planned = needed.per_piece * pieces
        line = LotMaterial.objects.create(lot=lot, material=needed.material, planned=planned)
        MaterialMove.objects.create(line=line, kind="issued", quantity=planned, by=world.mei, key=uuid4())
    return lot


def hand(
    world: Prefecture, lot: Lot, worker: str, pieces: int, *, step: int = 1, key: UUID | None = None
) -> Assignment:
    """Lan hands pieces of one step of a lot to a worker."""
    operation = lot.operations.get(position=step)
    return handing.hand_out(
        lot_operation=operation, worker=world.workers[worker], pieces=pieces, by=world.lan, key=key or uuid4()
    )


def tell(world: Prefecture, assignment: Assignment, pieces: int, *, key: UUID | None = None) -> WorkReport:
    """Lan reports finished pieces for a worker."""
    return reporting.report(
        assignment=assignment, pieces=pieces, by=world.lan, key=key or uuid4(), done_on=timezone.localdate()
    )


def judge(
    world: Prefecture, report: WorkReport, accepted: int, rework: int = 0, rejected: int = 0, *, key: UUID | None = None
) -> Inspection:
    """Lan inspects a report; what is not good is loose."""
    verdict = Verdict(accepted, rework, rejected, Inspection.Reason.LOOSE if rework + rejected else "")
    return inspecting.inspect(report, verdict=verdict, by=world.lan, key=key or uuid4())


def made(world: Prefecture, lot: Lot, worker: str, pieces: int, *, step: int = 1) -> Inspection:
    """A worker is handed pieces, makes them, and all are accepted."""
    return judge(world, tell(world, hand(world, lot, worker, pieces, step=step), pieces), pieces)


def counted(world: Prefecture, operation: LotOperation, pieces: int, *, accepted: int) -> Assignment:
    """Pieces in Xiuying's hands, some reported and accepted: as rows, whatever the lot's state; nothing is earned."""
    by, now = world.lan, timezone.now()
    held = Assignment.objects.create(
        lot_operation=operation, worker=world.workers["xiuying"], pieces=pieces, accepted=accepted, handed_by=by,
        handed_at=now, key=uuid4(),
    )  # fmt: skip
    report = WorkReport.objects.create(
        assignment=held, pieces=accepted, done_on=timezone.localdate(), by=by, at=now, key=uuid4()
    )
    Inspection.objects.create(report=report, accepted=accepted, by=by, at=now, key=uuid4())
    return held


def make_good(world: Prefecture, dispute: Dispute, amount: Decimal, *, words: str = "looked again") -> Dispute:
    """Mei answers a dispute with a sum; Hong agrees to it unless it is what she claims."""
    held = disputing.propose_sum(dispute, amount=amount, words=words, by=world.mei)
    return held if held.state != Dispute.State.OPEN else disputing.answer_by_sum(held, by=world.hong)
