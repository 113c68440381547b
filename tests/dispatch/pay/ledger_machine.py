"""Do to the ledger at random what people, networks and attackers do, and compare it with a simple model."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any, ClassVar
from uuid import uuid4

import psycopg
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from dispatch.models import Assignment, Dispute, Earning, Inspection, Payout, PayoutBatch, Payslip, Period, RateCard
from dispatch.models.kinds import EARNED, PAID, TAKEN, Sides
from dispatch.pay import claims, disputing, earnings, ledger, paying, settling
from dispatch.pay.errors import ClosedPeriod, SumTooHigh
from dispatch.work import inspecting
from dispatch.work.errors import GoneOn, MadeGood
from shop.refusing import AlreadyDone, KeyReused, NothingChanged, Refused, TooMany
from tests.dispatch.lots import hand, judge, lot_at, make_good, tell
from tests.dispatch.pay.forging import ATTEMPTS, COPY, FORGERIES
from tests.personas import Prefecture

GUARDS = (psycopg.errors.RaiseException, psycopg.IntegrityError)  # what a trigger or a constraint says
FEN = Decimal("0.01")
MINUTES, HOURLY = Decimal(70), Decimal(15)  # of the first operation of a basket
WORKERS = ("xiuying", "guilan")
WHO = st.sampled_from(WORKERS)
AMOUNTS = st.decimals(min_value=Decimal("0.0001"), max_value=Decimal(90), places=4)
WHICH = st.integers(0, 30)
BY_HAND = [
    (kind, sides)
    for kind in Earning.Kind
    for sides in kind.row.sides
    if kind != Earning.Kind.ACCEPTANCE and sides in (PAID, TAKEN)
]


@dataclass
class Model:
    """The same rules in plain Python, CNY by worker: `period` since the last closing, `carried` by it."""

    total: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    kinds: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    minimum: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    advanced: set[str] = field(default_factory=set)
    period: dict[str, Decimal] = field(default_factory=dict)
    carried: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    due: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    paid: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def move(self, worker: str, signed: Decimal, kind: str = "acceptance", rate: Decimal | None = None) -> None:
        """Move CNY to a worker. Work has a `rate`, which says how long it took at the standard minutes of the lot."""
        self.period[worker] = self.period.get(worker, Decimal(0)) + signed
        self.total[worker] += signed
        self.kinds[worker, kind] += signed
        if rate:
            self.minimum[worker] += signed * MINUTES * HOURLY / (rate * 60)

    def least(self, worker: str) -> Decimal:
        """Return what must remain to her while she repays: all but the law's part, of which deductions come first."""
        earned = sum((self.kinds[worker, kind] for kind in EARNED), Decimal(0))
        advanced, kept = max(-self.kinds[worker, "advance"], Decimal(0)), -self.kinds[worker, "deduction"]
        most = min(earned / 5, earned - self.minimum[worker] + advanced).quantize(FEN, ROUND_DOWN)
        return self.period[worker] + advanced - max(most - kept, Decimal(0))

    def close(self) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
        """Return the payslips (sum, net, carried on) of the period, which is empty afterwards."""
        slips = {}
        for worker, exact in self.period.items():
            owed = exact + self.carried[worker]
            repays = worker in self.advanced or self.carried[worker] < 0
            due = max(owed, self.least(worker)) if repays else owed
            net = max(due, Decimal(0)).quantize(FEN, ROUND_DOWN)
            slips[worker] = exact, net, owed - net
            self.carried[worker] = owed - net
            self.due[worker] += net
        self.period, self.advanced = {}, set()
        self.kinds.clear()
        self.minimum.clear()
        return slips


@dataclass
class Judged:
    """One inspection, how it was asked for, and what it earned her."""

    made: Inspection
    worker: str
    asked: dict[str, Any]
    amount: Decimal
    withdrawn: bool = False


@dataclass
class Stage:
    """The stage before the first act: two lots at two rates with pieces in two women's hands, and an open period."""

    world: Prefecture
    rates: tuple[Decimal, ...] = (Decimal("0.3575"), Decimal("2.5"))
    hands: list[dict[str, Assignment]] = field(default_factory=list)

    def __post_init__(self) -> None:
        ledger.open_period(self.world.bases["straw"], timezone.localdate() - timedelta(days=800))
        for rate in self.rates:
            lot = lot_at(self.world, pieces=9000, rates=(str(rate), "1"))
            self.hands.append({who: hand(self.world, lot, who, 4000) for who in WORKERS})


class LedgerMachine(RuleBasedStateMachine):
    """A machine each of whose examples is one transaction that is rolled back. The test sets `stage`."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.world, self.base = self.stage.world, self.stage.world.bases["straw"]
        self.accounts = {who: ledger.account_of(self.world.workers[who]) for who in WORKERS}
        self.model = Model()
        self.judged: list[Judged] = []
        self.posted: list[tuple[ledger.Transfer, Earning, str, Decimal]] = []
        self.reversed: set[Any] = set()
        self.closed: list[Period] = []
        self.disputes: list[Dispute] = []
        self.everything = transaction.atomic()
        self.everything.__enter__()

    @rule(who=WHO, lot=st.integers(0, 1), good=st.integers(0, 7), rework=st.integers(0, 1), bad=st.integers(0, 2))
    def accept(self, who: str, lot: int, good: int, rework: int, bad: int) -> None:
        pieces = good + rework + bad
        if not pieces:
            return
        report = tell(self.world, self.stage.hands[lot][who], pieces)
        asked: dict[str, Any] = {"report": report, "accepted": good, "rework": rework, "rejected": bad, "key": uuid4()}
        made = judge(self.world, **asked)
        amount = good * self.stage.rates[lot]
        self.judged.append(Judged(made, who, asked, amount))
        if good:
            self.model.move(who, amount, rate=self.stage.rates[lot])

    @precondition(lambda self: self.judged)
    @rule(which=WHICH)
    def retry(self, which: int) -> None:
        known = self.judged[which % len(self.judged)]
        assert judge(self.world, **known.asked) == known.made

    @precondition(lambda self: self.judged)
    @rule(which=WHICH)
    def reuse_the_key(self, which: int) -> None:
        known = self.judged[which % len(self.judged)]
        self.refused(KeyReused, lambda: judge(self.world, **known.asked | {"accepted": known.made.accepted + 1}))

    @precondition(lambda self: self.judged)
    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        known = self.judged[which % len(self.judged)]
        try:
            inspecting.withdraw(known.made, why="miscounted", by=self.world.lan)
        except TooMany:
            return  # what was rejected has been made anew
        except AlreadyDone:
            assert known.withdrawn
            return
        except MadeGood:
            assert self._made_good(known)
            return
        self._taken_back(known, more=Decimal(0))

    @precondition(lambda self: self.judged)
    @rule(which=WHICH, bad=st.integers(0, 2))
    def correct(self, which: int, bad: int) -> None:
        known = self.judged[which % len(self.judged)]
        report = known.made.report
        good = max(report.pieces - bad, 0)
        figures = {"accepted": good, "rejected": report.pieces - good}
        verdict = inspecting.Verdict(**figures, reason=Inspection.Reason.LOOSE if bad else "")
        key, amount = uuid4(), good * report.assignment.lot_operation.rate
        try:
            made = inspecting.correct(known.made, verdict=verdict, why="miscounted", by=self.world.lan, key=key)
        except (GoneOn, NothingChanged):
            return
        except AlreadyDone:
            assert known.withdrawn
            return
        except MadeGood:
            assert amount < known.amount + self._made_good(known)
            return
        self._taken_back(known, more=amount - known.amount)
        self.judged.append(Judged(made, known.worker, {"report": report, **figures, "key": key}, amount))
        if good:
            self.model.move(known.worker, amount, rate=report.assignment.lot_operation.rate)

    def _made_good(self, known: Judged) -> Decimal:
        outcomes = (each.outcome for each in self.disputes if each.inspection == known.made)
        return sum((outcome.amount for outcome in outcomes if outcome), Decimal(0))

    def _taken_back(self, known: Judged, *, more: Decimal) -> None:
        made_good = self._made_good(known)
        assert not known.withdrawn and (not made_good or more >= made_good)
        known.withdrawn = True
        if known.amount:
            self.model.move(known.worker, -known.amount, rate=known.made.report.assignment.lot_operation.rate)
        if made_good:
            self.model.move(known.worker, -made_good, "adjustment")

    @rule(who=WHO, amount=AMOUNTS, which=st.sampled_from(BY_HAND))
    def post(self, who: str, amount: Decimal, which: tuple[Earning.Kind, Sides]) -> None:
        kind, sides = which
        wages, hers = ledger.wages_of(self.base), self.accounts[who]
        debit, credit = (hers, wages) if sides == TAKEN else (wages, hers)
        wanted = ledger.Transfer(kind=kind, debit=debit, credit=credit, amount=amount, note="agreed", key=uuid4())
        entry = ledger.post([wanted], base=self.base, by=self.world.mei)[0]
        signed = -amount if sides == TAKEN else amount
        self.posted.append((wanted, entry, who, signed))
        self.model.move(who, signed, kind)
        if kind == Earning.Kind.ADVANCE:
            self.model.advanced.add(who)

    @precondition(lambda self: self.posted)
    @rule(which=WHICH, changed=st.booleans())
    def post_again(self, which: int, changed: bool) -> None:
        wanted, entry, _who, _signed = self.posted[which % len(self.posted)]
        again = ledger.Transfer(**vars(wanted) | {"amount": wanted.amount + (1 if changed else 0)})
        if changed:
            self.refused(KeyReused, lambda: ledger.post([again], base=self.base, by=self.world.mei))
        else:
            assert ledger.post([again], base=self.base, by=self.world.mei) == [entry]

    @precondition(lambda self: self.posted)
    @rule(which=WHICH)
    def reverse(self, which: int) -> None:
        wanted, entry, who, signed = self.posted[which % len(self.posted)]

        def undo() -> Earning:
            return ledger.reverse(entry, by=self.world.mei, key=uuid4(), note="wrong")

        if entry.key in self.reversed:
            self.refused(AlreadyDone, undo)
            return
        undone = undo()
        self.reversed.add(entry.key)
        self.model.move(who, -signed, wanted.kind)
        self.refused(AlreadyDone, lambda: ledger.reverse(undone, by=self.world.mei, key=uuid4(), note="back"))

    @rule(rate=st.decimals(min_value=Decimal("0.5"), max_value=9, places=4))
    def change_the_rate(self, rate: Decimal) -> None:
        """Approve a new card for all operations, which changes no lot that is out."""
        for card in RateCard.objects.order_by("operation_id").distinct("operation_id"):
            card.pk, card.version, card.rate = None, RateCard.objects.count() + 1, rate
            card.save()

    @rule()
    def close(self) -> None:
        period = Period.objects.filter(base=self.base, state=Period.State.OPEN).get()
        if period.begins_on > timezone.localdate():
            return
        settling.close(period, by=self.world.mei)
        wanted = {self.world.workers[who].pk: slip for who, slip in self.model.close().items()}
        slips = Payslip.objects.filter(period=period)
        assert {slip.worker_id: (slip.exact, slip.net, slip.carried_out) for slip in slips} == wanted
        for slip in slips:
            self.lines_add_up(slip)
        self.closed.append(period)

    def lines_add_up(self, slip: Payslip) -> None:
        """Check that the lines of a payslip add up to its sums by kind."""
        shown: dict[str, Decimal] = defaultdict(Decimal)
        for line in earnings.payslip_lines(slip):
            shown[line.first.kind] += line.amount
        assert shown == {kind: Decimal(amount) for kind, amount in slip.by_kind.items()}

    @precondition(lambda self: self.closed)
    @rule(which=WHICH)
    def close_again(self, which: int) -> None:
        self.refused(ClosedPeriod, lambda: settling.close(self.closed[which % len(self.closed)], by=self.world.mei))

    @precondition(lambda self: self.judged)
    @rule(which=WHICH, amount=st.one_of(st.just(Decimal(0)), AMOUNTS))
    def dispute(self, which: int, amount: Decimal) -> None:
        known = self.judged[which % len(self.judged)]
        if known.withdrawn:
            return
        dispute = disputing.contest_inspection(
            known.made, words="they are good", by=self.world.workers[known.worker].user
        )
        if amount > claims.at_stake(dispute):
            self.refused(SumTooHigh, lambda: make_good(self.world, dispute, amount))
            amount = Decimal(0)
        if amount:
            self.disputes.append(make_good(self.world, dispute, amount))
        else:
            self.disputes.append(disputing.answer(dispute, is_right=False, words="looked again", by=self.world.mei))
        if amount:
            self.model.move(known.worker, amount, "adjustment")
        self.refused(AlreadyDone, lambda: disputing.answer(dispute, is_right=True, words="again", by=self.world.mei))

    @precondition(lambda self: self.closed)
    @rule(which=WHICH, again=st.integers(0, 2))
    def pay(self, which: int, again: int) -> None:
        period = self.closed[which % len(self.closed)]
        period.refresh_from_db()
        for _attempt in range(1 + again):
            try:
                batch = paying.prepare(period, way=PayoutBatch.Way.CASH, by=self.world.mei)
            except AlreadyDone:
                continue
            paying.release(batch, by=self.world.hong)
            for payout in batch.payouts.select_related("payslip__worker"):
                paying.confirm(payout, by=payout.payslip.worker.user)
                paying.confirm(payout, by=payout.payslip.worker.user)
                who = next(name for name in WORKERS if self.world.workers[name] == payout.payslip.worker)
                self.model.paid[who] += payout.amount

    @rule()
    def edit_and_forge(self) -> None:
        for attempt in ATTEMPTS:
            self.must_fail(attempt)
        for forgery in FORGERIES.values():
            self.must_fail(COPY.format(**forgery))

    @invariant()
    def agrees(self) -> None:
        paid = dict(Payout.objects.values_list("payslip__worker").annotate(Sum("amount")))
        for who in WORKERS:
            balance, rest = ledger.balance(self.accounts[who]), self.model.period.get(who, Decimal(0))
            assert balance == self.model.total[who] == self.model.due[who] + self.model.carried[who] + rest
            assert paid.get(self.world.workers[who].pk, 0) == self.model.paid[who] <= self.model.due[who]

    def teardown(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            assert ledger.reconcile() == []
        finally:
            transaction.set_rollback(True)
            self.everything.__exit__(None, None, None)

    def refused(self, error: type[Refused], deed: Callable[[], Any]) -> None:
        """Check that a deed is refused with this error and leaves nothing behind."""
        try:
            with transaction.atomic():
                deed()
        except error:
            return
        raise AssertionError(f"{error.__name__} was expected")

    def must_fail(self, statement: str) -> None:
        """Check that the database refuses a statement, unless there was nothing to do."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                changed = cursor.rowcount
        except DatabaseError as refusal:
            assert isinstance(refusal.__cause__, GUARDS), refusal  # not because the attempt itself was wrong
            return
        assert changed < 1, f"{changed} rows by {statement}"
