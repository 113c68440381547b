"""The earnings ledger: one-row transfers that balance by construction, appended and never edited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.utils import timezone

from dispatch.errors import AlreadyDone, ClosedPeriod, KeyReused
from dispatch.models import Account, Earning, Inspection, LotOperation, Period
from shop.accounts.models import User
from workshops.models import Base, Station, Worker

# Read committed: a poster that waited for a closer sees no open period on its first look and the new one on its second.
OPEN_PERIOD = "SELECT * FROM dispatch_period WHERE base_id = %s AND state = 'open' FOR SHARE"

# What each worker of period %(period)s is due: its entries by kind, and what her last payslip of this base carried on.
DUE = """
    WITH moves AS (
        SELECT account.worker_id, entry.kind, entry.pieces, entry.amount
        FROM dispatch_earning entry JOIN dispatch_account account ON account.id = entry.credit_id
        WHERE entry.period_id = %(period)s AND account.kind = 'worker'
        UNION ALL
        SELECT account.worker_id, entry.kind, -entry.pieces, -entry.amount
        FROM dispatch_earning entry JOIN dispatch_account account ON account.id = entry.debit_id
        WHERE entry.period_id = %(period)s AND account.kind = 'worker'
    ), kinds AS (
        SELECT worker_id, kind, sum(pieces) AS pieces, sum(amount) AS amount FROM moves GROUP BY worker_id, kind
    ), totals AS (
        SELECT worker_id, greatest(sum(pieces), 0) AS pieces, sum(amount) AS exact,
               jsonb_object_agg(kind, amount::text) AS by_kind
        FROM kinds GROUP BY worker_id
    ), carries AS (
        SELECT DISTINCT ON (payslip.worker_id) payslip.worker_id, payslip.carried_out
        FROM dispatch_payslip payslip JOIN dispatch_period period ON period.id = payslip.period_id
        WHERE period.base_id = %(base)s ORDER BY payslip.worker_id, period.begins_on DESC
    )
    SELECT worker_id, pieces, by_kind, exact, coalesce(carried_out, 0) AS carried_in,
           greatest(trunc(exact + coalesce(carried_out, 0), 2), 0) AS net
    FROM totals LEFT JOIN carries USING (worker_id)
"""


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """`amount` CNY (up to 4 places, above zero) from one account to another, and where it comes from."""

    kind: Earning.Kind
    debit: Account
    credit: Account
    amount: Decimal
    key: UUID
    inspection: Inspection | None = None
    lot_operation: LotOperation | None = None
    pieces: int = 0
    rate: Decimal | None = None
    reverses: Earning | None = None
    note: str = ""

    def entry(self, period: Period, by: User, at: datetime) -> Earning:
        """The row to append."""
        return Earning(
            kind=self.kind, debit=self.debit, credit=self.credit, amount=self.amount, key=self.key, period=period,
            inspection=self.inspection, lot_operation=self.lot_operation, pieces=self.pieces, rate=self.rate,
            reverses=self.reverses, note=self.note, by=by, at=at,
        )  # fmt: skip


def wages_of(base: Base) -> Account:
    """The account from which a base's piece pay goes out."""
    return Account.objects.get_or_create(kind=Account.Kind.WAGES, base=base)[0]


def account_of(worker: Worker) -> Account:
    """The account on which a worker's earnings stand."""
    return Account.objects.get_or_create(kind=Account.Kind.WORKER, worker=worker)[0]


def margin_of(station: Station) -> Account:
    """The account on which a station's margin stands."""
    return Account.objects.get_or_create(kind=Account.Kind.STATION, station=station)[0]


@transaction.atomic
def post(transfers: Iterable[Transfer], *, base: Base, by: User, at: datetime | None = None) -> list[Earning]:
    """Append transfers to the open period of a base, all or none; gives the entries in the order of the transfers.

    A transfer whose key is known is not posted again: its entry is given back. `at`: when it was earned (now).
    Raises KeyReused when a known key comes with other sides or another amount.
    """
    wanted = list(transfers)
    known = {entry.key: entry for entry in Earning.objects.filter(key__in=[transfer.key for transfer in wanted])}
    for transfer in wanted:
        _must_be_the_same(transfer, known.get(transfer.key))
    moment = at or timezone.now()
    period = open_period(base, timezone.localdate(moment))
    fresh = [transfer.entry(period, by, moment) for transfer in wanted if transfer.key not in known]
    known |= {entry.key: entry for entry in Earning.objects.bulk_create(fresh, batch_size=2000)}
    return [known[transfer.key] for transfer in wanted]


def _must_be_the_same(transfer: Transfer, entry: Earning | None) -> None:
    if entry and (entry.kind, entry.debit_id, entry.credit_id, entry.amount, entry.pieces) != (
        transfer.kind, transfer.debit.pk, transfer.credit.pk, transfer.amount, transfer.pieces,
    ):  # fmt: skip
        raise KeyReused


@transaction.atomic
def reverse(entry: Earning, *, by: User, key: UUID, note: str, at: datetime | None = None) -> Earning:
    """Undo an entry by an opposite one in the open period; `note` says why.

    Raises AlreadyDone when it is reversed already or is itself a reversal, KeyReused.
    """
    held = Earning.objects.select_for_update(of=["self"]).select_related("debit", "credit", "period__base")
    original = held.get(pk=entry.pk)
    past = Earning.objects.filter(reverses=original).first()
    if (past and past.key != key) or original.kind == Earning.Kind.REVERSAL:
        raise AlreadyDone
    opposite = Transfer(
        kind=Earning.Kind.REVERSAL, debit=original.credit, credit=original.debit, amount=original.amount, key=key,
        inspection=original.inspection, lot_operation=original.lot_operation, pieces=original.pieces,
        rate=original.rate, reverses=original, note=note,
    )  # fmt: skip
    return post([opposite], base=original.period.base, by=by, at=at)[0]


def balance(account: Account) -> Decimal:
    """What stands on an account: credits less debits, CNY with 4 places; a sum over a covering index."""
    credit = account.credits.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    debit = account.debits.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return credit - debit


def statement(
    worker: Worker, *, period: Period | None = None, since: date | None = None, until: date | None = None
) -> QuerySet[Earning]:
    """A worker's entries, newest first, each with `signed`: CNY to her, negative when taken back.

    Only those of a `period`, earned on `since` or later, or before the day `until`, where given.
    """
    entries = Earning.objects.filter(Q(credit__worker=worker) | Q(debit__worker=worker))
    if period:
        entries = entries.filter(period=period)
    if since:
        entries = entries.filter(at__date__gte=since)
    if until:
        entries = entries.filter(at__date__lt=until)
    signed = Case(When(credit__worker=worker, then=F("amount")), default=-F("amount"))
    return entries.annotate(signed=signed).order_by("-at", "-pk")


def open_period(base: Base, day: date) -> Period:
    """The open period of a base, shared-locked until the transaction ends so that nobody closes it meanwhile.

    A base without any gets its first: the month of `day`.
    """
    for _attempt in range(3):
        if found := list(Period.objects.raw(OPEN_PERIOD, [base.pk])):
            return found[0]
        first = day.replace(day=1)
        Period.objects.get_or_create(
            base=base, state=Period.State.OPEN, defaults={"begins_on": first, "ends_on": end_of_month(first)}
        )
    raise ClosedPeriod


def end_of_month(day: date) -> date:
    """The last day of the month of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def due(period: Period) -> list[dict[str, object]]:
    """What each worker would get if the period closed now: the columns of her payslip, by `worker_id`."""
    with connection.cursor() as cursor:
        cursor.execute(f"{DUE} ORDER BY worker_id", {"period": period.pk, "base": period.base_id})
        names: Sequence[str] = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@transaction.atomic
def close_period(period: Period, *, ends_on: date, by: User) -> int:
    """Close a period on `ends_on` and write all its payslips in one statement; gives how many.

    Each is rounded down to the fen and never below zero; the rest, or what is owed, is carried to the next.
    Waits for those who are posting. Raises ClosedPeriod.
    """
    held = Period.objects.select_for_update().get(pk=period.pk)
    if held.state == Period.State.CLOSED:
        raise ClosedPeriod
    held.state, held.ends_on, held.closed_by, held.closed_at = Period.State.CLOSED, ends_on, by, timezone.now()
    held.save(update_fields=["state", "ends_on", "closed_by", "closed_at"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO dispatch_payslip
                (period_id, worker_id, pieces, by_kind, exact, carried_in, net, carried_out, state)
            SELECT %(period)s, worker_id, pieces, by_kind, exact, carried_in, net, exact + carried_in - net, 'issued'
            FROM ({DUE}) AS due
            """,  # noqa: S608 the statement is a constant
            {"period": held.pk, "base": held.base_id},
        )
        return int(cursor.rowcount)
