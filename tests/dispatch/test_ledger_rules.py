"""Whatever is posted, reversed and closed in whatever order: no part of a fen is lost, invented or paid twice."""

from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch import ledger, settling
from dispatch.errors import AlreadyDone, KeyReused
from dispatch.ledger import reconcile
from dispatch.models import Earning, Payslip, Period
from tests.personas import Prefecture

FEN = Decimal("0.01")
AMOUNTS = st.decimals(min_value=Decimal("0.0001"), max_value=Decimal(500), places=4)
WORKERS = st.sampled_from(["xiuying", "guilan"])
EARN, CLOSE = st.tuples(st.just("earn"), WORKERS, AMOUNTS), st.tuples(st.just("close"), st.none(), st.none())
ACTIONS = st.one_of(
    EARN,
    EARN,
    CLOSE,
    CLOSE,
    st.tuples(st.just("deduct"), WORKERS, AMOUNTS),
    st.tuples(st.just("repeat"), st.integers(0, 10), st.booleans()),
    st.tuples(st.just("reverse"), st.integers(0, 10), st.none()),
)


class Model:
    """The same rules in a dozen lines of plain Python, to compare with."""

    def __init__(self, world: Prefecture) -> None:
        self.world, self.base = world, world.bases["straw"]
        self.posted: list[tuple[ledger.Transfer, Earning, str, Decimal]] = []
        self.reversed: set[UUID] = set()
        self.period: dict[str, Decimal] = {}
        self.total: dict[str, Decimal] = defaultdict(Decimal)
        self.carried: dict[str, Decimal] = defaultdict(Decimal)
        self.paid: dict[str, Decimal] = defaultdict(Decimal)

    def move(self, worker: str, signed: Decimal) -> None:
        self.period[worker] = self.period.get(worker, Decimal(0)) + signed
        self.total[worker] += signed

    def post(self, worker: str, amount: Decimal, kind: Earning.Kind) -> None:
        sides = [ledger.wages_of(self.base), ledger.account_of(self.world.workers[worker])]
        debit, credit = reversed(sides) if kind == Earning.Kind.DEDUCTION else sides
        wanted = ledger.Transfer(kind=kind, debit=debit, credit=credit, amount=amount, note="agreed", key=uuid4())
        entry = ledger.post([wanted], base=self.base, by=self.world.mei)[0]
        signed = -amount if kind == Earning.Kind.DEDUCTION else amount
        self.posted.append((wanted, entry, worker, signed))
        self.move(worker, signed)

    def earn(self, worker: str, amount: Decimal) -> None:
        self.post(worker, amount, Earning.Kind.ADJUSTMENT)

    def deduct(self, worker: str, amount: Decimal) -> None:
        self.post(worker, amount, Earning.Kind.DEDUCTION)

    def repeat(self, index: int, changed: bool) -> None:
        if index >= len(self.posted):
            return
        wanted, entry, _worker, _signed = self.posted[index]
        again = ledger.Transfer(**vars(wanted) | {"amount": wanted.amount + (1 if changed else 0)})
        try:
            assert ledger.post([again], base=self.base, by=self.world.mei) == [entry]
            assert not changed
        except KeyReused:
            assert changed

    def reverse(self, index: int, _nothing: None) -> None:
        if index >= len(self.posted):
            return
        _wanted, entry, worker, signed = self.posted[index]
        try:
            ledger.reverse(entry, by=self.world.mei, key=uuid4(), note="wrong")
            assert entry.key not in self.reversed
            self.reversed.add(entry.key)
            self.move(worker, -signed)
        except AlreadyDone:
            assert entry.key in self.reversed

    def close(self, _nothing: None, _either: None) -> None:
        period = Period.objects.filter(base=self.base, state=Period.State.OPEN).first()
        if period is None:
            return
        settling.close(period, by=self.world.mei)
        slips = {slip.worker: slip for slip in Payslip.objects.filter(period=period)}
        assert set(slips) == {self.world.workers[worker] for worker in self.period}
        for worker, exact in self.period.items():
            due = exact + self.carried[worker]
            net = max(due, Decimal(0)).quantize(FEN, ROUND_DOWN)
            slip = slips[self.world.workers[worker]]
            assert (slip.exact, slip.net, slip.carried_out) == (exact, net, due - net)
            self.carried[worker] = due - net
            self.paid[worker] += net
        self.period = {}


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(ACTIONS, min_size=8, max_size=25))
def test_nothing_is_lost_invented_or_paid_twice(
    prefecture: Prefecture, actions: list[tuple[str, object, object]]
) -> None:
    with transaction.atomic():
        model = Model(prefecture)
        ledger.open_period(model.base, timezone.localdate() - timedelta(days=800))
        for name, one, two in actions:
            getattr(model, name)(one, two)
        for worker in ("xiuying", "guilan"):
            balance = ledger.balance(ledger.account_of(prefecture.workers[worker]))
            unsettled = model.period.get(worker, Decimal(0))
            assert balance == model.total[worker] == model.paid[worker] + model.carried[worker] + unsettled
        assert reconcile() == []
        transaction.set_rollback(True)
