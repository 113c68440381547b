"""Define what must be true of the ledger, as queries that find where a rule is broken."""

from dispatch.pay.ledger.sealing import SEALS

# Each finds (thing, expected, found) where the two differ.
CHECKS = {
    "accepted pieces x rate = earning": """
        WITH standing AS (
            SELECT entry.inspection_id, sum(entry.amount) AS amount
            FROM dispatch_earning entry LEFT JOIN dispatch_earning undone ON undone.reverses_id = entry.id
            WHERE entry.kind = 'acceptance' AND undone.id IS NULL GROUP BY entry.inspection_id
        ), due AS (
            SELECT inspection.id, CASE WHEN inspection.withdrawn_at IS NULL
                   THEN inspection.accepted * operation.rate ELSE 0 END AS amount
            FROM dispatch_inspection inspection
            JOIN dispatch_workreport report ON report.id = inspection.report_id
            JOIN dispatch_assignment assignment ON assignment.id = report.assignment_id
            JOIN dispatch_lotoperation operation ON operation.id = assignment.lot_operation_id
        )
        SELECT due.id, due.amount, coalesce(standing.amount, 0)
        FROM due LEFT JOIN standing ON standing.inspection_id = due.id
        WHERE due.amount <> coalesce(standing.amount, 0)
    """,
    "a reversal is the opposite of its entry": """
        SELECT undone.id, entry.amount, undone.amount
        FROM dispatch_earning undone JOIN dispatch_earning entry ON entry.id = undone.reverses_id
        WHERE (undone.debit_id, undone.credit_id, undone.amount, undone.pieces)
            <> (entry.credit_id, entry.debit_id, entry.amount, entry.pieces)
    """,
    "payslip = sum of its period": """
        WITH moves AS (
            SELECT entry.period_id, account.worker_id,
                   CASE WHEN account.id = entry.credit_id THEN entry.amount ELSE -entry.amount END AS amount
            FROM dispatch_earning entry JOIN dispatch_account account ON account.id IN (entry.credit_id, entry.debit_id)
            JOIN dispatch_period period ON period.id = entry.period_id AND period.state = 'closed'
            WHERE account.kind = 'worker'
        ), sums AS (SELECT period_id, worker_id, sum(amount) AS amount FROM moves GROUP BY period_id, worker_id)
        SELECT coalesce(payslip.id, sums.worker_id), coalesce(sums.amount, 0), coalesce(payslip.exact, 0)
        FROM sums FULL JOIN dispatch_payslip payslip USING (period_id, worker_id)
        WHERE sums.amount IS DISTINCT FROM payslip.exact
    """,
    "what one payslip carries on, the next one takes in": """
        SELECT id, expected, carried_in FROM (
            SELECT payslip.id, payslip.carried_in, coalesce(lag(payslip.carried_out) OVER (
                PARTITION BY period.base_id, payslip.worker_id ORDER BY period.closing), 0) AS expected
            FROM dispatch_payslip payslip JOIN dispatch_period period ON period.id = payslip.period_id
        ) AS chain WHERE carried_in <> expected
    """,
    "the station's margin = its share of the piece pay": """
        SELECT entry.id, round(work.amount * lot.margin, 4), entry.amount
        FROM dispatch_earning entry
        JOIN dispatch_earning work ON work.inspection_id = entry.inspection_id AND work.kind = 'acceptance'
        JOIN dispatch_lotoperation operation ON operation.id = work.lot_operation_id
        JOIN dispatch_lot lot ON lot.id = operation.lot_id
        WHERE entry.kind = 'margin' AND abs(entry.amount - work.amount * lot.margin) > 0.0001
    """,
    "the broker's margin = pieces received x margin per piece": """
        WITH paid AS (
            SELECT operation.lot_id, sum(entry.amount) AS amount
            FROM dispatch_earning entry JOIN dispatch_lotoperation operation ON operation.id = entry.lot_operation_id
            LEFT JOIN dispatch_earning undone ON undone.reverses_id = entry.id
            WHERE entry.kind = 'broker' AND undone.id IS NULL GROUP BY operation.lot_id
        )
        SELECT lot.id, lot.received * lot.broker_rate, coalesce(paid.amount, 0)
        FROM dispatch_lot lot LEFT JOIN paid ON paid.lot_id = lot.id
        WHERE lot.received * lot.broker_rate <> coalesce(paid.amount, 0)
    """,
    "a household's shares come out of what its card earned": """
        SELECT share.inspection_id, 0, sum(share.amount)
        FROM dispatch_earning share LEFT JOIN dispatch_earning undone ON undone.reverses_id = share.id
        LEFT JOIN dispatch_earning work ON work.inspection_id = share.inspection_id AND work.kind = 'acceptance'
            AND work.credit_id = share.debit_id
        WHERE share.kind = 'share' AND undone.id IS NULL
        GROUP BY share.inspection_id HAVING sum(share.amount) > coalesce(min(work.amount), 0)
    """,
    "payout = its payslip": """
        SELECT payout.id, payslip.net, payout.amount
        FROM dispatch_payout payout JOIN dispatch_payslip payslip ON payslip.id = payout.payslip_id
        WHERE payout.amount <> payslip.net
    """,
    "an assignment's counts = its reports and inspections": """
        SELECT assignment.id, coalesce(sum(report.pieces) FILTER (WHERE inspection.id IS NULL), 0),
               assignment.reported
        FROM dispatch_assignment assignment
        LEFT JOIN dispatch_workreport report
            ON report.assignment_id = assignment.id AND report.withdrawn_at IS NULL
        LEFT JOIN dispatch_inspection inspection
            ON inspection.report_id = report.id AND inspection.withdrawn_at IS NULL
        GROUP BY assignment.id
        HAVING (coalesce(sum(report.pieces) FILTER (WHERE inspection.id IS NULL), 0),
                coalesce(sum(inspection.accepted), 0), coalesce(sum(inspection.rejected), 0))
            <> (assignment.reported, assignment.accepted, assignment.rejected)
    """,
    "a lot's material = its moves": """
        SELECT line.id, coalesce(sum(move.quantity) FILTER (WHERE move.kind = 'booked_in'), 0), line.booked_in
        FROM dispatch_lotmaterial line LEFT JOIN dispatch_materialmove move ON move.line_id = line.id
        GROUP BY line.id
        HAVING (coalesce(sum(move.quantity) FILTER (WHERE move.kind = 'issued'), 0)
                    - coalesce(sum(move.quantity) FILTER (WHERE move.kind = 'not_sent'), 0),
                coalesce(sum(move.quantity) FILTER (WHERE move.kind = 'lost'), 0),
                coalesce(sum(move.quantity) FILTER (WHERE move.kind = 'booked_in'), 0),
                coalesce(sum(move.quantity) FILTER (WHERE move.kind = 'used'), 0),
                coalesce(sum(move.quantity) FILTER (WHERE move.kind = 'returned'), 0),
                coalesce(sum(move.quantity) FILTER (WHERE move.kind = 'scrapped'), 0),
                coalesce(sum(move.quantity) FILTER (WHERE move.kind = 'arrived'), 0),
                coalesce(sum(move.quantity) FILTER (WHERE move.kind = 'lost_back'), 0))
            <> (line.issued, line.lost, line.booked_in, line.used, line.returned, line.scrapped, line.arrived,
                line.lost_back)
    """,
    "a material's stock = its moves": """
        SELECT material.id, material.stock, coalesce(own.sum, 0) + coalesce(lots.sum, 0)
        FROM dispatch_material material
        LEFT JOIN (SELECT material_id, sum(quantity) FROM dispatch_stockmove GROUP BY 1) own
            ON own.material_id = material.id
        LEFT JOIN (
            SELECT line.material_id, sum(CASE WHEN move.kind = 'issued' THEN -move.quantity ELSE move.quantity END)
            FROM dispatch_materialmove move JOIN dispatch_lotmaterial line ON line.id = move.line_id
            WHERE move.kind IN ('issued', 'not_sent', 'arrived') GROUP BY 1
        ) lots ON lots.material_id = material.id
        WHERE material.stock <> coalesce(own.sum, 0) + coalesce(lots.sum, 0)
    """,
}

# The same for the chain of seals; %(periods)s are the sealed periods.
CHECKS |= {
    "a sealed period is as it was when it was sealed": f"""
        {SEALS} SELECT period.id, period.seal, seals.seal
        FROM seals JOIN dispatch_period period ON period.id = seals.period_id WHERE period.seal <> seals.seal
    """,  # noqa: S608 the statement is a constant
    "a sealed statement is as it was when it was sealed": f"""
        {SEALS} SELECT payslip.id, payslip.seal, coalesce(statements.seal, '')
        FROM dispatch_payslip payslip
        JOIN dispatch_account account ON account.worker_id = payslip.worker_id
        LEFT JOIN statements ON statements.period_id = payslip.period_id AND statements.account_id = account.id
        WHERE payslip.period_id = ANY(%(periods)s) AND payslip.seal IS DISTINCT FROM statements.seal
    """,  # noqa: S608 the statement is a constant
    "the closings of a base are numbered without a gap": """
        SELECT base_id, count(*), max(closing) FROM dispatch_period WHERE state = 'closed'
        GROUP BY base_id HAVING count(*) <> max(closing)
    """,
    "a closed period is sealed": """
        SELECT id, 'sealed', 'not sealed' FROM dispatch_period WHERE state = 'closed' AND seal = ''
    """,
}
