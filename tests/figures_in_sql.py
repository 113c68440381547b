"""Count the figures of docs/figures.md once more in SQL, from the rows alone, sharing no code with the pages."""

from decimal import Decimal
from typing import Any

from django.db import connection

# What the statements below share: what stands, what waits, what lots have made, and income by worker and day
PRELUDE = """
    WITH standing AS (
        SELECT inspection.*, step.lot_id, step.id AS step_id, step.position, report.done_on, held.worker_id,
               (inspection.at AT TIME ZONE 'Asia/Shanghai')::date AS day
        FROM dispatch_inspection inspection JOIN dispatch_workreport report ON report.id = inspection.report_id
        JOIN dispatch_assignment held ON held.id = report.assignment_id
        JOIN dispatch_lotoperation step ON step.id = held.lot_operation_id WHERE inspection.withdrawn_at IS NULL
    ), waiting AS (
        SELECT report.pieces, report.pieces * step.rate AS worth, step.id AS step_id, step.lot_id, held.worker_id
        FROM dispatch_workreport report JOIN dispatch_assignment held ON held.id = report.assignment_id
        JOIN dispatch_lotoperation step ON step.id = held.lot_operation_id
        WHERE report.withdrawn_at IS NULL AND report.id NOT IN (SELECT report_id FROM standing)
    ), lots AS (
        SELECT lot.*, work.base_id, station.place_id, coalesce((
            SELECT sum(accepted) FROM standing WHERE lot_id = lot.id
            AND position = (SELECT max(position) FROM dispatch_lotoperation WHERE lot_id = lot.id)
        ), 0) AS made, lot.state IN ('issued', 'accepted', 'in_work') AS is_unfinished,
        coalesce((SELECT sum(pieces) FROM dispatch_receipt WHERE lot_id = lot.id), 0) AS came
        FROM dispatch_lot lot JOIN dispatch_workorder work ON work.id = lot.work_order_id
        JOIN workshops_station station ON station.id = lot.station_id WHERE lot.state NOT IN ('declined', 'recalled')
    ), entries AS (
        SELECT account.worker_id, entry.period_id, entry.inspection_id, coalesce(undone.kind, entry.kind) AS what,
               entry.kind, entry.lot_operation_id AS step_id,
               CASE WHEN account.id = entry.credit_id THEN entry.amount ELSE -entry.amount END AS amount,
               CASE WHEN account.id = entry.credit_id THEN entry.pieces ELSE -entry.pieces END AS pieces,
               (entry.at AT TIME ZONE 'Asia/Shanghai')::date AS day
        FROM dispatch_earning entry LEFT JOIN dispatch_earning undone ON undone.id = entry.reverses_id
        JOIN dispatch_account account ON account.id IN (entry.credit_id, entry.debit_id) WHERE account.kind = 'worker'
    ), income AS (SELECT * FROM entries WHERE what IN ('acceptance', 'share', 'adjustment')
    ), recent AS (
        SELECT worker_id, sum(amount) AS amount FROM income WHERE day > %(today)s::date - 30 GROUP BY worker_id
    ), payouts AS (
        SELECT payout.*, payslip.worker_id, payslip.period_id,
               (batch.released_at AT TIME ZONE 'Asia/Shanghai')::date AS day
        FROM dispatch_payout payout JOIN dispatch_payslip payslip ON payslip.id = payout.payslip_id
        JOIN dispatch_payoutbatch batch ON batch.id = payout.batch_id
    ), sent AS (
        SELECT coalesce(sum(quantity), 0) AS pieces FROM order_shippingeventquantity
        WHERE line_id IN (SELECT id FROM order_line WHERE order_id = %(order)s)
    ), paces AS (
        SELECT operation.sheet_id, sum(card.rate) AS rate FROM dispatch_operation operation JOIN LATERAL (
            SELECT rate FROM dispatch_ratecard WHERE operation_id = operation.id AND approved_at IS NOT NULL
            AND from_on <= %(today)s ORDER BY from_on DESC, version DESC LIMIT 1
        ) card ON true GROUP BY operation.sheet_id
    ), after AS (
        SELECT count(worker.id) AS workers, (coalesce(sum(earned.amount), 0) + coalesce((
            SELECT sum(line.pieces * paces.rate) FROM dispatch_planline line
            JOIN dispatch_workorder work ON work.id = line.work_order_id JOIN paces USING (sheet_id)
            WHERE line.plan_id = %(plan)s AND line.station_id = link.station_id
        ), 0)) / greatest(count(worker.id), 1) AS each
        FROM workshops_link link
        LEFT JOIN workshops_worker worker ON worker.station_id = link.station_id AND worker.is_active
        LEFT JOIN (
            SELECT worker_id, sum(amount) AS amount FROM income WHERE day >= %(today)s::date - 90 GROUP BY worker_id
        ) earned ON earned.worker_id = worker.id WHERE link.base_id = %(base)s GROUP BY link.station_id
    )
"""
SAID = "state IN ('released', 'accepted')"

LOT = {
    "Pieces": "pieces FROM lots WHERE id = %(lot)s",
    "Made": "made FROM lots WHERE id = %(lot)s",
    "Received": "came FROM lots WHERE id = %(lot)s",
}
ORDERED = "quantity FROM order_line WHERE order_id = %(order)s"
TO_PLACE = """pieces - coalesce((SELECT sum(pieces) FROM lots WHERE work_order_id = work.id), 0)
    FROM dispatch_workorder work WHERE id = %(work)s"""
CAME = "sum(came) FROM lots WHERE work_order_id = %(work)s"
MADE = "sum(made) FROM lots WHERE work_order_id = %(work)s"
TO_HER = {
    "Waiting for inspection": "sum(worth) FROM waiting WHERE worker_id = %(worker)s",
    "Said to be paid": f"sum(amount) FROM payouts WHERE worker_id = %(worker)s AND {SAID}",
    "Received": "sum(amount) FROM payouts WHERE worker_id = %(worker)s AND state = 'confirmed'",
}
HER_MONTH = "sum(amount) FROM income WHERE worker_id = %(worker)s AND day >= date_trunc('month', %(today)s::date)"
IN_HANDS = """
    sum(pieces + surplus - returned) - (SELECT sum(report.pieces) FROM dispatch_workreport report
        JOIN dispatch_assignment held ON held.id = report.assignment_id
        JOIN dispatch_lotoperation step ON step.id = held.lot_operation_id
        WHERE withdrawn_at IS NULL AND step.lot_id = %(lot)s AND step.position = 1)
    + (SELECT sum(rework) FROM standing WHERE lot_id = %(lot)s AND position = 1)
    FROM dispatch_assignment WHERE lot_operation_id IN
        (SELECT id FROM dispatch_lotoperation WHERE lot_id = %(lot)s AND position = 1)
"""
REPORTED = """sum(pieces) FROM waiting WHERE step_id IN
    (SELECT id FROM dispatch_lotoperation WHERE lot_id = %(lot)s AND position = 1)"""
GOOD = "sum(accepted) FROM standing WHERE lot_id = %(lot)s AND position = 1"
PAY_OF_LOTS = """(SELECT sum(step.rate * (lot.pieces - lot.unmade)) FROM lots lot
    JOIN dispatch_lotoperation step ON step.lot_id = lot.id WHERE lot.work_order_id = %(work)s)"""
PAY_TO_COME = """(SELECT work.unplaced * paces.rate FROM dispatch_workorder work JOIN paces USING (sheet_id)
    WHERE work.id = %(work)s)"""
MATERIALS = """coalesce((SELECT sum(line.planned * line.unit_cost) FROM dispatch_lotmaterial line
    JOIN lots lot ON lot.id = line.lot_id WHERE lot.work_order_id = %(work)s), 0)
    + coalesce((SELECT sum(work.unplaced * needed.gross * material.unit_cost) FROM dispatch_workorder work
    JOIN dispatch_sheetmaterial needed USING (sheet_id)
    JOIN dispatch_material material ON material.id = needed.material_id
    WHERE work.id = %(work)s), 0)"""
# Of the straw of the base: all that came into stock and left it, and what is still to be sent or to come
IN_STOCK = """(SELECT sum(quantity) FROM dispatch_stockmove WHERE material_id = %(straw)s)
    + (SELECT sum(CASE kind WHEN 'issued' THEN -quantity WHEN 'not_sent' THEN quantity WHEN 'arrived' THEN quantity
        ELSE 0 END) FROM dispatch_materialmove
       WHERE line_id IN (SELECT id FROM dispatch_lotmaterial WHERE material_id = %(straw)s))"""
WAITED_FOR = """coalesce(sum(greatest(line.planned - line.issued + line.lost, 0)), 0) FROM dispatch_lotmaterial line
    JOIN dispatch_lot lot ON lot.id = line.lot_id
    WHERE line.material_id = %(straw)s AND lot.state IN ('issued', 'accepted', 'in_work')"""
ON_ORDER = """coalesce(sum(line.quantity - line.received), 0) FROM dispatch_purchaseline line
    JOIN dispatch_purchase purchase ON purchase.id = line.purchase_id
    WHERE line.material_id = %(straw)s AND purchase.state = 'open'"""
NEEDED = """sum(part.pieces * needed.gross) FROM dispatch_planline part
    JOIN dispatch_workorder work ON work.id = part.work_order_id
    JOIN dispatch_sheetmaterial needed ON needed.sheet_id = work.sheet_id WHERE part.plan_id = %(plan)s"""
NEEDED_SUM = f"SELECT {NEEDED}"
FREIGHT = "(SELECT sum(freight) FROM lots WHERE work_order_id = %(work)s)"
PACKING = "(SELECT (pieces - cancelled) * packing_cost FROM dispatch_workorder WHERE id = %(work)s)"
BROKERS = "(SELECT sum((pieces - unmade) * broker_rate) FROM lots WHERE work_order_id = %(work)s)"
MARGIN = f"0.08 * ({PAY_OF_LOTS} + {PAY_TO_COME})"
PRICE = "(SELECT line_price_incl_tax FROM order_line WHERE order_id = %(order)s)"
SLIP = "FROM entries WHERE worker_id = %(worker)s AND period_id = %(period)s"
PIECES_PAID = f"sum(pieces) {SLIP}"
PIECES_OF_KIND = f"sum(pieces) {SLIP} AND kind = 'acceptance'"
TO_PAY = f"""(SELECT sum(amount) {SLIP}) + coalesce((SELECT carried_out FROM dispatch_payslip
    WHERE worker_id = %(worker)s AND period_id = %(first)s), 0)"""  # noqa: S608 a constant
KINDS_OF_PAY = {
    "Accepted pieces": "acceptance", "Share within the household": "share", "Reversal": "reversal",
    "Adjustment": "adjustment", "Deduction": "deduction", "Costs paid back": "costs", "Advance": "advance",
}  # fmt: skip
LINES = {name: f"sum(amount) {SLIP} AND kind = '{kind}'" for name, kind in KINDS_OF_PAY.items()}
OF_ODD = "FROM dispatch_lotoperation WHERE lot_id = %(odd)s AND position = 1"
HOURLY = f"rate * 60 / standard_minutes {OF_ODD}"
CARRIED_ON = "carried_out FROM dispatch_payslip WHERE worker_id = %(worker)s AND period_id = %(period)s"
OF_LATER = "FROM entries WHERE worker_id = %(worker)s AND period_id = %(later)s"
NEXT = f"(SELECT sum(amount) {OF_LATER}) + (SELECT {CARRIED_ON})"
FROZEN = "FROM dispatch_lotoperation WHERE lot_id = %(lot)s AND position = 1"
TO_HER_SLIP = LINES | {
    "Pieces": PIECES_OF_KIND,
    "Rate": f"rate {OF_ODD}",
    "By the hour": HOURLY,
    "To be paid": f"trunc({TO_PAY}, 2)",
    "kept for the next payslip": f"({TO_PAY}) - trunc({TO_PAY}, 2)",
}
OPEN = "period_id IN (SELECT id FROM dispatch_period WHERE state = 'open')"
IN_COUNTY = "place_id IN (SELECT id FROM workshops_place WHERE county_id = %(county)s)"
HERE = f"IN (SELECT id FROM workshops_station WHERE {IN_COUNTY})"  # noqa: S608 a constant
OF_COUNTY = f"(SELECT id FROM workshops_worker WHERE station_id {HERE})"  # noqa: S608 a constant
OF_STATION = "(SELECT id FROM workshops_worker WHERE station_id = %(station)s)"
LAST_DAYS = "day > %(today)s::date - 30"
PASSED = "(SELECT worker_id FROM workshops_attendance WHERE passed)"
AFTER_CLASS = f"""FROM income JOIN standing ON standing.id = income.inspection_id
    WHERE income.worker_id IN {PASSED} AND standing.done_on > %(today)s::date - 8"""

# The same of all orders that were not stopped, for the parts of the price of all bases
ALL = "work_order_id IN (SELECT id FROM dispatch_workorder WHERE state <> 'stopped')"
ALL_PAY = f"""(SELECT sum(step.rate * (lot.pieces - lot.unmade)) FROM lots lot
    JOIN dispatch_lotoperation step ON step.lot_id = lot.id WHERE {ALL})
    + (SELECT sum(work.unplaced * paces.rate) FROM dispatch_workorder work JOIN paces USING (sheet_id))"""  # noqa: S608
ALL_MATERIALS = f"""(SELECT sum(line.planned * line.unit_cost) FROM dispatch_lotmaterial line
    JOIN lots lot ON lot.id = line.lot_id WHERE {ALL})
    + (SELECT sum(work.unplaced * needed.gross * material.unit_cost) FROM dispatch_workorder work
    JOIN dispatch_sheetmaterial needed USING (sheet_id)
    JOIN dispatch_material material ON material.id = needed.material_id)"""  # noqa: S608 a constant
ALL_FREIGHT = f"(SELECT sum(freight) FROM lots WHERE {ALL})"  # noqa: S608 a constant
ALL_BROKERS = f"(SELECT sum((pieces - unmade) * broker_rate) FROM lots WHERE {ALL})"  # noqa: S608 a constant
ALL_PRICE = """(SELECT sum(line_price_incl_tax) FROM order_line line
    JOIN dispatch_workorder work ON work.line_id = line.id WHERE work.state <> 'stopped')"""
ALL_PACKING = "(SELECT sum((pieces - cancelled) * packing_cost) FROM dispatch_workorder)"
OF_ALL = {
    "Piece pay": ALL_PAY, "Stations' margin": f"0.08 * ({ALL_PAY})", "Brokers' margin": ALL_BROKERS,
    "Materials": ALL_MATERIALS, "Freight and lots": ALL_FREIGHT, "Packing": ALL_PACKING, "Price": ALL_PRICE,
    "Left to the base": f"""{ALL_PRICE} - 1.08 * ({ALL_PAY}) - {ALL_BROKERS} - {ALL_FREIGHT}
        - {ALL_PACKING} - ({ALL_MATERIALS})""",
}  # fmt: skip

# What the pieces of the offer cost at today's terms with the stations that would make them, and as it was kept with it
SHARES = """(SELECT share.pieces, link.cost_per_piece, link.cost_per_lot, link.broker_rate FROM enquiries_quote quote
    CROSS JOIN jsonb_to_recordset(quote.cost -> 'shares') AS share(station bigint, pieces integer)
    JOIN workshops_link link ON link.station_id = share.station AND link.base_id = %(base)s
    WHERE quote.id = %(quote)s) shares"""
SHEET = "(SELECT id FROM dispatch_techsheet WHERE product_id = %(product)s)"
ALL_SHARES = f"FROM {SHARES}"
COST = {
    "Materials": f"""sum(pieces) * (SELECT sum(needed.gross * material.unit_cost) FROM dispatch_sheetmaterial needed
        JOIN dispatch_material material ON material.id = needed.material_id
        WHERE sheet_id = {SHEET}) {ALL_SHARES}""",  # noqa: S608 a constant
    "Piece pay": f"sum(pieces) * (SELECT rate FROM paces WHERE sheet_id = {SHEET}) {ALL_SHARES}",  # noqa: S608 a constant
    "Stations' margin": f"0.08 * sum(pieces) * (SELECT rate FROM paces WHERE sheet_id = {SHEET}) {ALL_SHARES}",  # noqa: S608
    "Brokers' margin": f"sum(pieces * broker_rate) {ALL_SHARES}",
    "Freight to and from the villages": f"sum(pieces * cost_per_piece) {ALL_SHARES}",
    "Lots": f"sum(cost_per_lot) {ALL_SHARES}",
    "Packing": f"sum(pieces) * (SELECT packing_cost FROM dispatch_techsheet WHERE id = {SHEET}) {ALL_SHARES}",  # noqa: S608
}
COST_NOW = " + ".join(f"(SELECT {part})" for part in COST.values())
USUAL = "(SELECT margin FROM workshops_base WHERE id = %(base)s)"
COST_KEPT = """(SELECT sum(share.pieces * (share.per_piece + share.broker_rate + (cost ->> 'packing')::numeric
        + (SELECT sum(per_piece * unit_cost)
           FROM jsonb_to_recordset(cost -> 'materials') AS needed(per_piece numeric, unit_cost numeric))
        + (1 + (cost ->> 'station_margin')::numeric)
            * (SELECT sum(rate) FROM jsonb_to_recordset(cost -> 'steps') AS step(rate numeric))) + share.per_lot)
    FROM enquiries_quote CROSS JOIN jsonb_to_recordset(cost -> 'shares')
        AS share(pieces numeric, per_piece numeric, per_lot numeric, broker_rate numeric)
    WHERE id = %(quote)s)"""


def up(amount: str) -> str:
    """Return an amount rounded up to the fen."""
    return f"ceil(100 * ({amount})) / 100"


def of_cost(cost: str) -> dict[str, str]:
    """Return the sums of a cost and what the offer's price leaves of it."""
    return {
        "Cost": f"{up(cost)} {OF_QUOTE}",
        "Cost of a piece": f"{up(f'({cost}) / pieces')} {OF_QUOTE}",
        "Left to the base": f"pieces * unit_price - {up(cost)} {OF_QUOTE}",
    }


OF_QUOTE = "FROM enquiries_quote WHERE id = %(quote)s"
QUOTED = "pieces * unit_price + freight"
DEPOSIT = f"round(({QUOTED}) * deposit_share, 2)"
OFFER = {
    "Pieces": f"pieces {OF_QUOTE}",
    "Price per piece": f"unit_price {OF_QUOTE}",
    "Freight": f"freight {OF_QUOTE}",
    "Total": f"{QUOTED} {OF_QUOTE}",
    "Deposit now": f"{DEPOSIT} {OF_QUOTE}",
    "Balance before shipment": f"{QUOTED} - {DEPOSIT} {OF_QUOTE}",
}
THIS_QUARTER = "date_trunc('quarter', %(today)s::date)"
RECORD = "worker_id = %(worker)s AND period_id IN (SELECT id FROM dispatch_period WHERE base_id = %(base)s)"
IN_QUARTER = f"{RECORD} AND day >= {THIS_QUARTER}"
TIMED = """dispatch_workreport report JOIN standing ON standing.report_id = report.id
    WHERE report.minutes > 0 AND standing.lot_id = %(odd)s AND standing.position = 1"""


def moved(*kinds: str) -> str:
    """Return how much of the lot's material the moves of some kinds say."""
    return f"""coalesce((SELECT sum(quantity) FROM dispatch_materialmove
        WHERE kind IN ({", ".join(f"'{kind}'" for kind in kinds)})
        AND line_id IN (SELECT id FROM dispatch_lotmaterial WHERE lot_id = %(lot)s)), 0)"""  # noqa: S608 a constant


def of_place(lots: str, workers: str) -> dict[str, str]:
    """Return the figures that a county and a station have."""
    return {
        "Workers": f"count(*) FROM workshops_worker WHERE is_active AND id IN {workers}",
        "Lots underway": f"count(*) FROM lots WHERE is_unfinished AND {lots}",
        "Late lots": f"count(*) FROM lots WHERE is_unfinished AND due_on < %(today)s AND {lots}",
        "Women who earned": f"count(*) FROM recent WHERE amount > 0 AND worker_id IN {workers}",
        "Pieces accepted": f"sum(accepted) FROM standing WHERE {LAST_DAYS} AND worker_id IN {workers}",
        "Earned": f"sum(amount) FROM recent WHERE worker_id IN {workers}",
    }


FIGURES = {
    "Desk: today": {
        "Enquiries to answer": "count(*) FROM enquiries_enquiry WHERE base_id = %(base)s AND state = 'new'",
        "Orders to plan": """count(*) FROM dispatch_workorder
            WHERE base_id = %(base)s AND state IN ('open', 'in_work') AND unplaced > 0""",
        "Late lots": "count(*) FROM lots WHERE base_id = %(base)s AND is_unfinished AND due_on < %(today)s",
        "Lots to receive": "count(*) FROM lots WHERE base_id = %(base)s AND made > came",
        "Disputes to answer": """count(*) FROM dispatch_dispute
            WHERE base_id = %(base)s AND state = 'open' AND level = 'station'""",
        "Rates to approve": "count(*) FROM dispatch_ratecard WHERE approved_at IS NULL AND declined_at IS NULL",
        "Deductions to approve": "count(*) FROM dispatch_deduction WHERE approved_at IS NULL AND declined_at IS NULL",
        "Periods to close": """count(*) FROM dispatch_period
            WHERE base_id = %(base)s AND state = 'open' AND ends_on < %(today)s""",
    },
    "Desk: work orders": {"Pieces": ORDERED, "To be placed": TO_PLACE, "Received": CAME},
    "Desk: work order": {
        "Pieces": ORDERED,
        "To be placed": TO_PLACE,
        "Made in the villages": MADE,
        "Received at the base": CAME,
        "Piece pay": f"{PAY_OF_LOTS} + {PAY_TO_COME}",
        "Stations' margin": MARGIN,
        "Brokers' margin": BROKERS,
        "Materials": MATERIALS,
        "Freight and lots": FREIGHT,
        "Packing": PACKING,
        "Price": PRICE,
        "Left to the base": f"""{PRICE} - 1.08 * ({PAY_OF_LOTS} + {PAY_TO_COME})
            - {BROKERS} - {FREIGHT} - {PACKING} - ({MATERIALS})""",
    },
    "Desk: lots": LOT,
    "Desk: lot": LOT
    | {
        "Surplus taken": "100 * tolerance FROM lots WHERE id = %(lot)s",
        "Rate": f"rate {FROZEN}",
        "Minutes": f"standard_minutes {FROZEN}",
        "By the hour": f"rate * 60 / standard_minutes {FROZEN}",
        "Minimum": f"minimum_hourly {FROZEN}",
        "In hands": IN_HANDS,
        "To inspect": REPORTED,
        "Accepted": GOOD,
        "Rejected": "sum(rejected) FROM standing WHERE lot_id = %(lot)s AND position = 1",
    },
    "Desk: materials of a lot": {
        "Planned": "planned FROM dispatch_lotmaterial WHERE lot_id = %(lot)s",
        "Issued": "issued FROM dispatch_lotmaterial WHERE lot_id = %(lot)s",
        "Booked in": moved("booked_in"),
        "Used": moved("used"),
        "Returned": moved("returned"),
        "Scrapped": moved("scrapped"),
        "To send back": f"""greatest({moved("booked_in")} - {moved("used", "returned", "scrapped")}
            - greatest(planned - {moved("used")}, 0), 0) FROM dispatch_lotmaterial WHERE lot_id = %(lot)s""",
        "Arrived back": moved("arrived"),
    },
    "Desk: materials of an ended lot": {
        "To send back": """sum(CASE WHEN kind = 'booked_in' THEN quantity ELSE -quantity END)
            FROM dispatch_materialmove move JOIN dispatch_lotmaterial line ON line.id = move.line_id
            WHERE line.lot_id = %(cut)s AND kind IN ('booked_in', 'used', 'returned', 'scrapped')""",
    },
    "Desk: materials": {
        "In stock": IN_STOCK,
        "Lots wait for": WAITED_FOR,
        "Ordered": ON_ORDER,
        "CNY per unit": "unit_cost FROM dispatch_material WHERE id = %(straw)s",
    },
    "Desk: materials of a plan": {
        "This plan needs": NEEDED,
        "Other lots wait for": WAITED_FOR,
        "In stock": IN_STOCK,
        "Ordered": ON_ORDER,
        "Short by": f"({NEEDED_SUM}) + (SELECT {WAITED_FOR}) - (SELECT {IN_STOCK}) - (SELECT {ON_ORDER})",
    },
    "Desk: workers of a lot": {
        "Handed out": """sum(pieces) FROM dispatch_assignment WHERE worker_id = %(worker)s AND lot_operation_id IN
            (SELECT id FROM dispatch_lotoperation WHERE lot_id = %(lot)s)""",
        "Accepted": "sum(accepted) FROM standing WHERE worker_id = %(worker)s AND lot_id = %(lot)s",
        "Rejected": "sum(rejected) FROM standing WHERE worker_id = %(worker)s AND lot_id = %(lot)s",
    },
    "Desk: receiving": {
        "Received": "came FROM lots WHERE id = %(ready)s",
        "Ready": "made - came FROM lots WHERE id = %(ready)s",
    },
    "Desk: plan": {
        "Pieces placed": "sum(pieces) FROM dispatch_planline WHERE plan_id = %(plan)s",
        "Lots": "count(*) FROM dispatch_planline WHERE plan_id = %(plan)s AND pieces > 0",
        "Freight and lots": """sum(pieces * cost_per_piece + cost_per_lot) FROM dispatch_planline
            JOIN workshops_link link USING (station_id) WHERE plan_id = %(plan)s AND link.base_id = %(base)s""",
        "Piece pay": """sum(line.pieces * paces.rate) FROM dispatch_planline line
            JOIN dispatch_workorder work ON work.id = line.work_order_id JOIN paces USING (sheet_id)
            WHERE plan_id = %(plan)s""",
        "Pieces without a place": """(SELECT sum(unplaced) FROM dispatch_workorder WHERE base_id = %(base)s
            AND state IN ('open', 'in_work')) - sum(pieces) FROM dispatch_planline WHERE plan_id = %(plan)s""",
        "Spread of income": """sum(one.workers * two.workers * abs(one.each - two.each))
            / (2 * sum(one.workers * two.workers * one.each)) FROM after one CROSS JOIN after two""",
    },
    "Desk: reason of a plan": {
        "Pieces": "pieces FROM dispatch_planline WHERE plan_id = %(plan)s AND pieces > 0",
        "Freight and lot": """line.pieces * link.cost_per_piece + link.cost_per_lot FROM dispatch_planline line
            JOIN workshops_link link USING (station_id)
            WHERE plan_id = %(plan)s AND pieces > 0 AND link.base_id = %(base)s""",
        "Fairness charge": """(why ->> 'fairness')::numeric FROM dispatch_planline
            WHERE plan_id = %(plan)s AND pieces > 0""",
    },
    "Desk: pay": {
        "To be paid so far": f"""sum(trunc(due.amount + coalesce(last.carried_out, 0), 2)) FROM (
            SELECT worker_id, sum(amount) AS amount FROM entries WHERE {OPEN} GROUP BY worker_id) due
            LEFT JOIN dispatch_payslip last ON last.worker_id = due.worker_id AND last.period_id = %(later)s""",  # noqa: S608 a constant
        "Workers": f"count(DISTINCT worker_id) FROM entries WHERE {OPEN}",
        "Pieces waiting for inspection": """sum(waiting.pieces) FROM waiting JOIN lots ON lots.id = lot_id
            WHERE base_id = %(base)s""",
        "Open disputes": "count(*) FROM dispatch_dispute WHERE base_id = %(base)s AND state = 'open'",
        "Payslips": "count(*) FROM dispatch_payslip WHERE period_id = %(period)s",
        "To be paid": "sum(net) FROM dispatch_payslip WHERE period_id = %(period)s",
        "Said to be paid": f"sum(amount) FROM payouts WHERE period_id = %(period)s AND {SAID}",
        "Confirmed": "sum(amount) FROM payouts WHERE period_id = %(period)s AND state = 'confirmed'",
    },
    "Desk: period": {
        "To be paid": "sum(net) FROM dispatch_payslip WHERE period_id = %(period)s",
        "Said to be paid": f"sum(amount) FROM payouts WHERE period_id = %(period)s AND {SAID}",
        "Confirmed as received": "sum(amount) FROM payouts WHERE period_id = %(period)s AND state = 'confirmed'",
        "Not yet in a batch": """sum(net) FROM dispatch_payslip WHERE period_id = %(period)s
            AND id NOT IN (SELECT payslip_id FROM payouts WHERE state NOT IN ('returned', 'taken_out'))""",
    },
    "Desk: batches of a period": {
        "Payouts": "count(*) FROM payouts WHERE period_id = %(period)s AND state <> 'taken_out'",
        "Sum": "sum(amount) FROM payouts WHERE period_id = %(period)s AND state <> 'taken_out'",
        "Confirmed": "sum(amount) FROM payouts WHERE period_id = %(period)s AND state = 'confirmed'",
    },
    "Desk: payslips of a period": {
        "Pieces": PIECES_PAID,
        "Earned": f"sum(amount) {SLIP}",
        "To be paid": f"trunc({TO_PAY}, 2)",
    },
    "Desk: payslip": LINES
    | {
        "Pieces": PIECES_PAID,
        "Rate": f"rate {OF_ODD}",
        "By the hour": HOURLY,
        "Sum of the period": f"sum(amount) {SLIP}",
        "Amount": "amount FROM payouts WHERE worker_id = %(worker)s AND period_id = %(period)s",
        "Carried on": f"({TO_PAY}) - trunc({TO_PAY}, 2)",
        "To be paid": f"trunc({TO_PAY}, 2)",
    },
    "Desk: next payslip": {"Carried in": CARRIED_ON, "To be paid": f"trunc({NEXT}, 2)"},
    "Desk: records": {
        "Pieces": f"sum(pieces) FROM entries WHERE {IN_QUARTER}",
        "Gross": f"sum(amount) FROM income WHERE {IN_QUARTER}",
        "Deductions": f"-sum(amount) FROM entries WHERE {IN_QUARTER} AND what = 'deduction'",
        "Income of the quarter": f"""sum(amount) FROM entries WHERE {IN_QUARTER}
            AND what IN ('acceptance', 'share', 'adjustment', 'deduction')""",
        "Confirmed as received": f"""sum(amount) FROM payouts WHERE {RECORD} AND state = 'confirmed'
            AND (confirmed_at AT TIME ZONE 'Asia/Shanghai')::date >= {THIS_QUARTER}""",
    },
    "Desk: real hours": {
        "Pieces": f"sum(standing.accepted) FROM {TIMED}",
        "Hours reported": f"sum(report.minutes) / 60.0 FROM {TIMED}",
        "CNY per piece": f"rate {OF_ODD}",
        "By real hours": f"""(SELECT sum(standing.accepted) * 60.0 / sum(report.minutes) FROM {TIMED}) * rate
            {OF_ODD}""",  # noqa: S608 a constant
        "Hourly minimum": f"minimum_hourly {OF_ODD}",
    },
    "Desk: enquiry": COST
    | of_cost(COST_NOW)
    | {
        "Price that leaves your usual margin": f"{up(f'({COST_NOW}) / pieces / (1 - {USUAL})')} {OF_QUOTE}",
        "Posted price for so many": f"""unit_price FROM catalogue_pricetier WHERE product_id = %(product)s
            AND from_pieces <= (SELECT pieces {OF_QUOTE}) ORDER BY from_pieces DESC LIMIT 1""",
    },
    "Desk: terms with the stations": {
        "Pieces": f"pieces {ALL_SHARES}",
        "Freight per piece": f"cost_per_piece {ALL_SHARES}",
        "Per lot": f"cost_per_lot {ALL_SHARES}",
        "Broker per piece": f"broker_rate {ALL_SHARES}",
        "In all": f"pieces * (cost_per_piece + broker_rate) + cost_per_lot {ALL_SHARES}",
    },
    "Desk: offer": OFFER | of_cost(COST_KEPT),
    "Desk: sending": {
        "Ordered": ORDERED,
        "Sent so far": "pieces FROM sent",
        "Ready": "sum(came) - (SELECT pieces FROM sent) FROM lots WHERE work_order_id = %(work)s",
        "Left to send": "quantity - (SELECT pieces FROM sent) FROM order_line WHERE order_id = %(order)s",
    },
    "Desk: shipments": {"Pieces": "pieces FROM sent"},
    "Station: today": {
        "Inspect": "count(*) FROM waiting JOIN lots ON lots.id = lot_id WHERE station_id = %(station)s",
        "Disputes": f"""count(*) FROM dispatch_dispute
            WHERE state = 'open' AND worker_id IN {OF_STATION} AND reason NOT IN ('unfair', 'kept')""",
    },
    "Station: lot": {
        "left": """pieces + (SELECT sum(rejected) FROM standing WHERE lot_id = %(lot)s)
            - (SELECT sum(pieces + surplus - returned) FROM dispatch_assignment WHERE lot_operation_id IN
                (SELECT id FROM dispatch_lotoperation WHERE lot_id = %(lot)s AND position = 1))
            FROM lots WHERE id = %(lot)s""",
        "in hand": IN_HANDS,
        "reported": REPORTED,
        "good": GOOD,
        "Finished pieces": LOT["Made"],
    },
    "Station: reports": {
        "To inspect": "sum(waiting.pieces) FROM waiting JOIN lots ON lots.id = lot_id WHERE station_id = %(station)s"
    },
    "Station: materials": {
        "sent": "issued FROM dispatch_lotmaterial WHERE lot_id = %(lot)s",
        "arrived": """sum(quantity) FROM dispatch_materialmove WHERE kind = 'booked_in'
                AND line_id IN (SELECT id FROM dispatch_lotmaterial WHERE lot_id = %(lot)s)""",
        "here now": """sum(CASE WHEN kind = 'booked_in' THEN quantity ELSE -quantity END) FROM dispatch_materialmove
                WHERE kind IN ('booked_in', 'used', 'returned', 'scrapped')
                AND line_id IN (SELECT id FROM dispatch_lotmaterial WHERE lot_id = %(lot)s)""",
    },
    "Station: worker": TO_HER | {"This month": HER_MONTH},
    "Me: my earnings": TO_HER | {"Earned this month": HER_MONTH},
    "Station: payslip": TO_HER_SLIP,
    "Me: payslip": TO_HER_SLIP,
    "Station: next payslip": {"from the last payslip": CARRIED_ON, "To be paid": f"trunc({NEXT}, 2)"},
    "Me: next payslip": {"from the last payslip": CARRIED_ON, "To be paid": f"trunc({NEXT}, 2)"},
    "Federation: overview": {
        "Earned by workers": "sum(amount) FROM recent",
        "Women who earned": "count(*) FROM recent WHERE amount > 0",
        "Pieces accepted": f"sum(accepted) FROM standing WHERE {LAST_DAYS}",
        "Pieces refused": f"sum(rejected) FROM standing WHERE {LAST_DAYS}",
        "Said to be paid, not yet confirmed": f"sum(amount) FROM payouts WHERE {SAID} AND {LAST_DAYS}",
        "Confirmed as received": f"sum(amount) FROM payouts WHERE state = 'confirmed' AND {LAST_DAYS}",
        "Registered workers": "count(*) FROM workshops_worker WHERE is_active",
        "Lots underway": "count(*) FROM lots WHERE is_unfinished",
        "Late lots": "count(*) FROM lots WHERE is_unfinished AND due_on < %(today)s",
        "Classes begun": "count(*) FROM workshops_trainingclass WHERE begins_on > %(today)s::date - 30",
        "Women with a seat": "count(DISTINCT worker_id) FROM workshops_attendance",
        "Who came": "count(DISTINCT worker_id) FROM workshops_attendance WHERE attended",
        "Who passed": "count(DISTINCT worker_id) FROM workshops_attendance WHERE passed",
        "Who have made pieces of the craft since": f"""count(DISTINCT held.worker_id) FROM dispatch_assignment held
            JOIN dispatch_workreport report ON report.assignment_id = held.id AND report.withdrawn_at IS NULL
            WHERE report.done_on > %(today)s::date - 8 AND held.worker_id IN {PASSED}""",
        "Who have earned with them": f"""count(*) FROM (SELECT income.worker_id {AFTER_CLASS}
            GROUP BY income.worker_id HAVING sum(income.amount) > 0) women""",
        "Earned with them so far": f"sum(income.amount) {AFTER_CLASS}",
        "Earned by month": "sum(amount) FROM income WHERE day >= date_trunc('month', %(today)s::date)",
        "people": """count(*) FROM (SELECT worker_id FROM income
            JOIN workshops_worker worker ON worker.id = worker_id AND worker.is_active
            WHERE day >= %(today)s::date - 90 GROUP BY worker_id HAVING sum(amount) > 0 AND sum(amount) <= 500) band""",
    },
    "Federation: counties": {"Stations": f"count(*) FROM workshops_station WHERE is_active AND {IN_COUNTY}"}
    | of_place(IN_COUNTY, OF_COUNTY),
    "Federation: stations": {
        "Hours a day": "sum(minutes_per_day) / 60.0 FROM workshops_worker WHERE is_active AND station_id = %(station)s"
    }
    | of_place("station_id = %(station)s", OF_STATION),
    "Federation: lots": {name: LOT[name] for name in ("Pieces", "Made")},
    "Federation: bases": OF_ALL
    | {
        "Stations": "count(*) FROM workshops_link WHERE base_id = %(base)s",
        "Work orders underway": """count(*) FROM dispatch_workorder
            WHERE base_id = %(base)s AND state IN ('open', 'in_work')""",
        "Done": """count(*) FROM dispatch_workorder work WHERE base_id = %(base)s
            AND pieces = (SELECT sum(came) FROM lots WHERE work_order_id = work.id)""",
    },
    "Federation: training": {
        "Seats": "seats FROM workshops_trainingclass WHERE id = %(course)s",
        "Came": "count(*) FROM workshops_attendance WHERE attended AND training_class_id = %(course)s",
        "Passed": "count(*) FROM workshops_attendance WHERE passed AND training_class_id = %(course)s",
    },
    "Buyer: villages of an order": {
        "Pieces": "pieces FROM lots WHERE id = %(lot)s",
        "Made": "made FROM lots WHERE id = %(lot)s",
    },
    "Buyer: lines of an order": {
        "Pieces": ORDERED,
        "Price per piece": "unit_price_incl_tax FROM order_line WHERE order_id = %(order)s",
        "Sum": "line_price_before_discounts_incl_tax FROM order_line WHERE order_id = %(order)s",
    },
    "Buyer: order": {
        "Freight": "shipping_incl_tax FROM order_order WHERE id = %(order)s",
        "Made and accepted in the villages": MADE,
        "Arrived at the base": CAME,
        "Sent to you": "pieces FROM sent",
        "Deposit": "amount FROM payments_instalment WHERE order_id = %(order)s AND kind = 'deposit'",
        "Balance": "amount FROM payments_instalment WHERE order_id = %(order)s AND kind = 'balance'",
        "Total": "total_incl_tax FROM order_order WHERE id = %(order)s",
    },
    "Buyer: quote": OFFER,
    "Buyer: many pieces": {
        "Posted price": "unit_price FROM catalogue_pricetier WHERE product_id = %(product)s AND from_pieces = 100",
        "In all": "130 * unit_price FROM catalogue_pricetier WHERE product_id = %(product)s AND from_pieces = 100",
    },
    "Product": {
        "Price": "price FROM partner_stockrecord WHERE product_id = %(product)s",
        "from 1 piece": "price FROM partner_stockrecord WHERE product_id = %(product)s",
        "from 100 pieces": "unit_price FROM catalogue_pricetier WHERE product_id = %(product)s AND from_pieces = 100",
        "Ready to send": """num_in_stock - coalesce(num_allocated, 0) FROM partner_stockrecord
            WHERE product_id = %(product)s""",
    },
    "Dashboard: what waits": {
        "Transfers to confirm": "count(*) FROM payments_payment WHERE method = 'transfer' AND state = 'started'",
        "Refunds that wait for a second person": """count(*) FROM payments_refundrequest
            WHERE state = 'waiting' AND by_id <> %(me)s""",
        "Refunds to transfer": "count(*) FROM payments_refund WHERE by_hand AND state = 'started'",
        "Refunds that failed": """count(*) FROM payments_refund WHERE state = 'failed'
            AND id NOT IN (SELECT instead_of_id FROM payments_refund WHERE instead_of_id IS NOT NULL)""",
        "Too little or too much came": """count(*) FROM payments_instalment part
            JOIN order_order agreed ON agreed.id = part.order_id
            WHERE paid - refunded > amount OR paid > 0 AND paid < amount AND agreed.status <> 'cancelled'""",
        "Money of another currency": """count(*) FROM payments_payment
            WHERE "foreign" <> '' AND foreign_back_at IS NULL""",
        "Contested at the bank": "count(*) FROM payments_chargeback WHERE state = 'open'",
        "Reviews to look at": "count(*) FROM reviews_productreview WHERE status = 0",
        "Low stock": "count(*) FROM partner_stockalert WHERE status = 'Open'",
        "Orders to send": """count(*) FROM order_order WHERE status IN ('paid', 'part_shipped')
            AND id NOT IN (SELECT order_id FROM enquiries_enquiry WHERE order_id IS NOT NULL)""",
    },
    "Dashboard: sales in figures": {
        "Orders placed": "count(*) FROM order_order",
        "Orders": "count(*) FROM order_order WHERE status = 'placed'",
        "Cancelled of them": "count(*) FROM order_order WHERE status = 'cancelled'",
        "Sum of those not cancelled": "sum(total_incl_tax) FROM order_order WHERE status <> 'cancelled'",
        "Paid for them and not given back": "sum(paid - refunded) FROM payments_instalment",
    },
}


def counted(statement: str, known: dict[str, Any]) -> Decimal:
    """Return the one number of a statement, 0 for none."""
    with connection.cursor() as cursor:
        cursor.execute(f"{PRELUDE} SELECT {statement}", known)
        return Decimal(cursor.fetchone()[0] or 0)
