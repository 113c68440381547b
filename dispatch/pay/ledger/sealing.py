"""Seal closed periods by a chain of hashes, so that a later change of an old row is found, whoever made it."""

from django.db import connection, transaction

from dispatch.models import Period
from dispatch.models.kinds import DEBITING_WORKERS, in_sql
from workshops.models import Base

# A line holds all that an entry says. It stands on the statement of its credit side, and of a worker whom it debits.
# concat_ws leaves out what is null, which would move the columns after it: hence coalesce. The note comes last and with
# its length, so that no note can look like the end of its line and another one. The time is in seconds since 1970, so
# that it does not depend on the time zone of the session.
LINE = """
    concat_ws('|', entry.id, entry.kind, entry.debit_id, entry.credit_id, entry.amount,
              coalesce(entry.inspection_id, 0), coalesce(entry.lot_operation_id, 0), entry.pieces,
              coalesce(entry.rate, 0), coalesce(entry.reverses_id, 0), entry.by_id, extract(epoch FROM entry.at),
              entry.key, length(entry.note), entry.note)
"""

# (period_id, seal) of each of the periods %(periods)s, as it follows from what is there now: lines are hashed to
# statements, statements and payslips to the seal of their period. All stands in the order of keys, so that the same
# rows give the same hash. The seal of the closing before is the one stored: a period sealed anew breaks the next.
SEALS = f"""
    WITH lines AS (
        SELECT entry.period_id, entry.credit_id AS account_id, entry.id, {LINE} AS line
        FROM dispatch_earning entry WHERE entry.period_id = ANY(%(periods)s)
        UNION ALL
        SELECT entry.period_id, entry.debit_id, entry.id, {LINE}
        FROM dispatch_earning entry WHERE entry.period_id = ANY(%(periods)s)
            AND entry.kind IN ({in_sql(DEBITING_WORKERS)})
    ), statements AS (
        SELECT period_id, account_id,
               encode(sha256(convert_to(string_agg(line, E'\\n' ORDER BY id), 'UTF8')), 'hex') AS seal
        FROM lines GROUP BY period_id, account_id
    ), books AS (
        SELECT period_id, string_agg(account_id || ' ' || seal, E'\\n' ORDER BY account_id) AS book
        FROM statements GROUP BY period_id
    ), payslips AS (
        SELECT period_id, string_agg(
            concat_ws('|', worker_id, pieces, by_kind, exact, carried_in, net, carried_out), E'\\n' ORDER BY worker_id
        ) AS slips FROM dispatch_payslip WHERE period_id = ANY(%(periods)s) GROUP BY period_id
    ), seals AS (
        SELECT period.id AS period_id, encode(sha256(convert_to(concat_ws(E'\\n',
            coalesce(previous.seal, ''),
            concat_ws('|', period.base_id, coalesce(period.lot_id, 0), period.begins_on, period.ends_on,
                      period.closing, period.closed_by_id, extract(epoch FROM period.closed_at)),
            book, slips
        ), 'UTF8')), 'hex') AS seal
        FROM dispatch_period period
        LEFT JOIN dispatch_period previous
            ON previous.base_id = period.base_id AND previous.closing = period.closing - 1
        LEFT JOIN books ON books.period_id = period.id LEFT JOIN payslips ON payslips.period_id = period.id
        WHERE period.id = ANY(%(periods)s)
    )
"""  # noqa: S608 the statement is a constant

SEAL = f"""
    {SEALS}, sealed AS (
        UPDATE dispatch_payslip payslip SET seal = statements.seal
        FROM statements JOIN dispatch_account account ON account.id = statements.account_id
        WHERE payslip.period_id = statements.period_id AND payslip.worker_id = account.worker_id
    )
    UPDATE dispatch_period period SET seal = seals.seal FROM seals WHERE period.id = seals.period_id
"""  # noqa: S608 the statement is a constant


@transaction.atomic
def seal(base: Base) -> int:
    """Seal the closed periods of a base that are not sealed yet, in the order of closing, and return how many.

    One statement for each. A payslip's seal is the hash of her statement; a period's is that of all statements and
    payslips, and of the seal before. What is sealed can never be sealed anew.
    """
    Base.objects.select_for_update(no_key=True).get(pk=base.pk)
    waiting = Period.objects.filter(base=base, state=Period.State.CLOSED, seal="").order_by("closing")
    periods = list(waiting.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for period in periods:
            cursor.execute(SEAL, {"periods": [period]})
    return len(periods)
