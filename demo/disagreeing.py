"""Play money that does not run smoothly: an advance, a returned payout, a dispute that nobody answered in time."""

from decimal import Decimal
from functools import partial

from django.db.models import QuerySet

from demo.assortment import BIG
from demo.world import World
from dispatch.models import Inspection, Payout
from dispatch.pay import advancing, disputing, outlays, remitting
from shop.accounts.models import User
from workshops import accounts, pay_accounts
from workshops.models import PayAccount, Worker

BANKS = ["农村信用社", "农业银行", "邮政储蓄银行"]
HUSBAND, ADVANCE = "刘建国", Decimal(200)
WITH_ACCOUNT = 0.85  # of the women; the others are paid in cash
ACCOUNTS_SINCE_DAYS = 400
CONTESTED = "这几件我对着样品量过，尺寸是够的。请再看一次，我把它们留在站里了。"
MADE_GOOD = "我们复验了，三件里有一件确实合格，按单价补给您，谢谢您说出来。"


def schedule(world: World) -> None:
    """Open accounts from the beginning, and schedule the rest in the last two weeks."""
    open_accounts(world)
    world.agenda.at(world.moment(11.5), lambda: contest(world, is_answered=False))
    world.agenda.at(world.moment(9), lambda: contest(world, is_answered=True))
    world.agenda.at(world.moment(6), lambda: give_advance(world))
    world.agenda.at(world.moment(1), lambda: enter_another(world))
    world.agenda.at(world.moment(4), lambda: bring_one_back(world))
    world.agenda.at(world.moment(3), disputing.escalate)
    world.agenda.at(world.moment(1.4), lambda: contest(world, is_answered=False))


def open_accounts(world: World) -> None:
    """Open bank accounts for most women, with numbers that no bank gives out."""
    chance = world.chance("accounts")
    lucky = [one for one in Worker.objects.select_related("station").order_by("pk") if chance.random() < WITH_ACCOUNT]
    PayAccount.objects.bulk_create(
        PayAccount(
            worker=one, kind=PayAccount.Kind.BANK, bank=chance.choice(BANKS), holder=one.name,
            number=accounts.with_check_digit(f"62000000{one.pk:010}"), changed_by=entered_by(world, one),
        )
        for one in lucky
    )  # fmt: skip
    PayAccount.objects.update(changed_at=world.moment(ACCOUNTS_SINCE_DAYS))


def entered_by(world: World, worker: Worker) -> User:
    """Return who entered a woman's account: herself, or the lead of her county station, so that hers is a witness."""
    station = worker.station
    return worker.user or world.leads[station.parent_id or station.pk]


def enter_another(world: World) -> None:
    """Let a lead enter the account of a husband, which waits for a second person."""
    worker = Worker.objects.select_related("station").filter(user=None, phone=None).order_by("-pk").first()
    if worker:
        number = accounts.with_check_digit(f"62110000{worker.pk:010}")
        pay_accounts.enter(
            worker, kind=PayAccount.Kind.BANK, bank=BANKS[1], holder=HUSBAND, number=number,
            why_another="她没有卡，用她丈夫的卡", by=world.leads[worker.station_id], key=world.key("account"),
        )  # fmt: skip


def contest(world: World, *, is_answered: bool) -> None:
    """Dispute the refusal of good pieces. One case is answered in her favour, one is left open."""
    inspection = next(filter(partial(is_hers, world), lately_refused()), None)
    if inspection is None:
        return
    worker = inspection.report.assignment.worker
    speaker = worker.user or world.leads[worker.station_id]
    dispute = disputing.contest_inspection(inspection, words=CONTESTED, by=speaker)
    if is_answered:
        rate, (first, second) = inspection.report.assignment.lot_operation.rate, world.managers[BIG]
        if disputing.propose_sum(dispute, amount=rate, words=MADE_GOOD, by=first).sum_proposed:
            disputing.answer_by_sum(dispute, by=second)


def lately_refused() -> QuerySet[Inspection]:
    """Return the latest inspections that refused something."""
    return Inspection.objects.standing().filter(rejected__gt=0).order_by("-at")[:300]


def is_hers(world: World, inspection: Inspection) -> bool:
    """Return whether it is of the big base and nobody disputes it yet."""
    lot = inspection.report.assignment.lot_operation.lot
    return lot.work_order.base_id == world.bases[BIG].pk and not inspection.disputes.exists()


def give_advance(world: World) -> None:
    """Give one woman an advance before the payday, which she receives."""
    base = world.bases[BIG]
    for worker in outlays.workers_of(base).order_by("-number"):
        if advancing.room(base, worker).left >= ADVANCE:
            words, by = "孩子住院，预支现金，站长代领", world.managers[BIG][0]
            given = advancing.give(base, worker=worker, amount=ADVANCE, words=words, by=by, key=world.key("advance"))
            advancing.receive(given, by=worker.user or world.leads[worker.station_id])
            return


def bring_one_back(world: World) -> None:
    """Bring one payout back from the bank, so that it waits to be paid again."""
    said = Payout.objects.said().filter(batch__period__base=world.bases[BIG], batch__way="bank")
    payout = said.exclude(payslip__worker__user=world.people["xiuying"]).order_by("-batch", "pk").first()
    if payout:
        remitting.bring_back(payout, why="户名与账号不符", by=world.managers[BIG][0])
