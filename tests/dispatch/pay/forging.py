"""List statements that an attacker with the database's password might try, which the database itself must refuse."""

ATTEMPTS = (
    "UPDATE dispatch_earning SET amount = amount + 1",
    "DELETE FROM dispatch_earning",
    "UPDATE dispatch_inspection SET accepted = accepted + 1",
    "UPDATE dispatch_lotoperation SET rate = rate * 2",
    "UPDATE dispatch_assignment SET accepted = accepted + 1, pieces = pieces + 1; SET CONSTRAINTS ALL IMMEDIATE",
    "UPDATE dispatch_period SET closed_at = closed_at - interval '1 day' WHERE state = 'closed'",
    "UPDATE dispatch_payslip SET net = net + 1, carried_out = carried_out - 1",
    "UPDATE dispatch_payslip SET seal = 'forged'",
    "UPDATE dispatch_account SET worker_id = (SELECT max(id) FROM workshops_worker)"
    " WHERE id = (SELECT min(id) FROM dispatch_account WHERE kind = 'worker')",
)
COPY = """
    INSERT INTO dispatch_earning (kind, debit_id, credit_id, amount, period_id, inspection_id, lot_operation_id, pieces,
                                  rate, reverses_id, note, by_id, at, key)
    SELECT {kind}, {sides}, {amount}, {period}, inspection_id, lot_operation_id, pieces,
           rate, {reverses}, 'forged', by_id, at, gen_random_uuid()
    FROM dispatch_earning WHERE {which} ORDER BY dispatch_earning.id LIMIT 1
"""
HERS = {
    "kind": "kind",
    "sides": "debit_id, credit_id",
    "amount": "amount",
    "period": "period_id",
    "reverses": "reverses_id",
}
OPEN = "(SELECT id FROM dispatch_period WHERE state = 'open' LIMIT 1)"
PLAIN = "kind NOT IN ('acceptance', 'reversal')"
FORGERIES = {
    "accepted again": HERS | {"period": OPEN, "which": "kind = 'acceptance'"},
    "more than was accepted": HERS | {"amount": "amount + 1", "period": OPEN, "which": "kind = 'acceptance'"},
    "into a closed period": HERS
    | {"which": PLAIN + " AND period_id IN (SELECT id FROM dispatch_period WHERE state = 'closed')"},  # noqa: S608
    "reversed twice": HERS | {"sides": "debit_id, credit_id", "period": OPEN, "which": "kind = 'reversal'"},
    "reversed by more": HERS | {
        "kind": "'reversal'", "sides": "credit_id, debit_id", "amount": "amount + 1", "period": OPEN, "reverses": "id",
        "which": f"{PLAIN} AND NOT EXISTS (SELECT FROM dispatch_earning u WHERE u.reverses_id = dispatch_earning.id)",
    },
    "from the worker to the worker": HERS | {"sides": "credit_id, credit_id", "period": OPEN, "which": "true"},
    "a deduction that pays": HERS
    | {"sides": "credit_id, debit_id", "period": OPEN, "which": "kind IN ('deduction', 'advance')"},
}  # fmt: skip
