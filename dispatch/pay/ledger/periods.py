"""Find the open period of a base, which takes what is posted, and close it, which writes all payslips at once."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from dispatch.models import Lot, Period
from dispatch.models.kinds import DEBITING_WORKERS, EARNED, TIMED, in_sql
from dispatch.pay.errors import ClosedPeriod
from dispatch.pay.limits import LEGAL_PART
from shop.accounts.models import User
from workshops.models import Base

# The lot's own period comes before that of the month. Read committed: who waited here for a closer gets no row of the
# old period on the first look and the new one on the second.
OPEN_PERIOD = """
    SELECT * FROM dispatch_period
    WHERE base_id = %(base)s AND state = 'open' AND (lot_id IS NULL OR lot_id = %(lot)s)
    ORDER BY lot_id LIMIT 1 FOR SHARE
"""

# The least that a payslip may be while she repays an advance, or what was carried on from earlier payslips: all but the
# part of her earnings that deductions may take too, of which they come first. An advance that she had in the period
# counts as wages received. It looks at the entries of those alone who repay, and equals `exact` for all others.
LEAST = f"""
    SELECT owed.exact + advanced
           - greatest(trunc(least(earned * {LEGAL_PART}, earned - minimum + advanced), 2) - deducted, 0) AS amount
    FROM (
        SELECT coalesce(sum(signed) FILTER (WHERE what IN ({in_sql(EARNED)})), 0) AS earned,
               coalesce(sum(signed * operation.standard_minutes * operation.minimum_hourly / (operation.rate * 60))
                        FILTER (WHERE what IN ({in_sql(TIMED)})), 0) AS minimum,
               greatest(-coalesce(sum(signed) FILTER (WHERE what = 'advance'), 0), 0) AS advanced,
               -coalesce(sum(signed) FILTER (WHERE what = 'deduction'), 0) AS deducted
        FROM (
            SELECT entry.lot_operation_id, coalesce(original.kind, entry.kind) AS what,
                   CASE WHEN entry.credit_id = hers.id THEN entry.amount ELSE -entry.amount END AS signed
            FROM dispatch_account hers
            JOIN dispatch_earning entry
              ON entry.period_id = %(period)s AND (entry.credit_id = hers.id OR entry.debit_id = hers.id)
            LEFT JOIN dispatch_earning original ON original.id = entry.reverses_id
            WHERE owed.repays AND hers.worker_id = owed.worker_id
        ) entries LEFT JOIN dispatch_lotoperation operation ON operation.id = entries.lot_operation_id
    ) sums
"""  # noqa: S608 the statement is a constant

# What each worker of period %(period)s is due: its entries by kind, and what her last payslip of this base carried on.
# Each side is summed up in the order of its index, so nothing is sorted or kept, however many entries there are. The
# debit side is narrowed to kinds that can debit a worker, because its index holds no others. `pieces` is at least 0: a
# period may hold the reversal of pieces that an earlier one paid. `by_kind` holds text, since a number in JSON may be
# read as a float. `net` is cut to the fen, and the next payslip takes in what is cut off or still owed.
DUE = f"""
    WITH moves AS (
        SELECT credit_id AS account_id, kind, sum(pieces) AS pieces, sum(amount) AS amount
        FROM dispatch_earning WHERE period_id = %(period)s GROUP BY credit_id, kind
        UNION ALL
        SELECT debit_id, kind, -sum(pieces), -sum(amount) FROM dispatch_earning
        WHERE period_id = %(period)s AND kind IN ({in_sql(DEBITING_WORKERS)})
        GROUP BY debit_id, kind
    ), kinds AS (
        SELECT account_id, kind, sum(pieces) AS pieces, sum(amount) AS amount FROM moves GROUP BY account_id, kind
    ), totals AS (
        SELECT account.worker_id, greatest(sum(pieces), 0) AS pieces, sum(amount) AS exact,
               jsonb_object_agg(kinds.kind, amount::text) AS by_kind
        FROM kinds JOIN dispatch_account account ON account.id = account_id
        WHERE account.kind = 'worker' GROUP BY account.worker_id
    ), carries AS (
        SELECT DISTINCT ON (payslip.worker_id) payslip.worker_id, payslip.carried_out
        FROM dispatch_payslip payslip JOIN dispatch_period period ON period.id = payslip.period_id
        WHERE period.base_id = %(base)s AND period.id <> %(period)s ORDER BY payslip.worker_id, period.closing DESC
    ), owed AS (
        SELECT totals.*, coalesce(carried_out, 0) AS carried_in,
               by_kind ? 'advance' OR coalesce(carried_out, 0) < 0 AS repays
        FROM totals LEFT JOIN carries USING (worker_id)
    )
    SELECT worker_id, pieces, by_kind, exact, carried_in,
           greatest(trunc(greatest(exact + carried_in, least.amount), 2), 0) AS net
    FROM owed CROSS JOIN LATERAL ({LEAST}) least
"""  # noqa: S608 the statement is a constant

PAYSLIPS = f"""
    INSERT INTO dispatch_payslip
        (period_id, worker_id, pieces, by_kind, exact, carried_in, net, carried_out, state, seal)
    SELECT %(period)s, worker_id, pieces, by_kind, exact, carried_in, net, exact + carried_in - net, 'issued', ''
    FROM ({DUE}) AS due
"""  # noqa: S608 the statement is a constant


def open_period(base: Base, day: date, *, lot: Lot | None = None) -> Period:
    """Return the open period of a base, locked for share until the transaction ends, so that nobody closes it.

    It is that of the `lot` where it has an open one of its own, else the base's. A base without any gets its first: the
    month of `day`. Raises ClosedPeriod when it is closed again and again meanwhile.
    """
    for _attempt in range(3):
        if periods := list(Period.objects.raw(OPEN_PERIOD, {"base": base.pk, "lot": lot and lot.pk})):
            return periods[0]
        first = day.replace(day=1)
        Period.objects.get_or_create(
            base=base, lot=None, state=Period.State.OPEN, defaults={"begins_on": first, "ends_on": end_of_month(first)}
        )
    raise ClosedPeriod


def end_of_month(day: date) -> date:
    """Return the last day of the month of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def due(period: Period) -> list[dict[str, object]]:
    """Return what each worker would get if the period closed now: the columns of her payslip, by `worker_id`."""
    with connection.cursor() as cursor:
        cursor.execute(f"{DUE} ORDER BY worker_id", {"period": period.pk, "base": period.base_id})
        names: Sequence[str] = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@transaction.atomic
def close_period(period: Period, *, ends_on: date, by: User) -> int:
    """Close a period on `ends_on`, write all its payslips in one statement, and return how many.

    Each is rounded down to the fen and never below zero; the rest, or what is owed, is carried to the next. Waits for
    those who are posting. Two periods of one base are closed one after the other. Raises ClosedPeriod.
    """
    Base.objects.select_for_update(no_key=True).get(pk=period.base_id)
    held = Period.objects.select_for_update().get(pk=period.pk)
    if held.state == Period.State.CLOSED:
        raise ClosedPeriod
    before = Period.objects.filter(base=held.base_id).aggregate(last=Max("closing"))["last"] or 0
    held.state, held.closing, held.ends_on = Period.State.CLOSED, before + 1, ends_on
    held.closed_by, held.closed_at = by, timezone.now()
    held.save(update_fields=["state", "closing", "ends_on", "closed_by", "closed_at"])
    with connection.cursor() as cursor:
        cursor.execute(PAYSLIPS, {"period": held.pk, "base": held.base_id})
        return int(cursor.rowcount)
