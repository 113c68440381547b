"""Play the demo's paydays: each month is closed, payslips are read, money is paid out and confirmed by most."""

from datetime import timedelta

from django.utils import timezone

from demo.clock import at, month_before
from demo.world import MONTHS, World
from dispatch.models import Payout, PayoutBatch, Payslip, Period
from dispatch.pay import paying, settling
from shop.accounts.models import User
from workshops.models import Worker


def schedule(world: World) -> None:
    """Close every month just after it ends. Payday is the eighth."""
    for months in range(MONTHS):
        first = month_before(world.today, months)
        world.agenda.at(at(first, 0.1), lambda: close(world))


def close(world: World) -> None:
    """Close the month of every base that had work."""
    open_periods = Period.objects.filter(state=Period.State.OPEN).select_related("base").order_by("base__slug")
    for period in open_periods:
        settling.close(period=period, by=world.managers[period.base.slug][0])
        world.agenda.at(timezone.now() + timedelta(days=2, hours=10), Payday(world, period).read)


class Payday:
    """The steps that follow the closing of one base's month."""

    def __init__(self, world: World, period: Period) -> None:
        period.refresh_from_db()
        self.world, self.period, self.base = world, period, period.base
        self.is_last = period.ends_on >= month_before(world.today, 1)
        self.chance = world.chance("payday", self.base.slug, period.begins_on)

    def read(self) -> None:
        """Let some women, or their leads for them, confirm their payslips. Xiuying has not yet seen her last."""
        slips = Payslip.objects.filter(period=self.period).select_related("worker__user", "worker__station")
        for slip in slips.order_by("worker__number"):
            is_hers = slip.worker.user_id == self.world.people["xiuying"].pk
            share = 0.4 if self.is_last else 0.8
            if (is_hers and self.is_last) or (not is_hers and self.chance.random() > share):
                continue
            settling.see(payslip=slip, by=self.speaker(slip.worker))
            settling.confirm(payslip=slip, by=self.speaker(slip.worker))
        self.world.agenda.at(timezone.now() + timedelta(days=5), self.prepare)

    def prepare(self) -> None:
        """Prepare a bank file for women with an account, cash for the others. Some bases pay all in cash."""
        ways = [PayoutBatch.Way.CASH] if self.chance.random() < 0.25 else [PayoutBatch.Way.BANK, PayoutBatch.Way.CASH]
        self.batches = [
            paying.prepare(period=self.period, way=way, by=self.managers()[0])
            for way in ways
            if paying.payable(self.period, way=way).exists()
        ]
        self.world.agenda.at(timezone.now() + timedelta(days=1), self.release)

    def release(self) -> None:
        for batch in self.batches:
            paying.release(batch=batch, by=self.managers()[1])
        self.world.agenda.at(timezone.now() + timedelta(days=2), self.confirm)

    def confirm(self) -> None:
        """Let most confirm that the money has arrived."""
        share = 0.3 if self.is_last else 0.9
        payouts = Payout.objects.said().filter(batch__in=self.batches)
        payouts = payouts.select_related("payslip__worker__user", "payslip__worker__station")
        for payout in payouts.order_by("payslip__worker__number"):
            if self.chance.random() < share:
                paying.confirm(payout=payout, by=self.speaker(payout.payslip.worker))

    def speaker(self, worker: Worker) -> User:
        return worker.user or self.world.leads[worker.station_id]

    def managers(self) -> tuple[User, User]:
        return self.world.managers[self.base.slug]
