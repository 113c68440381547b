"""Random work on a lot: handing out, reporting, inspecting and taking back, in any order that the rules allow."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st

from dispatch.models import Assignment, Deduction, Inspection, Lot, PayoutBatch
from dispatch.pay import deducting, disputing, ledger, paying, settling
from dispatch.work import handing, inspecting, receiving, reporting
from shop.refusing import AlreadyDone, Refused
from tests.dispatch.by_two import advance, costs
from tests.dispatch.lots import hand, judge, lot_at, made, make_good, tell
from tests.personas import Prefecture, in_days

MAKING = ["hand", "hand", "report", "report", "surplus", "judge", "judge", "take back", "withdraw"]
WORKERS = ["xiuying", "guilan"]
Act = tuple[str, str, int]
ACTS: st.SearchStrategy[list[Act]] = st.lists(
    st.tuples(st.sampled_from(MAKING), st.sampled_from(WORKERS), st.integers(1, 12)), max_size=16
)


@dataclass(frozen=True)
class Story:
    """A story of two lots: work (lot, kind, worker, pieces), then money, then pay up to where it `ends`."""

    work: list[tuple[int, str, str, int]]
    money: list[tuple[str, str, Decimal]]
    ends: str
    later: list[tuple[int, str, str, int]]


WORK = st.tuples(
    st.integers(0, 1), st.sampled_from([*MAKING, "pass on", "receive", "undo"]), st.sampled_from(WORKERS),
    st.integers(1, 12),
)  # fmt: skip
BEGUN = [
    (0, "hand", "xiuying", 12), (0, "report", "xiuying", 12), (0, "judge", "xiuying", 4), (0, "hand", "guilan", 5),
    (0, "surplus", "guilan", 3), (0, "judge", "guilan", 2), (0, "undo", "guilan", 1),
]  # fmt: skip
MONEY = st.tuples(
    st.sampled_from(["advance", "costs", "deduct", "dispute", "make good"]), st.sampled_from(WORKERS),
    st.decimals(min_value=Decimal("0.01"), max_value=20, places=2),
)  # fmt: skip
STORIES = st.builds(
    Story, work=st.lists(WORK, max_size=20).map(lambda more: BEGUN + more), money=st.lists(MONEY, max_size=4),
    ends=st.sampled_from(["open", "closed", "prepared", "released", "confirmed"]), later=st.lists(WORK, max_size=6),
)  # fmt: skip


def tolerant_lot(world: Prefecture, *, pieces: int = 100, share: str = "0.500", rates: Sequence[str] = ()) -> Lot:
    """A lot that takes a share of surplus pieces."""
    lot = lot_at(world, pieces=pieces, rates=tuple(rates))
    Lot.objects.filter(pk=lot.pk).update(tolerance=Decimal(share))
    return Lot.objects.get(pk=lot.pk)


def act(world: Prefecture, lot: Lot, kind: str, who: str, pieces: int) -> None:
    """Do one thing with pieces of a lot; nothing where the rules refuse it."""
    with suppress(Refused), transaction.atomic():
        _act(world, lot, kind, who, pieces)


def _act(world: Prefecture, lot: Lot, kind: str, who: str, pieces: int) -> None:
    hers = Assignment.objects.filter(lot_operation__lot=lot, lot_operation__position=1, worker=world.workers[who])
    held = hers.order_by("-pk").first()
    if kind == "hand" or held is None:
        hand(world, lot, who, pieces)
    elif kind == "report":
        tell(world, held, min(pieces, held.out))
    elif kind == "surplus":
        tell(world, held, held.out + pieces)
    elif kind == "pass on":
        made(world, lot, who, pieces, step=2)
    elif kind == "receive":
        receiving.receive(lot, pieces=pieces, by=world.mei, key=uuid4())
    elif kind == "undo":
        inspecting.withdraw(_latest(held), why="miscounted", by=world.lan)
    elif kind == "take back":
        handing.take_back(held, pieces=pieces, by=world.lan)
    elif report := held.reports.waiting().first():
        if kind == "withdraw":
            reporting.withdraw(report, why="miscounted", by=world.lan)
        else:
            bad = pieces % 3 if report.pieces > 4 else 0
            judge(world, report, report.pieces - 2 * bad, bad, bad)


def _latest(held: Assignment) -> Inspection:
    found = Inspection.objects.standing().filter(report__assignment=held).order_by("-pk").first()
    if found is None:
        raise AlreadyDone
    return found


def happen(world: Prefecture, story: Story) -> list[Lot]:
    """Let a story happen; gives its two lots, of which the second is past its day."""
    lots = [
        tolerant_lot(world, pieces=30, rates=("3.3333", "1.25")),
        tolerant_lot(world, pieces=24, share="0.250", rates=("0.3575", "2.5")),
    ]
    for which, kind, who, pieces in story.work:
        act(world, lots[which], kind, who, pieces)
    for what, who, amount in story.money:
        with suppress(Refused), transaction.atomic():
            _move_money(world, what, who, amount)
    _pay(world, story.ends)
    for which, kind, who, pieces in story.later:
        act(world, lots[which], kind, who, pieces)
    Lot.objects.filter(pk=lots[1].pk).update(due_on=in_days(-1))
    return [Lot.objects.get(pk=lot.pk) for lot in lots]


def _move_money(world: Prefecture, what: str, who: str, amount: Decimal) -> None:
    base, worker = world.bases["straw"], world.workers[who]
    if what == "advance":
        advance(world, who, amount, words="seed")
    elif what == "costs":
        costs(world, who, amount)
    elif what == "deduct":
        why = Deduction.Why.SPOILED
        proposed = deducting.propose(
            base, worker=worker, why=why, amount=amount, words="wet straw", by=world.mei, key=uuid4()
        )
        deducting.approve(proposed, by=world.hong)
    elif inspection := Inspection.objects.standing().filter(report__assignment__worker=worker).first():
        dispute = disputing.contest_inspection(inspection, words="they are good", by=worker.user)
        if what == "make good":
            make_good(world, dispute, amount)


def _pay(world: Prefecture, until: str) -> None:
    """Close the open period and pay it in cash, as far as the story goes."""
    if until == "open":
        return
    period = ledger.open_period(world.bases["straw"], timezone.localdate())
    settling.close(period, by=world.mei)
    period.refresh_from_db()
    if until == "closed" or not paying.payable(period).exists():
        return
    batch = paying.prepare(period, way=PayoutBatch.Way.CASH, by=world.mei)
    if until in ("released", "confirmed"):
        paying.release(batch, by=world.hong)
    if until == "confirmed":
        first = batch.payouts.select_related("payslip__worker__user").order_by("pk")[0]
        paying.confirm(first, by=first.payslip.worker.user)
